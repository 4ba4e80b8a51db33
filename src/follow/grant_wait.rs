//! Waits until granted participants are on stage.

use std::collections::HashMap;

use super::stage_mirror::StageMirror;
use crate::error::CliError;
use crate::follow::Follower;
use crate::output::Activity;
use crate::output::table::plain;
use crate::session::Session;
use api::{Event, EventKind, ModerationResult};
use model::{Participant, StageStatus, UserId};

/// How many names are listed.
const NAMES: usize = 20;

/// Where a granted participant is on the way to the stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum GrantStatus {
    /// They may come, and have not yet.
    Awaited,
    /// They came on stage.
    Came,
    /// They neither came nor may come any more.
    Turned(StageStatus),
    /// They left the session.
    Left,
}

/// The granted participants, and where each is on the way to the stage.
#[derive(Debug)]
pub(crate) struct GrantWait {
    by_user: HashMap<UserId, GrantStatus>,
}

/// Waits until each granted participant is on stage, or will not come.
pub(crate) async fn until_on_stage(
    results: &[ModerationResult],
    session: &Session<'_>,
) -> Result<GrantWait, CliError> {
    let mut arrivals = GrantWait::of(results);
    let mut awaited = arrivals.awaited(results);
    if awaited.is_empty() {
        return Ok(arrivals);
    }
    let note = format!("waiting until they are on stage: {}", listed(&awaited));
    session.output.note(&note);
    session.stay(not_yet(&awaited)).await?;
    let mut follower = Follower::begin(session).await?;
    arrivals.look(follower.known());
    loop {
        let still = arrivals.awaited(results);
        if still.is_empty() {
            return Ok(arrivals);
        }
        if still.len() < awaited.len() {
            session.stay(not_yet(&still)).await?;
            awaited = still;
        }
        arrivals.see(&follower.next().await?.event);
    }
}

fn not_yet(awaited: &[String]) -> Activity {
    let awaited = listed(awaited);
    Activity::Waiting(format!("granted, and not on stage yet: {awaited}"))
}

impl GrantWait {
    fn of(results: &[ModerationResult]) -> Self {
        let granted = results.iter().filter_map(|result| {
            let is_there = result.stage_status == Some(StageStatus::OnStage);
            let arrival = if is_there {
                GrantStatus::Came
            } else {
                GrantStatus::Awaited
            };
            Some((granted(result)?.user_id.clone(), arrival))
        });
        Self {
            by_user: granted.collect(),
        }
    }

    /// The names of the awaited participants, in the order of the results.
    fn awaited(&self, results: &[ModerationResult]) -> Vec<String> {
        let granted = results.iter().filter_map(granted);
        let is_awaited = |participant: &&Participant| {
            self.by_user.get(&participant.user_id) == Some(&GrantStatus::Awaited)
        };
        granted
            .filter(is_awaited)
            .map(|participant| plain(participant.called()))
            .collect()
    }

    /// Takes each awaited participant's status from a reading.
    fn look(&mut self, known: &StageMirror) {
        let awaited = self.by_user.iter_mut();
        for (user, arrival) in awaited.filter(|(_, arrival)| **arrival == GrantStatus::Awaited) {
            match known.status(user) {
                Some(status) => *arrival = standing(status),
                None if known.is_complete() => *arrival = GrantStatus::Left,
                None => {}
            }
        }
    }

    /// Takes an event into account. Events of participants who came, or turned away, do not count any more.
    fn see(&mut self, event: &Event) {
        let Some(participant) = &event.participant else {
            return;
        };
        let arrival = self.by_user.get_mut(&participant.user_id);
        if let Some(arrival) = arrival.filter(|arrival| **arrival == GrantStatus::Awaited) {
            *arrival = match event.kind {
                EventKind::Left => GrantStatus::Left,
                _ => standing(participant.stage_status),
            };
        }
    }

    /// Whether the participant of a result was granted and did not come.
    pub(crate) fn failed(&self, result: &ModerationResult) -> bool {
        let arrival = self.arrival(result);
        arrival.is_some_and(|arrival| arrival != GrantStatus::Came)
    }

    /// Puts a participant's final status into their result.
    pub(crate) fn tell(&self, result: &mut ModerationResult) {
        let (status, detail) = match self.arrival(result) {
            Some(GrantStatus::Came) => (Some(StageStatus::OnStage), "on stage"),
            Some(GrantStatus::Turned(StageStatus::Requested)) => {
                let again = "granted, did not come, and asks again";
                (Some(StageStatus::Requested), again)
            }
            Some(GrantStatus::Turned(status)) => (Some(status), "granted, and did not come"),
            Some(GrantStatus::Left) => (None, "granted, and left the session"),
            Some(GrantStatus::Awaited) | None => return,
        };
        result.stage_status = status;
        result.detail = Some(detail.to_owned());
    }

