//! What a frame tells a participant of their own status, beyond what it tells all, in each version
//! of the platform (docs/protocol.md, "What a participant is told"). Pure.

use model::{StageAccess, StageStatus};
use protocol::signalling::{Event, Frame, convert, message};

/// A participant's own status, and the ids by which frames name it.
#[derive(Debug, Clone, Copy)]
pub(super) struct SelfStatus<'a> {
    pub(super) user_id: &'a str,
    pub(super) peer_id: &'a str,
    pub(super) access: StageAccess,
    /// The status as it is known.
    pub(super) status: StageStatus,
}

/// A frame, and whether it answers a request of ours.
#[derive(Debug, Clone, Copy)]
pub(super) struct IncomingFrame<'a> {
    pub(super) frame: &'a Frame,
    pub(super) is_reply: bool,
}

/// What a frame tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SelfUpdate {
    /// Nothing.
    Nothing,
    /// The status now.
    Status(StageStatus),
    /// Something consistent with the known status.
    Consistent,
    /// Something that contradicts it: the roster must be read.
    Contradiction,
}

impl SelfStatus<'_> {
    /// Reads what a frame tells of this participant's status.
    pub(super) fn read(self, IncomingFrame { frame, is_reply }: IncomingFrame<'_>) -> SelfUpdate {
        // A participant that may come without asking is never granted or denied: such a frame is
        // the echo of what they did for others.
        let asks = self.access != StageAccess::Allowed;
        match frame.event() {
            Event::PeerStageStatusUpdate if is_reply => Self::status_update(frame),
            Event::GrantStageAccess if asks && self.status < StageStatus::Accepted => {
                SelfUpdate::Status(StageStatus::Accepted)
            }
            Event::DenyStageAccess if asks && self.status < StageStatus::OnStage => {
                SelfUpdate::Status(StageStatus::OffStage)
            }
            Event::JoinStage if is_reply => SelfUpdate::Status(StageStatus::OnStage),
            Event::LeaveStage if is_reply => SelfUpdate::Status(StageStatus::OffStage),
            Event::GetStagePeers => self.stage_peers(frame),
            Event::GetRoomStageState => self.stage_state(frame),
            _ => SelfUpdate::Nothing,
        }
    }

    /// Event 38 as a reply may name no participant. One that names a peer or a user is for the
    /// roster.
    fn status_update(frame: &Frame) -> SelfUpdate {
        match frame.body::<message::PeerStatusUpdate>() {
            Ok(update) if update.peer_id.is_empty() && update.user_id.is_empty() => {
                SelfUpdate::Status(convert::status(update.stage_type))
            }
            _ => SelfUpdate::Nothing,
        }
    }

    /// Event 11 may be older than the known status, so it decides nothing.
    fn stage_peers(self, frame: &Frame) -> SelfUpdate {
        match frame.body::<message::GetStagePeersResponse>() {
            Ok(told) => {
                let is_on_stage = self.is_in(&told.stage_peers);
                if is_on_stage == (self.status == StageStatus::OnStage) {
                    SelfUpdate::Consistent
                } else {
                    SelfUpdate::Contradiction
                }
            }
            Err(_) => SelfUpdate::Nothing,
        }
    }

    /// Event 43 only proves who is listed: a server that does not know it may answer with empty
    /// lists.
    fn stage_state(self, frame: &Frame) -> SelfUpdate {
        let Ok(state) = frame.body::<message::GetRoomStageStateResponse>() else {
            return SelfUpdate::Nothing;
        };
        if self.is_in(&state.on_stage_peers) {
            SelfUpdate::Status(StageStatus::OnStage)
        } else if self.is_in(&state.approved_stage_peers) {
            SelfUpdate::Status(StageStatus::Accepted)
        } else if self.is_in(&state.requested_stage_peers) {
            SelfUpdate::Status(StageStatus::Requested)
        } else {
            SelfUpdate::Nothing
        }
    }

    fn is_in(self, ids: &[String]) -> bool {
        let own = [self.user_id, self.peer_id];
        ids.iter().any(|id| own.contains(&&**id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use StageStatus::{Accepted, OffStage, OnStage, Requested};
    use protocol::signalling::ErrorBody;

    fn told(status: StageStatus, access: StageAccess, frame: &Frame) -> SelfUpdate {
        let own = SelfStatus {
            user_id: "user",
            peer_id: "peer",
            access,
            status,
        };
        let is_reply = frame.id.is_some();
        own.read(IncomingFrame { frame, is_reply })
    }

    fn asking(status: StageStatus, frame: &Frame) -> SelfUpdate {
        told(status, StageAccess::CanRequest, frame)
    }

    #[test]
    fn a_status_without_a_participant_is_ours_as_a_reply() {
        let update = |user_id: &str| {
            let update = message::PeerStatusUpdate {
                user_id: user_id.to_owned(),
                stage_type: Some(convert::stage_type(OnStage)),
                ..message::PeerStatusUpdate::default()
            };
            Frame::with(Event::PeerStageStatusUpdate, &update)
        };
        let reply = update("").with_id("18");
        assert_eq!(asking(Accepted, &reply), SelfUpdate::Status(OnStage));
        assert_eq!(asking(Accepted, &update("")), SelfUpdate::Nothing);
        // One that names a participant is for the roster.
        let named = update("user").with_id("18");
        assert_eq!(asking(Accepted, &named), SelfUpdate::Nothing);
    }

    #[test]
    fn grants_and_denials_are_for_those_who_must_ask() {
        let grant = Frame::bare(Event::GrantStageAccess);
        let deny = Frame::bare(Event::DenyStageAccess);
        assert_eq!(asking(Requested, &grant), SelfUpdate::Status(Accepted));
        assert_eq!(asking(OffStage, &grant), SelfUpdate::Status(Accepted));
        assert_eq!(asking(OnStage, &grant), SelfUpdate::Nothing);
        assert_eq!(asking(Requested, &deny), SelfUpdate::Status(OffStage));
        assert_eq!(asking(Accepted, &deny), SelfUpdate::Status(OffStage));
        assert_eq!(asking(OnStage, &deny), SelfUpdate::Nothing);
        for echo in [grant, deny] {
            assert_eq!(
                told(Requested, StageAccess::Allowed, &echo),
                SelfUpdate::Nothing
            );
        }
    }

    #[test]
    fn older_platforms_answer_a_join_and_a_leave_with_the_same_event() {
        let joined = Frame::bare(Event::JoinStage);
        let left = Frame::bare(Event::LeaveStage);
        assert_eq!(asking(Accepted, &joined), SelfUpdate::Nothing);
        assert_eq!(
            asking(Accepted, &joined.with_id("1")),
            SelfUpdate::Status(OnStage)
        );
        assert_eq!(
            asking(OnStage, &left.with_id("2")),
            SelfUpdate::Status(OffStage)
        );
        let refused = ErrorBody::default().frame().with_id("3");
        assert_eq!(asking(Accepted, &refused), SelfUpdate::Nothing);
    }

    #[test]
    fn a_list_of_the_stage_never_decides_a_status() {
        let list = |ids: &[&str]| {
            let stage_peers = ids.iter().map(ToString::to_string).collect();
            let list = message::GetStagePeersResponse { stage_peers };
            Frame::with(Event::GetStagePeers, &list)
        };
        assert_eq!(
            asking(OnStage, &list(&["other", "user"])),
            SelfUpdate::Consistent
        );
        assert_eq!(asking(OnStage, &list(&["peer"])), SelfUpdate::Consistent);
        assert_eq!(
            asking(OnStage, &list(&["other"])),
            SelfUpdate::Contradiction
        );
        assert_eq!(asking(OffStage, &list(&["other"])), SelfUpdate::Consistent);
        assert_eq!(
            asking(Accepted, &list(&["user"])),
            SelfUpdate::Contradiction
        );
    }

    #[test]
    fn the_state_of_the_stage_proves_presence_alone() {
        let state = message::GetRoomStageStateResponse {
            requested_stage_peers: vec!["user".to_owned()],
            ..message::GetRoomStageStateResponse::default()
        };
        let state = Frame::with(Event::GetRoomStageState, &state);
        assert_eq!(asking(OffStage, &state), SelfUpdate::Status(Requested));
        let empty = Frame::bare(Event::GetRoomStageState);
        assert_eq!(asking(OnStage, &empty), SelfUpdate::Nothing);
    }
}
