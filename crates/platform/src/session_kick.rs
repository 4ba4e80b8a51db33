//! Removing participants from a session, over REST, until the platform's records show it.

use backon::{ExponentialBuilder, RetryableWithContext};
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::error::{Error, Refused, Unavailable};
use crate::platform::Platform;
use crate::timing::{CONFIRM_TIMEOUT, REMOVAL_POLL, REMOVAL_POLL_LONGEST};
use model::{MeetingId, Participant, SessionId, UserId};

/// The result of removing one participant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionKickResult {
    /// The participant is out of the session.
    Gone,
    /// The participant had left before.
    Left,
    /// The platform refused; the participant is still there.
    Failed(Error),
    /// Not tried: the platform could not be reached for an earlier participant.
    NotSent,
    /// The platform was asked, and still lists the participant.
    Unconfirmed,
}

impl Platform {
    /// Removes participants from a session, and returns the result for each, in their order, once
    /// the platform's records show it.
    ///
    /// # Errors
    ///
    /// When the platform refuses or cannot be reached before a participant was removed.
    pub async fn kick_from_session(
        &self,
        meeting: &MeetingId,
        session: &SessionId,
        participants: &[Participant],
    ) -> Result<Vec<SessionKickResult>, Error> {
        let users: Vec<_> = participants.iter().map(|p| p.user_id.clone()).collect();
        let sent = match self.rest.kick(meeting, &users).await {
            Ok(_) => users.iter().map(|_| Ok(())).collect(),
            // It refuses all of them for one that it does not know.
            Err(error) if error.is_not_found() => self.kick_each(meeting, &users, error).await,
            Err(error) => return Err(error),
        };
        let was_sent = |at: usize| sent[at].is_ok();
        let there = self.still_there(session, participants, was_sent).await;
        let results = sent.into_iter().zip(there);
        let results = results.map(|(sent, there)| match (sent, there) {
            (Ok(()), false) => SessionKickResult::Gone,
            (Ok(()), true) => SessionKickResult::Unconfirmed,
            (Err(_), false) => SessionKickResult::Left,
            (Err(Unsent::Refused(error)), true) => SessionKickResult::Failed(error),
            (Err(Unsent::NotTried), true) => SessionKickResult::NotSent,
        });
        Ok(results.collect())
    }

    /// Removes the participants one by one, after the platform refused them together, until it
    /// cannot be reached: then the last request may have been carried out, and the rest are not
    /// tried.
    async fn kick_each(
        &self,
        meeting: &MeetingId,
        users: &[UserId],
        refused: Error,
    ) -> Vec<Result<(), Unsent>> {
        if let [_] = users {
            return vec![Err(Unsent::Refused(refused))];
        }
        let mut sent = Vec::with_capacity(users.len());
        for user in users {
            match self.rest.kick(meeting, std::slice::from_ref(user)).await {
                Ok(_) => sent.push(Ok(())),
                Err(error) if error.is_not_found() => sent.push(Err(Unsent::Refused(error))),
                // A platform that asks to wait has done nothing.
                Err(error @ Error::Unavailable(Unavailable::Status(429, _))) => {
                    sent.push(Err(Unsent::Refused(error)));
                    break;
                }
                Err(Error::Unavailable(_) | Error::Refused(Refused::Answer(_))) => {
                    sent.push(Ok(()));
                    break;
                }
                Err(error) => {
                    sent.push(Err(Unsent::Refused(error)));
                    break;
                }
            }
        }
        sent.resize_with(users.len(), || Err(Unsent::NotTried));
        sent
    }

    /// Whether each participant is still in the session by a connection that they had, once all
    /// that
    /// `should_be_gone` names are gone, or after [`CONFIRM_TIMEOUT`]. Without an answer from the
    /// platform they count as still there.
    async fn still_there(
        &self,
        session: &SessionId,
        participants: &[Participant],
        should_be_gone: impl Fn(usize) -> bool,
    ) -> Vec<bool> {
        let deadline = Instant::now() + CONFIRM_TIMEOUT;
        let waits = ExponentialBuilder::default()
            .with_min_delay(REMOVAL_POLL)
            .with_max_delay(REMOVAL_POLL_LONGEST)
            .without_max_times();
        let should_be_gone = &should_be_gone;
        let look = |mut there: Vec<bool>| async move {
            match timeout_at(deadline, self.session_roster(session)).await {
                Ok(Ok(roster)) => {
                    let is_there =
                        |p: &Participant| p.peer_ids.iter().any(|id| roster.knows_peer(id));
                    there = participants.iter().map(is_there).collect();
                }
                // The session ends with its last participant.
                Ok(Err(error)) if error.is_not_found() => there.fill(false),
                Ok(Err(_)) => {}
                Err(_) => return (there, Ok(())),
            }
            let mut waits_for = there.iter().enumerate();
            let is_missing = waits_for.any(|(at, there)| *there && should_be_gone(at));
            (there, if is_missing { Err(()) } else { Ok(()) })
        };
        let (there, _) = look
            .retry(waits)
            .sleep(move |wait| sleep_until(deadline.min(Instant::now() + wait)))
            .context(vec![true; participants.len()])
            .await;
        there
    }
}

/// Why a participant was not removed.
enum Unsent {
    /// The platform refused.
    Refused(Error),
    /// The platform could not be reached for an earlier one.
    NotTried,
}