    fn arrival(&self, result: &ModerationResult) -> Option<GrantStatus> {
        let participant = granted(result)?;
        self.by_user.get(&participant.user_id).copied()
    }
}

/// Who may come on stage, by a result.
fn granted(result: &ModerationResult) -> Option<&Participant> {
    let participant = result.participant.as_ref();
    participant.filter(|_| result.outcome.is_good())
}

const fn standing(status: StageStatus) -> GrantStatus {
    match status {
        StageStatus::OnStage => GrantStatus::Came,
        StageStatus::Accepted => GrantStatus::Awaited,
        StageStatus::Requested | StageStatus::OffStage => GrantStatus::Turned(status),
    }
}

fn listed(names: &[String]) -> String {
    let first = names[..names.len().min(NAMES)].join(", ");
    match names.len().saturating_sub(NAMES) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use StageStatus::{Accepted, OffStage, OnStage, Requested};
    use api::{Platform, Stage};
    use model::Outcome;

    fn somebody(name: &str, stage_status: StageStatus) -> Participant {
        Participant {
            user_id: format!("u-{name}").into(),
            peer_ids: vec![format!("p-{name}").into()],
            custom_participant_id: None,
            display_name: name.to_owned(),
            preset_name: None,
            stage_status,
        }
    }

    fn result(name: &str, outcome: Outcome) -> ModerationResult {
        ModerationResult {
            id: name.to_owned(),
            participant: Some(somebody(name, Accepted)),
            outcome,
            stage_status: Some(Accepted),
            reason: None,
            detail: None,
            candidates: Vec::new(),
        }
    }

    fn known(people: &[(&str, StageStatus)]) -> StageMirror {
        let people = people.iter().map(|(name, status)| somebody(name, *status));
        let reading = Stage {
            platform: Platform::Sandbox,
            meeting_id: "demo".into(),
            session_id: "s-1".into(),
            view_type: None,
            complete: true,
            counts: std::collections::BTreeMap::new(),
            participants: people.collect(),
        };
        StageMirror::of(reading, jiff::Timestamp::UNIX_EPOCH).0
    }

    fn event(kind: EventKind, name: &str, status: StageStatus) -> Event {
        Event {
            platform: Platform::Sandbox,
            meeting_id: "demo".into(),
            session_id: "s-1".into(),
            kind,
            at: jiff::Timestamp::UNIX_EPOCH,
            participant: Some(somebody(name, status)),
            previous_status: None,
            problem: None,
        }
    }

    #[test]
    fn each_is_awaited_until_they_come_turn_away_or_leave() {
        let results = [
            result("Amara", Outcome::Done),
            result("Dev", Outcome::Unchanged),
            result("Lea", Outcome::Done),
            result("Zoë", Outcome::Done),
            result("Hana", Outcome::Conflict),
        ];
        let mut arrivals = GrantWait::of(&results);
        let people = [("Amara", Accepted), ("Dev", OnStage), ("Lea", Accepted)];
        arrivals.look(&known(&people));
        assert_eq!(arrivals.awaited(&results), ["Amara", "Lea"]);
        arrivals.see(&event(EventKind::Status, "Hana", OnStage));
        arrivals.see(&event(EventKind::Present, "Amara", Accepted));
        arrivals.see(&event(EventKind::Status, "Lea", OffStage));
        assert_eq!(arrivals.awaited(&results), ["Amara"]);
        arrivals.see(&event(EventKind::Status, "Amara", OnStage));
        // What happens after the arrival does not count.
        arrivals.see(&event(EventKind::Left, "Amara", OnStage));
        assert!(arrivals.awaited(&results).is_empty());
        let told = results.map(|mut result| {
            arrivals.tell(&mut result);
            (arrivals.failed(&result), result.stage_status, result.detail)
        });
        let detail = |text: &str| Some(text.to_owned());
        assert_eq!(
            told,
            [
                (false, Some(OnStage), detail("on stage")),
                (false, Some(OnStage), detail("on stage")),
                (true, Some(OffStage), detail("granted, and did not come")),
                (true, None, detail("granted, and left the session")),
                (false, Some(Accepted), None),
            ]
        );
    }

    #[test]
    fn whoever_asks_again_was_granted_in_vain() {
        let results = [result("Amara", Outcome::Done)];
        let mut arrivals = GrantWait::of(&results);
        arrivals.look(&known(&[("Amara", Requested)]));
        assert!(arrivals.failed(&results[0]));
    }

    #[test]
    fn a_crowd_is_counted() {
        let names = vec!["Sam".to_owned(); NAMES + 3];
        assert!(listed(&names).ends_with("Sam, Sam and 3 more"));
        assert_eq!(listed(&names[..2]), "Sam, Sam");
    }
}
