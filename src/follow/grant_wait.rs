//! Waits until granted participants are on stage.

use std::collections::HashMap;

use super::follower::Follower;
use super::stage_mirror::StageMirror;
use crate::error::CliError;
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
    Declined(StageStatus),
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
    let mut wait = GrantWait::of(results);
    let mut awaited = wait.awaited(results);
    if awaited.is_empty() {
        return Ok(wait);
    }
    let note = format!("waiting until they are on stage: {}", listed(&awaited));
    session.output.note(&note);
    session.stay_as(not_yet(&awaited)).await?;
    let mut follower = Follower::begin(session).await?;
    wait.apply_stage(follower.mirror());
    loop {
        let still = wait.awaited(results);
        if still.is_empty() {
            return Ok(wait);
        }
        if still.len() < awaited.len() {
            session.stay_as(not_yet(&still)).await?;
            awaited = still;
        }
        wait.apply_event(&follower.next().await?.event);
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
            let status = if is_there {
                GrantStatus::Came
            } else {
                GrantStatus::Awaited
            };
            Some((granted(result)?.user_id.clone(), status))
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
    fn apply_stage(&mut self, mirror: &StageMirror) {
        let awaited = self.by_user.iter_mut();
        for (user, status) in awaited.filter(|(_, status)| **status == GrantStatus::Awaited) {
            match mirror.status(user) {
                Some(stage_status) => *status = grant_status(stage_status),
                None if mirror.is_complete() => *status = GrantStatus::Left,
                None => {}
            }
        }
    }

    /// Applies an event. Events of participants who came, or declined, do not count any more.
    fn apply_event(&mut self, event: &Event) {
        let Some(participant) = &event.participant else {
            return;
        };
        let status = self.by_user.get_mut(&participant.user_id);
        if let Some(status) = status.filter(|status| **status == GrantStatus::Awaited) {
            *status = match event.kind {
                EventKind::Left => GrantStatus::Left,
                _ => grant_status(participant.stage_status),
            };
        }
    }

    /// Whether the participant of a result was granted and did not come.
    pub(crate) fn failed(&self, result: &ModerationResult) -> bool {
        let status = self.status(result);
        status.is_some_and(|status| status != GrantStatus::Came)
    }

    /// Writes a participant's final status into their result.
    pub(crate) fn write_result(&self, result: &mut ModerationResult) {
        let (status, detail) = match self.status(result) {
            Some(GrantStatus::Came) => (Some(StageStatus::OnStage), "on stage"),
            Some(GrantStatus::Declined(StageStatus::Requested)) => {
                let again = "granted, did not come, and asks again";
                (Some(StageStatus::Requested), again)
            }
            Some(GrantStatus::Declined(status)) => (Some(status), "granted, and did not come"),
            Some(GrantStatus::Left) => (None, "granted, and left the session"),
            Some(GrantStatus::Awaited) | None => return,
        };
        result.stage_status = status;
        result.detail = Some(detail.to_owned());
    }

    fn status(&self, result: &ModerationResult) -> Option<GrantStatus> {
        let participant = granted(result)?;
        self.by_user.get(&participant.user_id).copied()
    }
}

/// The participant of a result who may come on stage.
fn granted(result: &ModerationResult) -> Option<&Participant> {
    let participant = result.participant.as_ref();
    participant.filter(|_| result.outcome.is_good())
}

const fn grant_status(status: StageStatus) -> GrantStatus {
    match status {
        StageStatus::OnStage => GrantStatus::Came,
        StageStatus::Accepted => GrantStatus::Awaited,
        StageStatus::Requested | StageStatus::OffStage => GrantStatus::Declined(status),
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

    fn participant(name: &str, stage_status: StageStatus) -> Participant {
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
            participant: Some(participant(name, Accepted)),
            outcome,
            stage_status: Some(Accepted),
            reason: None,
            detail: None,
            candidates: Vec::new(),
        }
    }

    fn mirror(people: &[(&str, StageStatus)]) -> StageMirror {
        let people = people
            .iter()
            .map(|(name, status)| participant(name, *status));
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
            participant: Some(participant(name, status)),
            previous_status: None,
            problem: None,
        }
    }

    #[test]
    fn each_is_awaited_until_they_come_decline_or_leave() {
        let results = [
            result("Amara", Outcome::Done),
            result("Dev", Outcome::Unchanged),
            result("Lea", Outcome::Done),
            result("Zoë", Outcome::Done),
            result("Hana", Outcome::Conflict),
        ];
        let mut wait = GrantWait::of(&results);
        let people = [("Amara", Accepted), ("Dev", OnStage), ("Lea", Accepted)];
        wait.apply_stage(&mirror(&people));
        assert_eq!(wait.awaited(&results), ["Amara", "Lea"]);
        wait.apply_event(&event(EventKind::Status, "Hana", OnStage));
        wait.apply_event(&event(EventKind::Present, "Amara", Accepted));
        wait.apply_event(&event(EventKind::Status, "Lea", OffStage));
        assert_eq!(wait.awaited(&results), ["Amara"]);
        wait.apply_event(&event(EventKind::Status, "Amara", OnStage));
        // What happens after they came does not count.
        wait.apply_event(&event(EventKind::Left, "Amara", OnStage));
        assert!(wait.awaited(&results).is_empty());
        let written = results.map(|mut result| {
            wait.write_result(&mut result);
            (wait.failed(&result), result.stage_status, result.detail)
        });
        let detail = |text: &str| Some(text.to_owned());
        assert_eq!(
            written,
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
    fn a_participant_who_asks_again_was_granted_in_vain() {
        let results = [result("Amara", Outcome::Done)];
        let mut wait = GrantWait::of(&results);
        wait.apply_stage(&mirror(&[("Amara", Requested)]));
        assert!(wait.failed(&results[0]));
    }

    #[test]
    fn a_crowd_is_counted() {
        let names = vec!["Sam".to_owned(); NAMES + 3];
        assert!(listed(&names).ends_with("Sam, Sam and 3 more"));
        assert_eq!(listed(&names[..2]), "Sam, Sam");
    }
}
