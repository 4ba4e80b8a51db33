//! A mirror of the stage for a command that follows it: the last reading, and the events since.
//! Pure.

use std::collections::HashMap;

use jiff::Timestamp;

use api::{Event, EventKind, Stage};
use model::{Change, Participant, StageStatus, UserId, changes};

/// The stage as it was last read, and what has changed since.
#[derive(Debug)]
pub(super) struct StageMirror {
    /// The last reading, without its participants.
    reading: Stage,
    by_user: HashMap<UserId, Participant>,
}

impl StageMirror {
    /// Mirrors a reading; with an event for each participant in it, in its order.
    pub(super) fn of(mut reading: Stage, at: Timestamp) -> (Self, Vec<Event>) {
        let participants = std::mem::take(&mut reading.participants);
        let mut mirror = Self {
            reading,
            by_user: HashMap::new(),
        };
        let events = participants.into_iter().map(|participant| {
            mirror.put(&participant);
            mirror.event(EventKind::Present, at, participant)
        });
        let events = events.collect();
        (mirror, events)
    }

    /// The status of a participant, if they are in the session.
    pub(super) fn status(&self, user: &UserId) -> Option<StageStatus> {
        Some(self.by_user.get(user)?.stage_status)
    }

    /// All participants in the session.
    pub(super) fn participants(&self) -> Vec<&Participant> {
        self.by_user.values().collect()
    }

    /// Whether the last reading had all participants.
    pub(super) const fn is_complete(&self) -> bool {
        self.reading.complete
    }

    /// Applies an event.
    pub(super) fn apply(&mut self, event: &Event) {
        let Some(participant) = &event.participant else {
            return;
        };
        match event.kind {
            EventKind::Left => {
                self.by_user.remove(&participant.user_id);
            }
            EventKind::Present | EventKind::Joined | EventKind::Status => self.put(participant),
            EventKind::Ready | EventKind::Resync | EventKind::Ended | EventKind::Unknown => {}
        }
    }

    /// Replaces the last reading, and returns an event for each difference. A
    /// participant that an incomplete reading lacks stays.
    pub(super) fn replace(&mut self, mut reading: Stage, at: Timestamp) -> Vec<Event> {
        let now = std::mem::take(&mut reading.participants);
        let mut before: Vec<_> = self.by_user.values().cloned().collect();
        before.sort_by(|a, b| (&a.display_name, &a.user_id).cmp(&(&b.display_name, &b.user_id)));
        if reading.complete {
            self.by_user.clear();
        }
        for participant in &now {
            self.put(participant);
        }
        let complete = reading.complete;
        self.reading = reading;
        let changes = changes(before, now, complete).into_iter();
        changes.map(|change| self.change(at, change)).collect()
    }

    /// The stage as it is read for one participant.
    pub(super) fn stage_of(&self, participant: Participant) -> Stage {
        let mut stage = self.reading.clone();
        let one = |status| usize::from(status == participant.stage_status);
        stage.counts = StageStatus::ALL.map(|status| (status, one(status))).into();
        stage.participants = vec![participant];
        stage
    }

    fn put(&mut self, participant: &Participant) {
        let user = participant.user_id.clone();
        self.by_user.insert(user, participant.clone());
    }

    fn change(&self, at: Timestamp, change: Change) -> Event {
        match change {
            Change::Joined(participant) => self.event(EventKind::Joined, at, participant),
            Change::Left(participant) => self.event(EventKind::Left, at, participant),
            Change::Status {
                participant,
                previous,
            } => Event {
                previous_status: Some(previous),
                ..self.event(EventKind::Status, at, participant)
            },
        }
    }

