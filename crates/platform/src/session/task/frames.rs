//! What a frame of the room changes.

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::roster_reading::queue;
use super::self_status::{IncomingFrame, SelfStatus, SelfUpdate};
use super::session_task::{DriveEnd, SessionTask};
use crate::identity::Role;
use crate::session::task_message::NoReply;
use crate::signalling::Connection;
use model::{Peer, PeerId, PeerKind, StageEvent, StageStatus};
use protocol::signalling::{ErrorBody, Event, Frame, convert, message};

impl SessionTask {
    pub(super) async fn on_frame(
        &mut self,
        frame: Frame,
        connection: &mut Connection,
    ) -> Result<(), DriveEnd> {
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
                // The handle may have given up.
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
    ) -> Result<(), DriveEnd> {
        self.apply_to_own_status(IncomingFrame { frame, is_reply }, connection);
        let event = match frame.event() {
            Event::CloseRoom => return Err(DriveEnd::Session("the room was closed")),
            Event::KickAll => {
                return Err(DriveEnd::Session("everybody was removed from the meeting"));
            }
            Event::Kick if self.is_us(frame, connection) => {
                return Err(match self.identity.role {
                    Role::Host { .. } => DriveEnd::Session("the host was removed from the meeting"),
                    Role::Participant { .. } => DriveEnd::Removed(self.identity.name()),
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
        self.apply_event(event);
        self.note_emptiness();
        if is_our_leave && !self.identity.is_host() {
            return Err(DriveEnd::Removed(self.identity.name()));
        }
        Ok(())
    }

    /// Applies what a frame tells of the acting participant's own status.
    fn apply_to_own_status(&mut self, frame: IncomingFrame<'_>, connection: &Connection) {
        let Role::Participant { access, .. } = self.identity.role else {
            return;
        };
        let peer_id = &connection.peer_id;
        let own = SelfStatus {
            user_id: self.identity.user_id.as_str(),
            peer_id: peer_id.as_str(),
            access,
            status: self.state.room().own_status().unwrap_or_default(),
        };
        match own.read(frame) {
            SelfUpdate::Nothing => {}
            SelfUpdate::Consistent => self.checked_revision = None,
            SelfUpdate::Status(status) => {
                let (peer_id, user_id) = (peer_id.clone(), self.identity.user_id.clone());
                self.apply_event(StageEvent::StatusChanged {
                    peer_id,
                    user_id,
                    status,
                });
            }
            SelfUpdate::Contradiction => {
                let revision = self.state.connection().borrow().revision;
                // The roster is not read again for the same state.
                if self.checked_revision.replace(revision) != Some(revision) {
                    self.rereads.push(oneshot::channel().0);
                }
            }
        }
    }

    fn apply_event(&mut self, event: StageEvent) {
        if let Some(reading) = &mut self.reading {
            reading.pager.observe(event.clone());
        }
        self.state.apply(event);
    }

    pub(super) fn note_emptiness(&mut self) {
        let empty = {
            let room = self.state.room();
            let connections = &self.platform.connections;
            // Our own connections do not keep each other there.
            room.complete
                && room
                    .roster
                    .is_empty_but_for(|peer| connections.is_ours(peer))
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
            .map(|peer| self.classify(peer, &connection.peer_id))
    }

    /// A peer as announced, with its kind. The host's own peers are not listed, of whichever
    /// process; an acting participant's own is ordinary, even where it is hidden.
    pub(super) fn classify(&self, peer: message::Peer, own: &PeerId) -> Peer {
        let peer = Peer::from(peer);
        let kind = match self.identity.role {
            _ if peer.user_id != self.identity.user_id => peer.kind,
            Role::Host { .. } => PeerKind::Own,
            Role::Participant { .. } if peer.peer_id == *own => PeerKind::Ordinary,
            // The room may not have noticed yet that it is gone.
            Role::Participant { .. } if self.state.room().is_ours(&peer.peer_id) => PeerKind::Own,
            Role::Participant { .. } => peer.kind,
        };
        Peer { kind, ..peer }
    }

    /// Whether a status is this connection's; other processes handle those of their own peers.
    fn is_our_status(&self, update: &message::PeerStatusUpdate, connection: &Connection) -> bool {
        let peer_id = update.peer_id.as_str().into();
        update.user_id == self.identity.user_id.as_str()
            && (connection.peer_id == peer_id || !self.state.room().roster.knows_peer(&peer_id))
    }

    /// Whether a removal is this connection's: the platform tells the removed one, with or without
    /// a name.
    fn is_us(&self, frame: &Frame, connection: &Connection) -> bool {
        self.peer(frame, connection)
            .is_none_or(|peer| peer.peer_id == connection.peer_id)
    }
}
