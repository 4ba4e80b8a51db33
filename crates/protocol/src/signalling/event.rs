//! The event numbers, by the platform's names (docs/protocol.md, "Events"). Those of the media servers are
//! in [`media`](super::media).

use std::fmt;

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident = $number:literal, $name:literal;)*) => {
        /// What a frame is about. Numbers of events that are not named here still travel as
        /// [`Event::Other`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Event {
            $($(#[$doc])* $variant,)*
            /// Any other event.
            Other(u32),
        }

        impl Event {
            /// Every named event.
            pub const NAMED: &[Self] = &[$(Self::$variant),*];

            /// The number on the wire.
            #[must_use]
            pub const fn number(self) -> u32 {
                match self {
                    $(Self::$variant => $number,)*
                    Self::Other(number) => number,
                }
            }

            /// The platform's name, or `unknown`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Other(_) => "unknown",
                }
            }
        }

        impl From<u32> for Event {
            fn from(number: u32) -> Self {
                match number {
                    $($number => Self::$variant,)*
                    other => Self::Other(other),
                }
            }
        }
    };
}

events! {
    /// One peer.
    GetPeerInfo = 0, "room.getPeerInfo";
    /// A peer's properties changed.
    UpdatePeerInfo = 1, "room.updatePeerInfo";
    /// All peers in the room.
    GetRoomPeersInfo = 2, "room.getRoomPeersInfo";
    /// Join the room; also: a peer joined.
    JoinRoom = 3, "room.joinRoom";
    /// Leave the room; also: a peer left.
    LeaveRoom = 4, "room.leaveRoom";
    /// The room.
    GetRoomInfo = 5, "room.getRoomInfo";
    /// The room changed.
    UpdateRoomInfo = 6, "room.updateRoomInfo";
    /// The room was closed.
    CloseRoom = 7, "room.closeRoom";
    /// `room.startedLivestream`; not used by this program.
    StartedLivestream = 8, "room.startedLivestream";
    /// `room.stoppedLivestream`; not used by this program.
    StoppedLivestream = 9, "room.stoppedLivestream";
    /// `room.erroredLivestream`; not used by this program.
    ErroredLivestream = 10, "room.erroredLivestream";
    /// The user ids on stage.
    GetStagePeers = 11, "room.getStagePeers";
    /// The stage requests, first come first.
    GetStageRequests = 12, "room.getStageRequests";
    /// Ask to come on stage.
    RequestStageAccess = 13, "room.requestStageAccess";
    /// Withdraw the request.
    CancelStageRequest = 14, "room.cancelStageRequest";
    /// Let users come on stage.
    GrantStageAccess = 15, "room.grantStageAccess";
    /// Turn users down.
    DenyStageAccess = 16, "room.denyStageAccess";
    /// How many peers are in the room.
    RoomPeerCount = 17, "room.roomPeerCount";
    /// Come on stage.
    JoinStage = 18, "room.joinStage";
    /// Leave the stage, or take others off it.
    LeaveStage = 19, "room.leaveStage";
    /// The meetings that are connected with this one.
    GetConnectedRoomsDump = 20, "room.getConnectedRoomsDump";
    /// `room.createConnectedRooms`; not used by this program.
    CreateConnectedRooms = 21, "room.createConnectedRooms";
    /// `room.deleteConnectedRooms`; not used by this program.
    DeleteConnectedRooms = 22, "room.deleteConnectedRooms";
    /// `room.movePeers`; not used by this program.
    MovePeers = 23, "room.movePeers";
    /// `room.transferPeer`; not used by this program.
    TransferPeer = 24, "room.transferPeer";
    /// `room.movedPeer`; not used by this program.
    MovedPeer = 25, "room.movedPeer";
    /// `room.connectedRoomsUpdated`; not used by this program.
    ConnectedRoomsUpdated = 26, "room.connectedRoomsUpdated";
    /// `room.connectedRoomsDeleted`; not used by this program.
    ConnectedRoomsDeleted = 27, "room.connectedRoomsDeleted";
    /// `room.getAllAddedParticipants`; not used by this program.
    GetAllAddedParticipants = 28, "room.getAllAddedParticipants";
    /// A message to all other peers in the room.
    BroadcastMessage = 29, "room.broadcastMessage";
    /// Remove peers from the meeting.
    Kick = 30, "room.kick";
    /// Remove all peers from the meeting.
    KickAll = 31, "room.kickAll";
    /// `room.transcript`; not used by this program.
    Transcript = 32, "room.transcript";
    /// The waiting requests.
    GetWaitingRoomRequests = 33, "room.getWaitingRoomRequests";
    /// Let users in.
    AcceptWaitingRoomRequests = 34, "room.acceptWaitingRoomRequests";
    /// Sent to a peer that was let in.
    WaitingRoomRequestAccepted = 35, "room.waitingRoomRequestAccepted";
    /// Turn users away.
    DenyWaitingRoomRequests = 36, "room.denyWaitingRoomRequests";
    /// Sent to a peer that was turned away.
    WaitingRoomRequestDenied = 37, "room.waitingRoomRequestDenied";
    /// A peer's stage status changed.
    PeerStageStatusUpdate = 38, "room.peerStageStatusUpdate";
    /// A message to some of the others.
    BroadcastToEntity = 39, "room.broadcastToEntity";
    /// `room.recordingStarted`; not used by this program.
    RecordingStarted = 40, "room.recordingStarted";
    /// `room.recordingStopped`; not used by this program.
    RecordingStopped = 41, "room.recordingStopped";
    /// `room.recordingPaused`; not used by this program.
    RecordingPaused = 42, "room.recordingPaused";
    /// The user ids by stage status.
    GetRoomStageState = 43, "room.getRoomStageState";
    /// `room.livestreamingInvoked`; not used by this program.
    LivestreamingInvoked = 44, "room.livestreamingInvoked";
    /// The chat so far.
    GetMessages = 65_536, "chat.getMessages";
    /// The plugins that are open.
    GetPlugins = 131_072, "plugin.getPlugins";
    /// Put values into a store that all peers in the room share.
    StoreInsertKeys = 131_081, "plugin.storeInsertKeys";
    /// The values of a store.
    StoreGetKeys = 131_082, "plugin.storeGetKeys";
    /// Take values out of a store.
    StoreDeleteKeys = 131_083, "plugin.storeDeleteKeys";
    /// Empty a store.
    StoreDelete = 131_084, "plugin.storeDelete";
    /// The polls so far.
    GetPolls = 196_609, "poll.getPolls";
    /// A media request failed.
    HiveErrorResponse = 0x0100_003C, "hive.errorResponse";
    /// A media request failed.
    CfErrorResponse = 0x0300_003C, "cf.errorResponse";
    /// A request failed.
    Error = 65_535, "error";
}

impl Event {
    /// Whether this answers a failed request.
    #[must_use]
    pub const fn is_error(self) -> bool {
        matches!(
            self,
            Self::Error | Self::HiveErrorResponse | Self::CfErrorResponse
        )
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name(), self.number())
    }
}
