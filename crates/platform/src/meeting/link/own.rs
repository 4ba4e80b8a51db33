//! What frames tell a participant of themselves beyond the room's news for everybody, by the ways of
//! every version of the platform (docs/protocol.md, "What a participant is told"). Pure.

use model::{StageAccess, StageStatus};
use protocol::signalling::{Event, Frame, convert, message};

/// A participant, as frames name them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Own<'a> {
    pub(super) user_id: &'a str,
    pub(super) peer_id: &'a str,
    pub(super) access: StageAccess,
    /// Where they stand, as far as they know.
    pub(super) status: StageStatus,
}

/// A frame, and whether it answers a request of ours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heard<'a> {
    pub(super) frame: &'a Frame,
    pub(super) is_reply: bool,
}

/// What a frame tells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// Nothing of themselves.
    Nothing,
    /// Where they stand now.
    Status(StageStatus),
    /// Something that goes with where they think that they stand.
    Agreement,
    /// Something that does not: they must look.
    Doubt,
}

impl Own<'_> {
    /// What a frame tells of this participant.
    pub(super) fn told(self, Heard { frame, is_reply }: Heard<'_>) -> Told {
        // Whoever may come without asking is neither granted nor denied anything: what comes is the
        // echo of what they did for others.
        let asks = self.access != StageAccess::Allowed;
        match frame.event() {
            Event::PeerStageStatusUpdate if is_reply => Self::status_update(frame),
            Event::GrantStageAccess if asks && self.status < StageStatus::Accepted => {
                Told::Status(StageStatus::Accepted)
            }
            Event::DenyStageAccess if asks && self.status < StageStatus::OnStage => {
                Told::Status(StageStatus::OffStage)
            }
            Event::JoinStage if is_reply => Told::Status(StageStatus::OnStage),
            Event::LeaveStage if is_reply => Told::Status(StageStatus::OffStage),
            Event::GetStagePeers => self.stage_peers(frame),
            Event::GetRoomStageState => self.stage_state(frame),
            _ => Told::Nothing,
        }
    }

    /// 38 as a reply need name nobody. One that names a peer or a user is the room's news for everybody.
    fn status_update(frame: &Frame) -> Told {
        match frame.body::<message::PeerStatusUpdate>() {
            Ok(update) if update.peer_id.is_empty() && update.user_id.is_empty() => {
                Told::Status(convert::status(update.stage_type))
            }
            _ => Told::Nothing,
        }
    }

    /// 11 may have been written before what we know, so it decides nothing.
    fn stage_peers(self, frame: &Frame) -> Told {
        match frame.body::<message::GetStagePeersResponse>() {
            Ok(told) => {
                let is_on_stage = self.is_in(&told.stage_peers);
                if is_on_stage == (self.status == StageStatus::OnStage) {
                    Told::Agreement
                } else {
                    Told::Doubt
                }
            }
            Err(_) => Told::Nothing,
        }
    }

    /// 43 only proves who is there: a server that does not know it may answer with nothing.
    fn stage_state(self, frame: &Frame) -> Told {
        let Ok(state) = frame.body::<message::GetRoomStageStateResponse>() else {
            return Told::Nothing;
        };
        if self.is_in(&state.on_stage_peers) {
            Told::Status(StageStatus::OnStage)
        } else if self.is_in(&state.approved_stage_peers) {
            Told::Status(StageStatus::Accepted)
        } else if self.is_in(&state.requested_stage_peers) {
            Told::Status(StageStatus::Requested)
        } else {
            Told::Nothing
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

    fn told(status: StageStatus, access: StageAccess, frame: &Frame) -> Told {
        let own = Own {
            user_id: "user",
            peer_id: "peer",
            access,
            status,
        };
        let is_reply = frame.id.is_some();
        own.told(Heard { frame, is_reply })
    }

    fn asking(status: StageStatus, frame: &Frame) -> Told {
        told(status, StageAccess::CanRequest, frame)
    }

    #[test]
    fn a_status_that_names_nobody_is_ours_as_a_reply() {
        let update = |user_id: &str| {
            let update = message::PeerStatusUpdate {
                user_id: user_id.to_owned(),
                stage_type: Some(convert::stage_type(OnStage)),
                ..message::PeerStatusUpdate::default()
            };
            Frame::with(Event::PeerStageStatusUpdate, &update)
        };
        let reply = update("").with_id("18");
        assert_eq!(asking(Accepted, &reply), Told::Status(OnStage));
        assert_eq!(asking(Accepted, &update("")), Told::Nothing);
        // The roster takes care of those that name somebody.
        let named = update("user").with_id("18");
        assert_eq!(asking(Accepted, &named), Told::Nothing);
    }

    #[test]
    fn grants_and_denials_are_for_those_who_must_ask() {
        let grant = Frame::bare(Event::GrantStageAccess);
        let deny = Frame::bare(Event::DenyStageAccess);
        assert_eq!(asking(Requested, &grant), Told::Status(Accepted));
        assert_eq!(asking(OffStage, &grant), Told::Status(Accepted));
        assert_eq!(asking(OnStage, &grant), Told::Nothing);
        assert_eq!(asking(Requested, &deny), Told::Status(OffStage));
        assert_eq!(asking(Accepted, &deny), Told::Status(OffStage));
        assert_eq!(asking(OnStage, &deny), Told::Nothing);
        for echo in [grant, deny] {
            assert_eq!(told(Requested, StageAccess::Allowed, &echo), Told::Nothing);
        }
    }

    #[test]
    fn older_platforms_answer_a_join_and_a_leave_with_the_same_event() {
        let joined = Frame::bare(Event::JoinStage);
        let left = Frame::bare(Event::LeaveStage);
        assert_eq!(asking(Accepted, &joined), Told::Nothing);
        assert_eq!(
            asking(Accepted, &joined.with_id("1")),
            Told::Status(OnStage)
        );
        assert_eq!(asking(OnStage, &left.with_id("2")), Told::Status(OffStage));
        let refused = ErrorBody::default().frame().with_id("3");
        assert_eq!(asking(Accepted, &refused), Told::Nothing);
    }

    #[test]
    fn a_list_of_the_stage_that_does_not_fit_only_raises_doubt() {
        let list = |ids: &[&str]| {
            let stage_peers = ids.iter().map(ToString::to_string).collect();
            let list = message::GetStagePeersResponse { stage_peers };
            Frame::with(Event::GetStagePeers, &list)
        };
        assert_eq!(asking(OnStage, &list(&["other", "user"])), Told::Agreement);
        assert_eq!(asking(OnStage, &list(&["peer"])), Told::Agreement);
        assert_eq!(asking(OnStage, &list(&["other"])), Told::Doubt);
        assert_eq!(asking(OffStage, &list(&["other"])), Told::Agreement);
        assert_eq!(asking(Accepted, &list(&["user"])), Told::Doubt);
    }

    #[test]
    fn the_state_of_the_stage_proves_presence_alone() {
        let state = message::GetRoomStageStateResponse {
            requested_stage_peers: vec!["user".to_owned()],
            ..message::GetRoomStageStateResponse::default()
        };
        let state = Frame::with(Event::GetRoomStageState, &state);
        assert_eq!(asking(OffStage, &state), Told::Status(Requested));
        let empty = Frame::bare(Event::GetRoomStageState);
        assert_eq!(asking(OnStage, &empty), Told::Nothing);
    }
}
