//! Doing an operation, until the platform shows that it took effect.

use std::pin::pin;

use tokio::time::{Instant, sleep_until, timeout};

use super::confirm::Acted;
use super::view::Watch;
use super::{Handle, NoReply};
use crate::timing::{CONFIRM_TIMEOUT, STAGE_STATE_TIMEOUT};
use model::{Operation, StageStatus, UserId};
use protocol::signalling::message::{GetRoomStageStateResponse, StageUsers};
use protocol::signalling::{Event, Frame};

impl Handle {
    /// Does an operation for some participants, in one frame, and says what became of it for each.
    pub(super) async fn act(&self, operation: Operation, users: &[UserId]) -> Vec<Acted> {
        let watch = self.shared.watch(operation, users);
        let otherwise = match self.send(operation, users, &watch).await {
            Some(NoReply::NotSent) => Acted::NotSent,
            refused => {
                if !watch.so_far().is_settled() {
                    let refused = matches!(refused, Some(NoReply::Refused(_)));
                    self.read_back(operation, users, &watch, refused).await;
                }
                match refused {
                    Some(NoReply::Refused(error)) => Acted::Refused(error),
                    _ => Acted::Unconfirmed,
                }
            }
        };
        if otherwise != Acted::NotSent {
            watch.look();
        }
        let seen = watch.so_far();
        users
            .iter()
            .map(|user| seen.acted(user, &otherwise))
            .collect()
    }

    /// Sends it and waits for its effect. A reply proves nothing by itself (what it tells of a
    /// participant's own operation, the link has applied), an error ends the wait.
    async fn send(
        &self,
        operation: Operation,
        users: &[UserId],
        watch: &Watch<'_>,
    ) -> Option<NoReply> {
        let mut reply = pin!(self.request(frame(operation, users)));
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

    /// Reads back where they are: the short way where that can prove something, else everybody.
    async fn read_back(
        &self,
        operation: Operation,
        users: &[UserId],
        watch: &Watch<'_>,
        refused: bool,
    ) {
        // A platform that does not know this request may answer it with nothing at all, which
        // would look as if everybody were off the stage: it only proves who is there.
        // Nor does it tell one connection of somebody from another.
        let has_others = |user| operation.is_own() && self.shared.view().others(user) > 0;
        let proves = operation.target() != StageStatus::OffStage || refused;
        if proves && !users.iter().any(has_others) {
            let request = self.request(Frame::bare(Event::GetRoomStageState));
            if let Ok(Ok(reply)) = timeout(STAGE_STATE_TIMEOUT, request).await {
                let state = reply.body().unwrap_or_default();
                let there = self.note_stage_state(users, &state, watch);
                if refused && there == users.len() {
                    return;
                }
            }
        }
        if !watch.so_far().is_settled() {
            self.reread().await;
        }
    }

    /// Takes note of those who are there, and counts them. Only the link, which sees frames in their
    /// order, changes the roster.
    fn note_stage_state(
        &self,
        users: &[UserId],
        state: &GetRoomStageStateResponse,
        watch: &Watch<'_>,
    ) -> usize {
        let mut there = 0;
        for user in users {
            let participant = self.shared.view().roster.participant(user);
            let peer_ids = participant.into_iter().flat_map(|p| p.peer_ids);
            // The lists are of users by one SDK's reading; another has never said.
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
            there += 1;
            watch.saw(user, status);
        }
        there
    }
}

fn frame(operation: Operation, users: &[UserId]) -> Frame {
    let about = |event| {
        let user_ids = users.iter().map(ToString::to_string).collect();
        Frame::with(event, &StageUsers { user_ids })
    };
    match operation {
        Operation::Grant => about(Event::GrantStageAccess),
        Operation::Deny => about(Event::DenyStageAccess),
        Operation::Kick | Operation::Leave => about(Event::LeaveStage),
        Operation::Request => Frame::bare(Event::RequestStageAccess),
        Operation::Cancel => Frame::bare(Event::CancelStageRequest),
        Operation::Join => Frame::bare(Event::JoinStage),
    }
}
