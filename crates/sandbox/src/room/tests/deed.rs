//! What attendees do who are told to.

use super::*;
use crate::room::NotDone;
use model::Conflict;

/// She does not ask at first.
const ZOE: &str = "c25a170e-c0d9-45fc-8fe7-7192b3d45f08";

impl Scene {
    /// Lets somebody do something; what the host's socket hears of it comes back, too.
    fn deed(
        &mut self,
        user: &str,
        operation: Operation,
    ) -> (Result<StageStatus, NotDone>, Vec<(Event, bool)>) {
        let mut done = Err(NotDone::Absent);
        let mut told = self.tell(|room| done = room.deed(&user.into(), operation));
        (done, events(&told.remove("host-peer").unwrap_or_default()))
    }
}

#[test]
fn whoever_has_no_socket_asks_as_if_they_had_one() {
    let mut scene = Scene::new();
    let heard = vec![
        (Event::PeerStageStatusUpdate, false),
        (Event::GetStageRequests, false),
    ];
    let asked = scene.deed(ZOE, Operation::Request);
    assert_eq!(asked, (Ok(StageStatus::Requested), heard.clone()));
    assert_eq!(scene.meeting.queue.last(), Some(&ZOE.into()));
    let again = scene.deed(ZOE, Operation::Request);
    assert_eq!(again, (Ok(StageStatus::Requested), vec![]));
    let cancelled = scene.deed(ZOE, Operation::Cancel);
    assert_eq!(cancelled, (Ok(StageStatus::OffStage), heard));
}

#[test]
fn whoever_was_let_in_comes_and_goes() {
    let mut scene = Scene::new();
    scene.send("host", &about(Event::GrantStageAccess, &[AMARA]));
    let heard = vec![
        (Event::PeerStageStatusUpdate, false),
        (Event::GetStagePeers, false),
    ];
    let joined = scene.deed(AMARA, Operation::Join);
    assert_eq!(joined, (Ok(StageStatus::OnStage), heard.clone()));
    let left = scene.deed(AMARA, Operation::Leave);
    assert_eq!(left, (Ok(StageStatus::OffStage), heard));
}

#[test]
fn what_makes_no_sense_is_not_done() {
    let mut scene = Scene::new();
    let before = scene.meeting.clone();
    let not_done = |conflict| (Err(NotDone::Conflict(conflict)), vec![]);
    assert_eq!(
        scene.deed(ZOE, Operation::Join),
        not_done(Conflict::AskFirst)
    );
    let early = scene.deed(AMARA, Operation::Join);
    assert_eq!(early, not_done(Conflict::NotAnsweredYet));
    assert_eq!(scene.meeting, before);
}

#[test]
fn whoever_has_a_socket_or_is_not_in_the_room_is_left_alone() {
    let mut scene = Scene::new();
    scene.enter(AMARA);
    let before = scene.meeting.clone();
    for user in ["viewer", AMARA] {
        let done = scene.deed(user, Operation::Request);
        assert_eq!(done, (Err(NotDone::HasSocket), vec![]), "{user}");
    }
    let done = scene.deed("nobody", Operation::Request);
    assert_eq!(done, (Err(NotDone::Absent), vec![]));
    assert_eq!(scene.meeting, before);
    scene.exit("viewer", Exit::Closed, Timestamp::UNIX_EPOCH);
    let done = scene.deed("viewer", Operation::Request);
    assert_eq!(done, (Err(NotDone::Absent), vec![]));
}
