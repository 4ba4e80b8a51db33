//! What the link makes of a frame.

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::own::{Heard, Own, Told};
use super::{End, Link};
use crate::identity::Role;
use crate::meeting::NoReply;
use crate::signalling::Connection;
use model::{Peer, PeerId, PeerKind, StageEvent, StageStatus};
use protocol::signalling::{ErrorBody, Event, Frame, convert, message};

impl Link {
    pub(super) async fn on_frame(
        &mut self,
        frame: Frame,
        connection: &mut Connection,
    ) -> Result<(), End> {
        if let Some(id) = &frame.id {
            if self.is_of_reading(id) {
                return self.on_answer(&frame, connection).await;
            }
            if let Some(reply) = self.pending.remove(id) {
                let answer = if frame.event().is_error() {
                    Err(NoReply::Refused(ErrorBody::read(&frame)))
                } else {
                    Ok(frame.clone())
                };
                self.apply(&frame, true, connection).await?;
                // Whoever asked may have given up.
                let _ = reply.send(answer);
                return Ok(());
            }
        }
        self.apply(&frame, false, connection).await
    }

    /// Applies what a frame tells of the room.
    async fn apply(
        &mut self,
        frame: &Frame,
        is_reply: bool,
        connection: &mut Connection,
    ) -> Result<(), End> {
        self.apply_to_ourselves(Heard { frame, is_reply }, connection);
        let event = match frame.event() {
            Event::CloseRoom => return Err(End::Session("the room was closed")),
            Event::KickAll => return Err(End::Session("everybody was removed from the meeting")),
            Event::Kick if self.is_us(frame, connection) => {
                return Err(match self.identity.role {
                    Role::Host { .. } => End::Session("the host was removed from the meeting"),
                    Role::Participant { .. } => End::Removed(self.identity.name()),
                });
            }
            Event::JoinRoom => match self.peer(frame, connection) {
                Some(peer) => StageEvent::PeerJoined(peer),
                None => return Ok(()),
            },
            Event::LeaveRoom => match self.peer(frame, connection) {
                Some(peer) => StageEvent::PeerLeft(peer.peer_id),
                None => return Ok(()),
            },
            Event::PeerStageStatusUpdate => {
                let update: message::PeerStatusUpdate = frame.body().unwrap_or_default();
                let status = convert::status(update.stage_type);
                if self.identity.is_host()
                    && status == StageStatus::OnStage
                    && self.is_our_status(&update, connection)
                {
                    self.leave_stage(connection).await?;
                }
                StageEvent::StatusChanged {
                    peer_id: update.peer_id.into(),
                    user_id: update.user_id.into(),
                    status,
                }
            }
            Event::GetStageRequests => match queue(frame) {
                Some(queue) => queue,
                None => return Ok(()),
            },
            _ => return Ok(()),
        };
        let is_our_leave = matches!(&event, StageEvent::PeerLeft(id) if *id == connection.peer_id);
        self.happened(event);
        self.note_emptiness();
        if is_our_leave && !self.identity.is_host() {
            return Err(End::Removed(self.identity.name()));
        }
        Ok(())
    }

    /// Applies what a frame tells of the participant for whom we act.
    fn apply_to_ourselves(&mut self, heard: Heard<'_>, connection: &Connection) {
        let Role::Participant { access, .. } = self.identity.role else {
            return;
        };
        let peer_id = &connection.peer_id;
        let own = Own {
            user_id: self.identity.user_id.as_str(),
            peer_id: peer_id.as_str(),
            access,
            status: self.shared.view().own_status().unwrap_or_default(),
        };
        match own.told(heard) {
            Told::Nothing => {}
            Told::Agreement => self.doubted = None,
            Told::Status(status) => {
                let (peer_id, user_id) = (peer_id.clone(), self.identity.user_id.clone());
                self.happened(StageEvent::StatusChanged {
                    peer_id,
                    user_id,
                    status,
                });
            }
            Told::Doubt => {
                let standing = self.shared.standing().borrow().revision;
                // A list that was looked into is not looked into again until something is different.
                if self.doubted.replace(standing) != Some(standing) {
                    self.rereads.push(oneshot::channel().0);
                }
            }
        }
    }

    fn happened(&mut self, event: StageEvent) {
        if let Some(reading) = &mut self.reading {
            reading.pages.observe(event.clone());
        }
        self.shared.apply(event);
    }

    pub(super) fn note_emptiness(&mut self) {
        let empty = {
            let view = self.shared.view();
            let attendance = &self.platform.attendance;
            // Those for whom we act do not keep each other there.
            view.complete
                && view
                    .roster
                    .is_empty_but_for(|peer| attendance.is_ours(peer))
        };
        self.empty_since = match (empty, self.empty_since) {
            (true, None) => Some(Instant::now()),
            (true, since) => since,
            (false, _) => None,
        };
    }

    fn peer(&self, frame: &Frame, connection: &Connection) -> Option<Peer> {
        let info: message::PeerInfoResponse = frame.body().ok()?;
        info.peer
            .map(|peer| self.known_as(peer, &connection.peer_id))
    }

    /// A peer as it is announced. The host's own is apart, in whichever process; a participant for whom
    /// we act is ordinary to themselves, even where nobody sees them.
    pub(super) fn known_as(&self, peer: message::Peer, own: &PeerId) -> Peer {
        let peer = Peer::from(peer);
        let kind = match self.identity.role {
            _ if peer.user_id != self.identity.user_id => peer.kind,
            Role::Host { .. } => PeerKind::Own,
            Role::Participant { .. } if peer.peer_id == *own => PeerKind::Ordinary,
            // The room may not have noticed yet that it is gone.
            Role::Participant { .. } if self.shared.view().is_ours(&peer.peer_id) => PeerKind::Own,
            Role::Participant { .. } => peer.kind,
        };
        Peer { kind, ..peer }
    }

    /// Whether a status is ours; other processes of ours look after their own peers.
    fn is_our_status(&self, update: &message::PeerStatusUpdate, connection: &Connection) -> bool {
        let peer_id = update.peer_id.as_str().into();
        update.user_id == self.identity.user_id.as_str()
            && (connection.peer_id == peer_id || !self.shared.view().roster.knows_peer(&peer_id))
    }

    /// Whether a removal is ours: the one who is removed is told so, with or without a name.
    fn is_us(&self, frame: &Frame, connection: &Connection) -> bool {
        self.peer(frame, connection)
            .is_none_or(|peer| peer.peer_id == connection.peer_id)
    }
}

/// The queue in an answer or a broadcast; nothing in a refusal or in what cannot be read.
pub(super) fn queue(frame: &Frame) -> Option<StageEvent> {
    if frame.event().is_error() {
        return None;
    }
    let queue: message::GetStageRequestsResponse = frame.body().ok()?;
    let users = queue.stage_requests.into_iter();
    let users = users.map(|request| request.user_id.into());
    Some(StageEvent::Queue(users.collect()))
}
