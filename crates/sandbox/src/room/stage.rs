//! The stage operations, by the table that everything obeys.

use super::{Recipients, Request, Room, body, refusal};
use model::{Operation, PeerId, StageAccess, StageStatus, UserId, Verdict};
use protocol::signalling::message::{self, StageUsers};
use protocol::signalling::{ErrorBody, Event, Frame, convert};

const NO_STAGE: &str = "permission denied: the meeting has no stage";

impl Room<'_> {
    /// A participant's operation on themselves.
    pub(super) fn act(
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
            // Even who is there already is told so: an SDK that was taken off leaves once more.
            Verdict::Unchanged => {
                let status = self.status_of(&request.user, request.from);
                self.reply(request, status);
            }
            Verdict::Conflict(conflict) => return Err(refusal(403, &conflict.to_string())),
        }
        Ok(())
    }

    /// A host's operation on others.
    pub(super) fn moderate(
        &mut self,
        request: &Request<'_>,
        operation: Operation,
    ) -> Result<(), ErrorBody> {
        self.managers_only(request)?;
        let users: StageUsers = body(request.frame)?;
        let users: Vec<_> = users.user_ids.into_iter().map(UserId::from).collect();
        let has_stage = |user: &UserId| self.permissions(user).has_stage();
        if !users.is_empty() && !users.iter().any(has_stage) {
            return Err(refusal(403, NO_STAGE));
        }
        for user in users {
            let present = self.has(&user) && self.permissions(&user).has_stage();
            let verdict = operation.verdict(self.status(&user), StageAccess::CanRequest);
            if !present || verdict != Verdict::Send {
                continue;
            }
            if operation != Operation::Kick {
                let told = Frame::bare(request.frame.event());
                self.send(Recipients::User(user.clone()), told);
            }
            let kick = (operation == Operation::Kick).then_some(request);
            self.set_status(&user, operation.target(), kick);
        }
        self.acknowledge(request);
        Ok(())
    }

    /// 19 is both: leaving, and taking others off.
    pub(super) fn leave_stage(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        let users: StageUsers = body(request.frame)?;
        let own = |user: &String| *user == request.user.as_str();
        if users.user_ids.iter().all(own) {
            self.act(request, Operation::Leave)?;
            self.reply(request, Frame::bare(Event::LeaveStage));
            return Ok(());
        }
        self.moderate(request, Operation::Kick)?;
        self.reply(request, Frame::bare(Event::LeaveStage));
        Ok(())
    }

    /// SDKs from 2.x on take an acknowledgement of their own grant for a grant to themselves.
    pub(super) fn acknowledge(&mut self, request: &Request<'_>) {
        let event = request.frame.event();
        let peer = self.peers.get(request.from);
        if event != Event::LeaveStage && peer.is_some_and(|peer| peer.wants_acks) {
            self.reply(request, Frame::bare(event));
        }
    }

    /// Puts somebody where they now stand and tells everybody.
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
        let moved = |here| [before, status].contains(&here);
        self.effects.changed = true;
        self.effects.stage_moved |= moved(StageStatus::OnStage);
        self.effects.queue_moved |= moved(StageStatus::Requested);
        participant.absent_since = None;
        self.meeting.queue.retain(|asking| asking != user);
        if status == StageStatus::Requested {
            self.meeting.queue.push(user.clone());
        }
        self.tell_status(user, request);
    }

    /// Tells who is on stage, who asks and who waits to be let in, once, however many moved.
    pub(super) fn announce(&mut self) {
        if std::mem::take(&mut self.effects.stage_moved) {
            self.send(Recipients::Everyone, self.stage_peers());
        }
        if std::mem::take(&mut self.effects.queue_moved) {
            self.send(Recipients::Managers, self.stage_requests());
        }
        if std::mem::take(&mut self.effects.door_moved) {
            self.send(Recipients::Doorkeepers, self.waiting_requests());
        }
    }

    /// Tells everybody where somebody stands; the requester by its request's id.
    pub(super) fn tell_status(&mut self, user: &UserId, request: Option<&Request<'_>>) {
        for peer_id in self.peer_ids(user) {
            let frame = self.status_of(user, &peer_id);
            match request {
                Some(request) => {
                    self.reply(request, frame.clone());
                    self.send(Recipients::EveryoneBut(request.from.clone()), frame);
                }
                None => self.send(Recipients::Everyone, frame),
            }
        }
    }

    fn status_of(&self, user: &UserId, peer_id: &PeerId) -> Frame {
        let update = message::PeerStatusUpdate {
            peer_id: peer_id.to_string(),
            user_id: user.to_string(),
            stage_type: Some(convert::stage_type(self.status(user))),
        };
        Frame::with(Event::PeerStageStatusUpdate, &update)
    }

    pub(super) fn managers_only(&self, request: &Request<'_>) -> Result<(), ErrorBody> {
        if self.permissions(&request.user).manages_stage() {
            return Ok(());
        }
        let reason = "permission denied: the preset does not manage the stage";
        Err(refusal(403, reason))
    }
}
