//! Who is where, as it is known while the stage is followed. Pure.

use std::collections::HashMap;

use jiff::Timestamp;

use api::{Event, EventKind, Stage};
use model::{Participant, StageStatus, UserId};

/// Who is where: the stage as it was read, and what has happened since.
#[derive(Debug)]
pub(crate) struct StageMirror {
    /// The last reading, without those who were there.
    reading: Stage,
    by_user: HashMap<UserId, Participant>,
}

impl StageMirror {
    /// What a reading tells, and events that say so, in its order.
    pub(crate) fn of(mut reading: Stage, at: Timestamp) -> (Self, Vec<Event>) {
        let participants = std::mem::take(&mut reading.participants);
        let mut known = Self {
            reading,
            by_user: HashMap::new(),
        };
        let told = participants.into_iter();
        let told = told.map(|participant| {
            known.put(&participant);
            known.event(EventKind::Present, at, participant)
        });
        let told = told.collect();
        (known, told)
    }

    /// Where somebody stands, if they are there.
    pub(crate) fn status(&self, user: &UserId) -> Option<StageStatus> {
        Some(self.by_user.get(user)?.stage_status)
    }

    /// Everybody who is there.
    pub(crate) fn participants(&self) -> Vec<&Participant> {
        self.by_user.values().collect()
    }

    /// Whether the last reading told of everybody.
    pub(crate) const fn is_complete(&self) -> bool {
        self.reading.complete
    }

    /// Takes note of what happened.
    pub(crate) fn note(&mut self, event: &Event) {
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

    /// Takes a new reading in the place of what was known, and says what is different, in the reading's
    /// order. One that is not complete does not tell who left.
    pub(crate) fn replace(&mut self, reading: Stage, at: Timestamp) -> Vec<Event> {
        let is_complete = reading.complete;
        let before = std::mem::take(&mut self.by_user);
        let (now, present) = Self::of(reading, at);
        *self = now;
        let mut told: Vec<_> = present
            .into_iter()
            .filter_map(|event| different(event, &before))
            .collect();
        let by_user = &self.by_user;
        let gone = before
            .into_iter()
            .filter(|(user, _)| !by_user.contains_key(user));
        let mut gone: Vec<Participant> = gone.map(|(_, participant)| participant).collect();
        gone.sort_by(|a, b| (&a.display_name, &a.user_id).cmp(&(&b.display_name, &b.user_id)));
        for participant in gone {
            if is_complete {
                told.push(self.event(EventKind::Left, at, participant));
            } else {
                self.put(&participant);
            }
        }
        told
    }

    /// The stage as it is read for one participant.
    pub(crate) fn stage_of(&self, participant: Participant) -> Stage {
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

/// What it means that somebody is there, given who was before; nothing, if they stood there already.
fn different(mut present: Event, before: &HashMap<UserId, Participant>) -> Option<Event> {
    let now = present.participant.as_ref()?;
    match before.get(&now.user_id) {
        None => present.kind = EventKind::Joined,
        Some(was) if was.stage_status != now.stage_status => {
            present.kind = EventKind::Status;
            present.previous_status = Some(was.stage_status);
        }
        Some(_) => return None,
    }
    Some(present)
}

#[cfg(test)]
mod tests {
    use super::*;
    use StageStatus::{Accepted, OffStage, OnStage, Requested};
    use api::Platform;

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

    fn reading(people: &[(&str, StageStatus)]) -> Stage {
        let people = people.iter().map(|(name, status)| somebody(name, *status));
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

    fn known(people: &[(&str, StageStatus)]) -> StageMirror {
        StageMirror::of(reading(people), at(0)).0
    }

    /// What is told, in short.
    fn short(told: &[Event]) -> Vec<String> {
        let told = told.iter().map(|event| {
            let participant = event.participant.as_ref().unwrap();
            let before = event.previous_status.map_or("", StageStatus::name);
            let name = &participant.display_name;
            format!(
                "{} {name} {before}>{}",
                event.kind.name(),
                participant.stage_status
            )
        });
        told.collect()
    }

    #[test]
    fn everybody_is_present_at_first() {
        let (known, told) =
            StageMirror::of(reading(&[("Hana", OnStage), ("Dev", Requested)]), at(7));
        assert_eq!(
            short(&told),
            [
                "present Hana >ON_STAGE",
                "present Dev >REQUESTED_TO_JOIN_STAGE"
            ]
        );
        assert!(told.iter().all(|event| event.at == at(7)));
        assert_eq!(known.status(&"u-Dev".into()), Some(Requested));
        assert_eq!(known.status(&"u-Amara".into()), None);
    }

    #[test]
    fn a_new_reading_tells_what_is_different_and_no_more() {
        let mut known = known(&[
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
        let told = known.replace(reading(&now), at(9));
        assert_eq!(
            short(&told),
            [
                "status Amara ACCEPTED_TO_JOIN_STAGE>ON_STAGE",
                "joined Lea >REQUESTED_TO_JOIN_STAGE",
                "status Dev REQUESTED_TO_JOIN_STAGE>OFF_STAGE",
                "left Zoë >OFF_STAGE",
            ]
        );
        assert!(told.iter().all(|event| event.at == at(9)));
        assert_eq!(known.replace(reading(&now), at(10)), []);
    }

    #[test]
    fn what_was_told_meanwhile_is_no_difference() {
        let mut known = known(&[("Dev", Requested), ("Zoë", OffStage)]);
        let (template, _) = StageMirror::of(reading(&[]), at(0));
        for (kind, participant) in [
            (EventKind::Status, somebody("Dev", Accepted)),
            (EventKind::Left, somebody("Zoë", OffStage)),
            (EventKind::Joined, somebody("Lea", OffStage)),
        ] {
            known.note(&template.event(kind, at(1), participant));
        }
        let now = reading(&[("Dev", Accepted), ("Lea", OffStage)]);
        assert_eq!(known.replace(now, at(2)), []);
    }

    #[test]
    fn whoever_an_incomplete_reading_does_not_tell_of_has_not_left() {
        let mut known = known(&[("Dev", Requested), ("Hana", OnStage)]);
        let mut partial = reading(&[("Hana", OffStage)]);
        partial.complete = false;
        let told = known.replace(partial, at(3));
        assert_eq!(short(&told), ["status Hana ON_STAGE>OFF_STAGE"]);
        assert!(!known.is_complete());
        assert_eq!(known.status(&"u-Dev".into()), Some(Requested));
        let told = known.replace(reading(&[("Hana", OffStage)]), at(4));
        assert_eq!(short(&told), ["left Dev >REQUESTED_TO_JOIN_STAGE"]);
    }

    #[test]
    fn one_participant_is_shown_as_if_only_they_had_been_asked_for() {
        let known = known(&[("Dev", Requested), ("Hana", OnStage)]);
        let stage = known.stage_of(somebody("Dev", Accepted));
        assert_eq!(stage.participants, [somebody("Dev", Accepted)]);
        assert_eq!(stage.counts[&Accepted], 1);
        assert_eq!(stage.counts.values().sum::<usize>(), 1);
    }
}
