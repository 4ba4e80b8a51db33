//! Follows the stage: the participants who are present, then each event, without a gap, until the session ends.

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
use api::{ErrorCode, Event, EventKind, Problem, StageQuery};
use client::{ClientError, EventStream, FollowUpdate, StageClient, StreamEvent, retry};
use model::{MeetingId, Participant};

/// How often at the most the stage is read again.
const READING_INTERVAL: Duration = Duration::from_secs(1);

/// How many people are written down again each time when something happens.
const FEW: usize = 500;

/// Follows the stage.
pub(crate) struct Follower<'a> {
    client: &'a StageClient,
    meeting: &'a MeetingId,
    output: &'a Output,
    cache: Option<&'a Cache>,
    last_kept: Instant,
    events: EventStream,
    known: StageMirror,
    /// What is told next.
    next: VecDeque<StreamEvent>,
    last_read: Instant,
    /// Why nothing follows, once it has been told so.
    end: Option<Problem>,
}

impl<'a> Follower<'a> {
    /// Reads the stage, and follows from there.
    pub(crate) async fn begin(session: &'a Session<'_>) -> Result<Self, CliError> {
        let (client, meeting) = (session.client().await?, session.meeting().await?);
        let answer = client.stage(meeting, &StageQuery::default()).await?;
        let events = client.follow(meeting, answer.last_event_id).await?;
        session.remember(CacheUpdate::Stage(&answer.body));
        let (known, present) = StageMirror::of(answer.body, Timestamp::now());
        let follower = Self {
            client,
            meeting,
            output: session.output,
            cache: session.cache(),
            last_kept: Instant::now(),
            events,
            known,
            next: present.into_iter().map(StreamEvent::of).collect(),
            last_read: Instant::now(),
            end: None,
        };
        follower.warn_of_incomplete();
        Ok(follower)
    }

    /// Who is where, as far as it is known.
    pub(crate) const fn known(&self) -> &StageMirror {
        &self.known
    }

    /// Puts the participants who ask in the order of the queue.
    pub(crate) fn tell_in_order_of(&mut self, asking: &[Participant]) {
        let users = asking.iter().map(|participant| &participant.user_id);
        let places: HashMap<_, _> = users.zip(0_usize..).collect();
        let place = |participant: &Participant| {
            // A request that came since is last.
            let place = places
                .get(&participant.user_id)
                .copied()
                .unwrap_or(usize::MAX);
            (Reverse(participant.stage_status), place)
        };
        let told = self.next.make_contiguous();
        told.sort_by_cached_key(|told| told.event.participant.as_ref().map(place));
    }

    /// Waits for what is told next: at first, who is present.
    ///
    /// # Errors
    ///
    /// After it was told that it ended: why. When the service is gone for good, or refuses.
    pub(crate) async fn next(&mut self) -> Result<StreamEvent, CliError> {
        loop {
            if let Some(told) = self.next.pop_front() {
                return Ok(told);
            }
            if let Some(problem) = self.end.take() {
                return Err(ClientError::from(problem).into());
            }
            match self.events.next().await? {
                FollowUpdate::Event(told) => self.hear(*told).await?,
                FollowUpdate::ConnectionLost(reason) => self.output.warn(&format!(
                    "the connection to the service is lost ({reason}); coming back"
                )),
                FollowUpdate::Reconnected => {
                    self.output.note("the connection to the service is back");
                }
            }
        }
    }

    async fn hear(&mut self, told: StreamEvent) -> Result<(), CliError> {
        let Event { kind, at, .. } = told.event;
        self.known.note(&told.event);
        match kind {
            EventKind::Ready => return Ok(()),
            EventKind::Resync => {
                self.output
                    .note("something may have been missed: the stage is read again");
                let different = self.read_again(at).await?;
                self.next.push_back(told);
                self.next.extend(different.into_iter().map(StreamEvent::of));
                return Ok(());
            }
            EventKind::Ended => {
                let unexplained =
                    || ErrorCode::SessionEnded.problem("the service left the meeting");
                let problem = told.event.problem.clone();
                self.end = Some(problem.unwrap_or_else(unexplained));
            }
            EventKind::Present
            | EventKind::Joined
            | EventKind::Status
            | EventKind::Left
            | EventKind::Unknown => {}
        }
        self.next.push_back(told);
        self.keep();
        Ok(())
    }

    /// Keeps who is where for completion: each time, as long as they are few.
    fn keep(&mut self) {
        let Some(cache) = self.cache else {
            return;
        };
        let everybody = self.known.participants();
        if everybody.len() <= FEW || self.last_kept.elapsed() > READING_INTERVAL {
            cache.update(CacheUpdate::Everybody(self.meeting, everybody));
            self.last_kept = Instant::now();
        }
    }

    /// Reads the stage again, goes on from there, and says what is different.
    async fn read_again(&mut self, at: Timestamp) -> Result<Vec<Event>, CliError> {
        sleep_until(self.last_read + READING_INTERVAL).await;
        let everybody = StageQuery::default();
        let answer = retry(|| self.client.stage(self.meeting, &everybody)).await?;
        self.last_read = Instant::now();
        self.events.resume_from(answer.last_event_id);
        let different = self.known.replace(answer.body, at);
        self.warn_of_incomplete();
        Ok(different)
    }

    fn warn_of_incomplete(&self) {
        if !self.known.is_complete() {
            self.output.warn("the platform did not tell of everybody");
        }
    }
}
