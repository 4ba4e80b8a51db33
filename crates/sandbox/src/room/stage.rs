//! The stage operations, by the operations' table of `model`, and the announcements of their results.

use super::effects::Recipients;
use super::meeting_room::Room;
use super::request::{Request, body, refusal};
use model::{Operation, PeerId, StageAccess, StageStatus, UserId, Verdict};
use protocol::signalling::message::{self, StageUsers};
use protocol::signalling::{ErrorBody, Event, Frame, convert};

const NO_STAGE: &str = "permission denied: the meeting has no stage";

impl Room<'_> {
    /// An operation of a participant on itself.
    pub(super) fn act_on_self(
        &mut self,
        request: &Request<'_>,
        operation: Operation,
    ) -> Result<(), ErrorBody> {
        let permissions = self.permissions(&request.user);
        if !permissions.has_stage() {
            return Err(refusal(403, NO_STAGE));
        }
        match operation.verdict(self.status(&request.user), permissions.access()) {
            Verdict::Send => {
                self.set_status(&request.user, operation.target(), Some(request));
                self.acknowledge(request);
            }
            // A status that does not change is sent, too: an SDK that was taken off the stage leaves once more.
            Verdict::Unchanged => {
                let status = self.status_frame(&request.user, request.from);
                self.reply(request, status);
            }
            Verdict::Conflict(conflict) => return Err(refusal(403, &conflict.to_string())),
        }
        Ok(())
    }

    /// An operation of a host on other participants.
    pub(super) fn act_on_others(
        &mut self,
        request: &Request<'_>,
        operation: Operation,
    ) -> Result<(), ErrorBody> {
        self.require_manager(request)?;
        let users: StageUsers = body(request.frame)?;
        let users: Vec<_> = users.user_ids.into_iter().map(UserId::from).collect();
        let has_stage = |user: &UserId| self.permissions(user).has_stage();
        if !users.is_empty() && !users.iter().any(has_stage) {
            return Err(refusal(403, NO_STAGE));
        }
        for user in users {
            let is_present = self.has(&user) && self.permissions(&user).has_stage();
            let verdict = operation.verdict(self.status(&user), StageAccess::CanRequest);
            if !is_present || verdict != Verdict::Send {
                continue;
            }
            if operation != Operation::Kick {
                let frame = Frame::bare(request.frame.event());
                self.send(Recipients::User(user.clone()), frame);
            }
            let kick = (operation == Operation::Kick).then_some(request);
            self.set_status(&user, operation.target(), kick);
        }
        self.acknowledge(request);
        Ok(())
    }

    /// 19 is both: leaving the stage, and taking others off it.
    pub(super) fn leave_stage(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        let users: StageUsers = body(request.frame)?;
        let own = |user: &String| *user == request.user.as_str();
        if users.user_ids.iter().all(own) {
            self.act_on_self(request, Operation::Leave)?;
            self.reply(request, Frame::bare(Event::LeaveStage));
            return Ok(());
        }
        self.act_on_others(request, Operation::Kick)?;
        self.reply(request, Frame::bare(Event::LeaveStage));
        Ok(())
    }

    /// Acknowledges 15 and 16 to SDKs before 2.x. Newer ones take an acknowledgement for a grant to themselves.
    pub(super) fn acknowledge(&mut self, request: &Request<'_>) {
        let event = request.frame.event();
        let peer = self.peers.get(request.from);
        if event != Event::LeaveStage && peer.is_some_and(|peer| peer.wants_acks) {
            self.reply(request, Frame::bare(event));
        }
    }

    /// Sets the status of a participant and announces it.
    pub(super) fn set_status(
        &mut self,
        user: &UserId,
        status: StageStatus,
        request: Option<&Request<'_>>,
    ) {
        let Some(participant) = self.meeting.participants.get_mut(user) else {
            return;
        };
        let before = std::mem::replace(&mut participant.stage_status, status);
        if before == status {
            return;
        }
        let concerns = |which| [before, status].contains(&which);
        self.effects.changed = true;
        self.effects.stage_changed |= concerns(StageStatus::OnStage);
        self.effects.queue_changed |= concerns(StageStatus::Requested);
        participant.absent_since = None;
        self.meeting.queue.retain(|requester| requester != user);
        if status == StageStatus::Requested {
            self.meeting.queue.push(user.clone());
        }
        self.announce_status(user, request);
    }

    /// Announces the stage, the stage requests and the waiting room as far as they changed, each once.
    pub(super) fn announce_changes(&mut self) {
        if std::mem::take(&mut self.effects.stage_changed) {
            self.send(Recipients::Everyone, self.stage_peers());
        }
        if std::mem::take(&mut self.effects.queue_changed) {
            self.send(Recipients::Managers, self.stage_requests());
        }
        if std::mem::take(&mut self.effects.waiting_room_changed) {
            self.send(Recipients::WaitingRoomModerators, self.waiting_requests());
        }
    }

    /// Announces the status of a participant: to the requester as the reply.
    pub(super) fn announce_status(&mut self, user: &UserId, request: Option<&Request<'_>>) {
        for peer_id in self.peer_ids(user) {
            let frame = self.status_frame(user, &peer_id);
            match request {
                Some(request) => {
                    self.reply(request, frame.clone());
                    self.send(Recipients::EveryoneExcept(request.from.clone()), frame);
                }
                None => self.send(Recipients::Everyone, frame),
            }
        }
    }

    fn status_frame(&self, user: &UserId, peer_id: &PeerId) -> Frame {
        let update = message::PeerStatusUpdate {
            peer_id: peer_id.to_string(),
            user_id: user.to_string(),
            stage_type: Some(convert::stage_type(self.status(user))),
        };
        Frame::with(Event::PeerStageStatusUpdate, &update)
    }

    pub(super) fn require_manager(&self, request: &Request<'_>) -> Result<(), ErrorBody> {
        if self.permissions(&request.user).manages_stage() {
            return Ok(());
        }
        let reason = "permission denied: the preset does not manage the stage";
        Err(refusal(403, reason))
    }
}
