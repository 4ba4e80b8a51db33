//! The messages of the protocol that this program uses, field by field as in docs/protocol.md, "Messages".
//!
//! Written by hand: a fresh machine has no `protoc`. Fields that are never read are kept, so that
//! decoding and encoding give back the same bytes.
//!
//! | file | what it holds |
//! |---|---|
//! | `peer` | joining, leaving, the roster, kicks |
//! | `stage` | statuses, requests, the operations of a host |
//! | `room` | the meeting, connected meetings, broadcasts |
//! | [`waiting_room`], [`plugin_stores`], [`media`] | the waiting room, plugin stores, the media servers |

pub mod media;
mod peer;
pub mod plugin_stores;
mod room;
mod stage;
pub mod waiting_room;

pub use peer::{
    Capability, GetPeerInfoRequest, JoinRoomRequest, Peer, PeerFlags, PeerInfoResponse,
    RemoveParticipantsRequest, RoomPeerCountResponse, RoomPeersInfoRequest, RoomPeersInfoResponse,
};
pub use room::{
    BroadcastMessage, ConnectedMeeting, GetConnectedRoomsDumpResponse, Room, RoomInfoResponse,
};
pub use stage::{
    GetRoomStageStateResponse, GetStagePeersResponse, GetStageRequestsResponse, PeerStatusUpdate,
    StageRequest, StageType, StageUsers,
};
