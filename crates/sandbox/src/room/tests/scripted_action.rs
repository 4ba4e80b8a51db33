//! Scripted actions of simulated attendees.

use jiff::Timestamp;

use super::scene::{AMARA, Scene, about, events};
use crate::room::{ActionError, Disconnect};
use model::{Conflict, Operation, StageStatus};
use protocol::signalling::Event;

/// An attendee without a request.
const ZOE: &str = "c25a170e-c0d9-45fc-8fe7-7192b3d45f08";

impl Scene {
    /// Runs a scripted action; its result, and the frames that the host's socket gets.
    fn scripted_action(
        &mut self,
        user: &str,
        operation: Operation,
    ) -> (Result<StageStatus, ActionError>, Vec<(Event, bool)>) {
        let mut done = Err(ActionError::Absent);
        let mut frames = self.run(|room| done = room.scripted_action(&user.into(), operation));
        (
            done,
            events(&frames.remove("host-peer").unwrap_or_default()),
        )
    }
}

#[test]
fn a_simulated_attendee_requests_as_if_by_a_socket() {
    let mut scene = Scene::new();
    let heard = vec![
        (Event::PeerStageStatusUpdate, false),
        (Event::GetStageRequests, false),
    ];
    let asked = scene.scripted_action(ZOE, Operation::Request);
    assert_eq!(asked, (Ok(StageStatus::Requested), heard.clone()));
    assert_eq!(scene.meeting.queue.last(), Some(&ZOE.into()));
    let again = scene.scripted_action(ZOE, Operation::Request);
    assert_eq!(again, (Ok(StageStatus::Requested), vec![]));
    let cancelled = scene.scripted_action(ZOE, Operation::Cancel);
    assert_eq!(cancelled, (Ok(StageStatus::OffStage), heard));
}

#[test]
fn an_attendee_with_a_grant_joins_and_leaves() {
    let mut scene = Scene::new();
    scene.send("host", &about(Event::GrantStageAccess, &[AMARA]));
    let heard = vec![
        (Event::PeerStageStatusUpdate, false),
        (Event::GetStagePeers, false),
    ];
    let joined = scene.scripted_action(AMARA, Operation::Join);
    assert_eq!(joined, (Ok(StageStatus::OnStage), heard.clone()));
    let left = scene.scripted_action(AMARA, Operation::Leave);
    assert_eq!(left, (Ok(StageStatus::OffStage), heard));
}

#[test]
fn an_action_in_conflict_with_the_status_is_not_done() {
    let mut scene = Scene::new();
    let before = scene.meeting.clone();
    let not_done = |conflict| (Err(ActionError::Conflict(conflict)), vec![]);
    assert_eq!(
        scene.scripted_action(ZOE, Operation::Join),
        not_done(Conflict::AskFirst)
    );
    let early = scene.scripted_action(AMARA, Operation::Join);
    assert_eq!(early, not_done(Conflict::NotAnsweredYet));
    assert_eq!(scene.meeting, before);
}

#[test]
fn a_participant_with_a_socket_or_outside_the_room_is_left_alone() {
    let mut scene = Scene::new();
    scene.enter(AMARA);
    let before = scene.meeting.clone();
    for user in ["viewer", AMARA] {
        let done = scene.scripted_action(user, Operation::Request);
        assert_eq!(done, (Err(ActionError::HasSocket), vec![]), "{user}");
    }
    let done = scene.scripted_action("nobody", Operation::Request);
    assert_eq!(done, (Err(ActionError::Absent), vec![]));
    assert_eq!(scene.meeting, before);
    scene.disconnect("viewer", Disconnect::Closed, Timestamp::UNIX_EPOCH);
    let done = scene.scripted_action("viewer", Operation::Request);
    assert_eq!(done, (Err(ActionError::Absent), vec![]));
}
