//! Follows the stage: the participants who are present, then each event, without a gap, until the
//! session ends.

use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep_until};

use super::stage_mirror::StageMirror;
use crate::cache::{Cache, CacheUpdate};
use crate::error::CliError;
use crate::output::Output;
use crate::session::Session;
use api::{ErrorCode, Event, EventKind, Problem, Stage, StageQuery};
use client::{ClientError, EventStream, FollowUpdate, StageClient, StreamEvent, retry};
use model::{MeetingId, Participant};

/// How often at the most the stage is read again.
const READING_INTERVAL: Duration = Duration::from_secs(1);

/// The most participants that are cached anew at each event.
const MAX_CACHED_EACH_TIME: usize = 500;

/// Follows the stage.
pub(crate) struct Follower<'a> {
    client: &'a StageClient,
    meeting: &'a MeetingId,
    output: &'a Output,
    cache: Option<&'a Cache>,
    last_cached: Instant,
    events: EventStream,
    mirror: StageMirror,
    /// The updates that come next.
    next: VecDeque<StreamEvent>,
    last_read: Instant,
    /// Why nothing follows, once the event that says so was returned.
    end: Option<Problem>,
}

impl<'a> Follower<'a> {
    /// Reads the stage, and follows from there.
    pub(crate) async fn begin(session: &'a Session<'_>) -> Result<Self, CliError> {
        let (client, meeting) = (session.client().await?, session.meeting().await?);
        let answer = client.stage(meeting, &StageQuery::default()).await?;
        let events = client.follow(meeting, answer.last_event_id).await?;
        session.remember(CacheUpdate::Stage(&answer.body));
        let (mirror, present) = StageMirror::of(answer.body, Timestamp::now());
        let follower = Self {
            client,
            meeting,
            output: session.output,
            cache: session.cache(),
            last_cached: Instant::now(),
            events,
            mirror,
            next: present.into_iter().map(StreamEvent::of).collect(),
            last_read: Instant::now(),
            end: None,
        };
        follower.warn_of_incomplete();
        Ok(follower)
    }

    /// The stage as far as it was followed.
    pub(super) const fn mirror(&self) -> &StageMirror {
        &self.mirror
    }

    /// The stage as it is read for one participant.
    pub(crate) fn stage_of(&self, participant: Participant) -> Stage {
        self.mirror.stage_of(participant)
    }

    /// Sorts the participants who ask by the queue.
    pub(crate) fn sort_by_queue(&mut self, asking: &[Participant]) {
        let users = asking.iter().map(|participant| &participant.user_id);
        let positions: HashMap<_, _> = users.zip(0_usize..).collect();
        let rank = |participant: &Participant| {
            // A request that came since is last.
            let position = positions
                .get(&participant.user_id)
                .copied()
                .unwrap_or(usize::MAX);
            (Reverse(participant.stage_status), position)
        };
        let updates = self.next.make_contiguous();
        updates.sort_by_cached_key(|update| update.event.participant.as_ref().map(rank));
    }

    /// Waits for the next update: at first, one for each participant who is present.
    ///
    /// # Errors
    ///
    /// After the event that the session ended: why. When the service is gone for good, or refuses.
    pub(crate) async fn next(&mut self) -> Result<StreamEvent, CliError> {
        loop {
            if let Some(update) = self.next.pop_front() {
                return Ok(update);
            }
            if let Some(problem) = self.end.take() {
                return Err(ClientError::from(problem).into());
            }
            match self.events.next().await? {
                FollowUpdate::Event(update) => self.apply(*update).await?,
                FollowUpdate::ConnectionLost(reason) => self.output.warn(&format!(
                    "the connection to the service is lost ({reason}); coming back"
                )),
                FollowUpdate::Reconnected => {
                    self.output.note("the connection to the service is back");
                }
            }
        }
    }

    async fn apply(&mut self, update: StreamEvent) -> Result<(), CliError> {
        let Event { kind, at, .. } = update.event;
        self.mirror.apply(&update.event);
        match kind {
            EventKind::Ready => return Ok(()),
            EventKind::Resync => {
                self.output
                    .note("something may have been missed: the stage is read again");
                let different = self.read_again(at).await?;
                self.next.push_back(update);
                self.next.extend(different.into_iter().map(StreamEvent::of));
                return Ok(());
            }
            EventKind::Ended => {
                let unexplained =
                    || ErrorCode::SessionEnded.problem("the service left the meeting");
                let problem = update.event.problem.clone();
                self.end = Some(problem.unwrap_or_else(unexplained));
            }
            EventKind::Present
            | EventKind::Joined
            | EventKind::Status
            | EventKind::Left
            | EventKind::Unknown => {}
        }
        self.next.push_back(update);
        self.update_cache();
        Ok(())
    }

    /// Caches the participants for completion: at each event, as long as they are few.
    fn update_cache(&mut self) {
        let Some(cache) = self.cache else {
            return;
        };
        let participants = self.mirror.participants();
        let is_due = self.last_cached.elapsed() > READING_INTERVAL;
        if participants.len() <= MAX_CACHED_EACH_TIME || is_due {
            cache.update(CacheUpdate::Followed(self.meeting, participants));
            self.last_cached = Instant::now();
        }
    }

    /// Reads the stage again, goes on from there, and returns an event for each difference.
    async fn read_again(&mut self, at: Timestamp) -> Result<Vec<Event>, CliError> {
        sleep_until(self.last_read + READING_INTERVAL).await;
        let query = StageQuery::default();
        let answer = retry(|| self.client.stage(self.meeting, &query)).await?;
        self.last_read = Instant::now();
        self.events.resume_from(answer.last_event_id);
        let different = self.mirror.replace(answer.body, at);
        self.warn_of_incomplete();
        Ok(different)
    }

    fn warn_of_incomplete(&self) {
        if !self.mirror.is_complete() {
            self.output.warn("the platform did not tell of everybody");
        }
    }
}