    fn event(&self, kind: EventKind, at: Timestamp, participant: Participant) -> Event {
        Event {
            platform: self.reading.platform,
            meeting_id: self.reading.meeting_id.clone(),
            session_id: self.reading.session_id.clone(),
            kind,
            at,
            participant: Some(participant),
            previous_status: None,
            problem: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use StageStatus::{Accepted, OffStage, OnStage, Requested};
    use api::Platform;

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

    fn reading(people: &[(&str, StageStatus)]) -> Stage {
        let people = people
            .iter()
            .map(|(name, status)| participant(name, *status));
        Stage {
            platform: Platform::Sandbox,
            meeting_id: "demo".into(),
            session_id: "s-1".into(),
            view_type: None,
            complete: true,
            counts: std::collections::BTreeMap::new(),
            participants: people.collect(),
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn mirror(people: &[(&str, StageStatus)]) -> StageMirror {
        StageMirror::of(reading(people), at(0)).0
    }

    /// Each event, in short.
    fn short(events: &[Event]) -> Vec<String> {
        let events = events.iter().map(|event| {
            let participant = event.participant.as_ref().unwrap();
            let before = event.previous_status.map_or("", StageStatus::name);
            let name = &participant.display_name;
            format!(
                "{} {name} {before}>{}",
                event.kind.name(),
                participant.stage_status
            )
        });
        events.collect()
    }

    #[test]
    fn all_are_present_at_first() {
        let (mirror, events) =
            StageMirror::of(reading(&[("Hana", OnStage), ("Dev", Requested)]), at(7));
        assert_eq!(
            short(&events),
            [
                "present Hana >ON_STAGE",
                "present Dev >REQUESTED_TO_JOIN_STAGE"
            ]
        );
        assert!(events.iter().all(|event| event.at == at(7)));
        assert_eq!(mirror.status(&"u-Dev".into()), Some(Requested));
        assert_eq!(mirror.status(&"u-Amara".into()), None);
    }

    #[test]
    fn a_new_reading_yields_the_differences_and_no_more() {
        let mut mirror = mirror(&[
            ("Hana", OnStage),
            ("Dev", Requested),
            ("Amara", Accepted),
            ("Zoë", OffStage),
        ]);
        let now = [
            ("Amara", OnStage),
            ("Hana", OnStage),
            ("Lea", Requested),
            ("Dev", OffStage),
        ];
        let events = mirror.replace(reading(&now), at(9));
        assert_eq!(
            short(&events),
            [
                "status Amara ACCEPTED_TO_JOIN_STAGE>ON_STAGE",
                "joined Lea >REQUESTED_TO_JOIN_STAGE",
                "status Dev REQUESTED_TO_JOIN_STAGE>OFF_STAGE",
                "left Zoë >OFF_STAGE",
            ]
        );
        assert!(events.iter().all(|event| event.at == at(9)));
        assert_eq!(mirror.replace(reading(&now), at(10)), []);
    }

    #[test]
    fn what_events_have_changed_is_no_difference() {
        let mut mirror = mirror(&[("Dev", Requested), ("Zoë", OffStage)]);
        let (template, _) = StageMirror::of(reading(&[]), at(0));
        for (kind, participant) in [
            (EventKind::Status, participant("Dev", Accepted)),
            (EventKind::Left, participant("Zoë", OffStage)),
            (EventKind::Joined, participant("Lea", OffStage)),
        ] {
            mirror.apply(&template.event(kind, at(1), participant));
        }
        let now = reading(&[("Dev", Accepted), ("Lea", OffStage)]);
        assert_eq!(mirror.replace(now, at(2)), []);
    }

    #[test]
    fn a_participant_that_an_incomplete_reading_lacks_has_not_left() {
        let mut mirror = mirror(&[("Dev", Requested), ("Hana", OnStage)]);
        let mut partial = reading(&[("Hana", OffStage)]);
        partial.complete = false;
        let events = mirror.replace(partial, at(3));
        assert_eq!(short(&events), ["status Hana ON_STAGE>OFF_STAGE"]);
        assert!(!mirror.is_complete());
        assert_eq!(mirror.status(&"u-Dev".into()), Some(Requested));
        let events = mirror.replace(reading(&[("Hana", OffStage)]), at(4));
        assert_eq!(short(&events), ["left Dev >REQUESTED_TO_JOIN_STAGE"]);
    }

    #[test]
    fn one_participant_is_shown_as_if_only_they_had_been_asked_for() {
        let mirror = mirror(&[("Dev", Requested), ("Hana", OnStage)]);
        let stage = mirror.stage_of(participant("Dev", Accepted));
        assert_eq!(stage.participants, [participant("Dev", Accepted)]);
        assert_eq!(stage.counts[&Accepted], 1);
        assert_eq!(stage.counts.values().sum::<usize>(), 1);
    }
}
