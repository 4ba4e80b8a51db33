//! What a change of the roster means to those who follow what happens. Pure.

use std::collections::BTreeMap;

use super::history::What;
use model::{Change, Participant, Peer, Roster, StageEvent, UserId};

/// Applies an event to a roster, and says what it changed and what that means.
pub(super) fn apply(roster: &mut Roster, event: StageEvent) -> (Vec<Change>, Vec<What>) {
    let leaver = may_leave(roster, &event);
    let changes = roster.apply(event);
    let news = changes.iter().filter_map(|change| match change {
        Change::Joined(user, _) => roster.participant(user).map(What::Joined),
        Change::Status(user, before, _) => {
            let participant = roster.participant(user);
            participant.map(|participant| What::Status(participant, *before))
        }
        Change::Left(user) => {
            let leaver = leaver.clone();
            leaver.filter(|l| l.user_id == *user).map(What::Left)
        }
    });
    let news = news.collect();
    (changes, news)
}

/// Whoever may be gone after an event, as they were before.
fn may_leave(roster: &Roster, event: &StageEvent) -> Option<Participant> {
    match event {
        StageEvent::PeerJoined(Peer { peer_id, .. }) | StageEvent::PeerLeft(peer_id) => {
            let user = roster.owner_of(peer_id.as_str())?;
            roster.participant(user)
        }
        // What a reading changes is told by the differences.
        StageEvent::Snapshot(_) | StageEvent::StatusChanged { .. } | StageEvent::Queue(_) => None,
    }
}

/// Everybody who is there.
pub(super) fn everybody(roster: &Roster) -> BTreeMap<UserId, Participant> {
    let everybody = roster.participants();
    everybody.map(|p| (p.user_id.clone(), p)).collect()
}

/// What is different now.
pub(super) fn differences(mut before: BTreeMap<UserId, Participant>, now: &Roster) -> Vec<What> {
    let mut differences = Vec::new();
    for participant in now.participants() {
        match before.remove(&participant.user_id) {
            None => differences.push(What::Joined(participant)),
            Some(was) if was.stage_status != participant.stage_status => {
                differences.push(What::Status(participant, was.stage_status));
            }
            Some(_) => {}
        }
    }
    differences.extend(before.into_values().map(What::Left));
    differences
}
