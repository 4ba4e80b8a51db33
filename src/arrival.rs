//! Waiting until those who were granted are on stage.

use std::collections::HashMap;

use super::context::Context;
use super::error::CliError;
use super::follow::Follower;
use super::known::StageMirror;
use super::meanwhile::Meanwhile;
use super::table::plain;
use api::{Event, EventKind, ModerationResult};
use model::{Participant, StageStatus, UserId};

/// How many names are listed.
const NAMES: usize = 20;

/// What has become of somebody since they were granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arrival {
    /// They may come, and have not yet.
    Awaited,
    /// They came on stage.
    Came,
    /// They neither came nor may come any more.
    Turned(StageStatus),
    /// They left the session.
    Left,
}

/// What has become of those who were granted.
#[derive(Debug)]
pub(super) struct Arrivals {
    by_user: HashMap<UserId, Arrival>,
}

/// Waits until everybody who was granted is on stage, or will not come.
pub(super) async fn until_on_stage(
    results: &[ModerationResult],
    context: &Context<'_>,
) -> Result<Arrivals, CliError> {
    let mut arrivals = Arrivals::of(results);
    let mut awaited = arrivals.awaited(results);
    if awaited.is_empty() {
        return Ok(arrivals);
    }
    let note = format!("waiting until they are on stage: {}", listed(&awaited));
    context.output.note(&note);
    context.stay(not_yet(&awaited)).await?;
    let mut follower = Follower::begin(context).await?;
    arrivals.look(follower.known());
    loop {
        let still = arrivals.awaited(results);
        if still.is_empty() {
            return Ok(arrivals);
        }
        if still.len() < awaited.len() {
            context.stay(not_yet(&still)).await?;
            awaited = still;
        }
        arrivals.see(&follower.next().await?.event);
    }
}

fn not_yet(awaited: &[String]) -> Meanwhile {
    let awaited = listed(awaited);
    Meanwhile::Waiting(format!("granted, and not on stage yet: {awaited}"))
}

impl Arrivals {
    fn of(results: &[ModerationResult]) -> Self {
        let granted = results.iter().filter_map(|result| {
            let is_there = result.stage_status == Some(StageStatus::OnStage);
            let arrival = if is_there {
                Arrival::Came
            } else {
                Arrival::Awaited
            };
            Some((granted(result)?.user_id.clone(), arrival))
        });
        Self {
            by_user: granted.collect(),
        }
    }

    /// Those who are awaited, as they are called, in the results' order.
    fn awaited(&self, results: &[ModerationResult]) -> Vec<String> {
        let granted = results.iter().filter_map(granted);
        let is_awaited = |participant: &&Participant| {
            self.by_user.get(&participant.user_id) == Some(&Arrival::Awaited)
        };
        granted
            .filter(is_awaited)
            .map(|participant| plain(participant.called()))
            .collect()
    }

    /// Looks where everybody is.
    fn look(&mut self, known: &StageMirror) {
        let awaited = self.by_user.iter_mut();
        for (user, arrival) in awaited.filter(|(_, arrival)| **arrival == Arrival::Awaited) {
            match known.status(user) {
                Some(status) => *arrival = standing(status),
                None if known.is_complete() => *arrival = Arrival::Left,
                None => {}
            }
        }
    }

    /// Takes note of what happened. What becomes of somebody after they came, or turned away, is not
    /// looked at.
    fn see(&mut self, event: &Event) {
        let Some(participant) = &event.participant else {
            return;
        };
        let arrival = self.by_user.get_mut(&participant.user_id);
        if let Some(arrival) = arrival.filter(|arrival| **arrival == Arrival::Awaited) {
            *arrival = match event.kind {
                EventKind::Left => Arrival::Left,
                _ => standing(participant.stage_status),
            };
        }
    }

    /// Whether somebody was granted and did not come.
    pub(super) fn failed(&self, result: &ModerationResult) -> bool {
        let arrival = self.arrival(result);
        arrival.is_some_and(|arrival| arrival != Arrival::Came)
    }

    /// Says in a result what became of whom it is about.
    pub(super) fn tell(&self, result: &mut ModerationResult) {
        let (status, detail) = match self.arrival(result) {
            Some(Arrival::Came) => (Some(StageStatus::OnStage), "on stage"),
            Some(Arrival::Turned(StageStatus::Requested)) => {
                let again = "granted, did not come, and asks again";
                (Some(StageStatus::Requested), again)
            }
            Some(Arrival::Turned(status)) => (Some(status), "granted, and did not come"),
            Some(Arrival::Left) => (None, "granted, and left the session"),
            Some(Arrival::Awaited) | None => return,
        };
        result.stage_status = status;
        result.detail = Some(detail.to_owned());
    }

    fn arrival(&self, result: &ModerationResult) -> Option<Arrival> {
        let participant = granted(result)?;
        self.by_user.get(&participant.user_id).copied()
    }
}

/// Who may come on stage, by a result.
fn granted(result: &ModerationResult) -> Option<&Participant> {
    let participant = result.participant.as_ref();
    participant.filter(|_| result.outcome.is_good())
}

const fn standing(status: StageStatus) -> Arrival {
    match status {
        StageStatus::OnStage => Arrival::Came,
        StageStatus::Accepted => Arrival::Awaited,
        StageStatus::Requested | StageStatus::OffStage => Arrival::Turned(status),
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
        let mut arrivals = Arrivals::of(&results);
        let people = [("Amara", Accepted), ("Dev", OnStage), ("Lea", Accepted)];
        arrivals.look(&known(&people));
        assert_eq!(arrivals.awaited(&results), ["Amara", "Lea"]);
        arrivals.see(&event(EventKind::Status, "Hana", OnStage));
        arrivals.see(&event(EventKind::Present, "Amara", Accepted));
        arrivals.see(&event(EventKind::Status, "Lea", OffStage));
        assert_eq!(arrivals.awaited(&results), ["Amara"]);
        arrivals.see(&event(EventKind::Status, "Amara", OnStage));
        // Whoever came has come.
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
        let mut arrivals = Arrivals::of(&results);
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
