//! What comes of an event in a room: frames to send, sockets to close, and whether to save.

use model::{PeerId, UserId};
use protocol::signalling::Frame;
use protocol::signalling::media::MediaServer;

/// What comes of an event.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent marks of what changed"
)]
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Effects {
    /// Frames to send, in order.
    pub(crate) deliveries: Vec<Delivery>,
    /// Sockets to close, after their frames.
    pub(crate) closed: Vec<PeerId>,
    /// The saved state changed.
    pub(crate) changed: bool,
    /// The participants on stage changed.
    pub(super) stage_changed: bool,
    /// The stage requests changed.
    pub(super) queue_changed: bool,
    /// The waiting room changed.
    pub(super) waiting_room_changed: bool,
}

/// A frame to send.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Delivery {
    /// The sockets that get it.
    pub(crate) to: Recipients,
    /// The frame.
    pub(crate) frame: Frame,
}

/// The sockets that get a frame, among those that joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Recipients {
    /// This socket, whether it joined or not.
    One(PeerId),
    /// All sockets of this participant.
    User(UserId),
    /// All sockets.
    Everyone,
    /// All sockets but this one.
    EveryoneExcept(PeerId),
    /// The sockets of participants who may answer stage requests.
    Managers,
    /// The sockets of participants who may answer waiting requests.
    WaitingRoomModerators,
    /// All sockets on this media server but this one.
    MediaExcept(MediaServer, PeerId),
}
