//! Sending an operation, and waiting until the platform shows that it took effect.

use std::pin::pin;

use tokio::time::{Instant, sleep_until, timeout};

use super::confirmation::OperationEffect;
use super::handle::SessionHandle;
use super::state::EffectWatch;
use super::task_message::NoReply;
use crate::timing::{CONFIRM_TIMEOUT, STAGE_STATE_TIMEOUT};
use model::{Operation, StageStatus, UserId};
use protocol::signalling::message::GetRoomStageStateResponse;
use protocol::signalling::{Event, Frame};

impl SessionHandle {
    /// Sends an operation for some participants, in one frame, and returns its effect for each.
    pub(crate) async fn act(&self, operation: Operation, users: &[UserId]) -> Vec<OperationEffect> {
        let watch = self.state.watch(operation, users);
        let otherwise = match self.send(operation, users, &watch).await {
            Some(NoReply::NotSent) => OperationEffect::NotSent,
            refused => {
                if !watch.so_far().is_settled() {
                    let refused = matches!(refused, Some(NoReply::Refused(_)));
                    self.read_back(operation, users, &watch, refused).await;
                }
                match refused {
                    Some(NoReply::Refused(error)) => OperationEffect::Refused(error),
                    _ => OperationEffect::Unconfirmed,
                }
            }
        };
        if otherwise != OperationEffect::NotSent {
            watch.look();
        }
        let seen = watch.so_far();
        users
            .iter()
            .map(|user| seen.effect(user, &otherwise))
            .collect()
    }

    /// Sends an operation and waits for its effect. A reply alone proves nothing (what it tells of
    /// a participant's own status, the task has applied); an error ends the wait.
    async fn send(
        &self,
        operation: Operation,
        users: &[UserId],
        watch: &EffectWatch<'_>,
    ) -> Option<NoReply> {
        let mut reply = pin!(self.request(Frame::of_operation(operation, users)));
        let deadline = Instant::now() + CONFIRM_TIMEOUT;
        let mut answered = false;
        loop {
            tokio::select! {
                () = watch.settled() => return None,
                reply = &mut reply, if !answered => match reply {
                    Ok(_) | Err(NoReply::Lost) => answered = true,
                    Err(error) => return Some(error),
                },
                () = sleep_until(deadline) => return None,
            }
        }
    }

    /// Reads the statuses back: by the stage's state where that can prove something, else by the
    /// roster.
    async fn read_back(
        &self,
        operation: Operation,
        users: &[UserId],
        watch: &EffectWatch<'_>,
        refused: bool,
    ) {
        // A platform that does not know this request may answer it with empty lists, as if all were
        // off the stage: it only proves who is listed. Nor does it tell one connection of a
        // participant from another.
        let has_others = |user| operation.is_own() && self.state.room().others(user) > 0;
        let proves = operation.target() != StageStatus::OffStage || refused;
        if proves && !users.iter().any(has_others) {
            let request = self.request(Frame::bare(Event::GetRoomStageState));
            if let Ok(Ok(reply)) = timeout(STAGE_STATE_TIMEOUT, request).await {
                let state = reply.body().unwrap_or_default();
                let listed = self.note_stage_state(users, &state, watch);
                if refused && listed == users.len() {
                    return;
                }
            }
        }
        if !watch.so_far().is_settled() {
            self.reread().await;
        }
    }

    /// Notes the participants that the stage's state lists, and counts them. Only the task, which
    /// sees frames in their order, changes the roster.
    fn note_stage_state(
        &self,
        users: &[UserId],
        state: &GetRoomStageStateResponse,
        watch: &EffectWatch<'_>,
    ) -> usize {
        let mut listed = 0;
        for user in users {
            let participant = self.state.room().roster.participant(user);
            let peer_ids = participant.into_iter().flat_map(|p| p.peer_ids);
            // One SDK takes the lists for user ids; they may also hold peer ids.
            let mut names: Vec<String> = peer_ids.map(|id| id.to_string()).collect();
            names.push(user.to_string());
            let is_in = |list: &[String]| list.iter().any(|id| names.contains(id));
            let status = if is_in(&state.on_stage_peers) {
                StageStatus::OnStage
            } else if is_in(&state.approved_stage_peers) {
                StageStatus::Accepted
            } else if is_in(&state.requested_stage_peers) {
                StageStatus::Requested
            } else {
                continue;
            };
            listed += 1;
            watch.saw(user, status);
        }
        listed
    }
}
