//! The line of an event on the stage: which events have one, and in which words. Pure.

use clap::ValueEnum;

use crate::output::Format;
use crate::output::table::line;
use api::{Event, EventKind};
use client::StreamEvent;
use model::StageStatus;

/// The columns of the longest words for an event.
const WORDS: u16 = 22;
/// The columns that a name has at least.
const NAME: u16 = 16;

/// The events that can be printed alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Only {
    /// Who begins or ceases to ask to come on stage
    Requests,
    /// Who is let on stage, comes on stage and leaves it
    Stage,
    /// Who joins and leaves the meeting
    People,
}

/// A participant's status before and after an event; `None`: not in the session.
type Step = (Option<StageStatus>, Option<StageStatus>);

/// The line of an event, if it is printed: with nothing named, every event is.
pub(crate) fn event_line(update: &StreamEvent, only: &[Only], format: Format) -> Option<String> {
    let event = &update.event;
    let is_json = matches!(format, Format::Json | Format::Ndjson);
    match event.kind {
        EventKind::Ready => return None,
        // A program must know that lines may be missing, or that no more follow.
        EventKind::Resync | EventKind::Ended => return is_json.then(|| update.text.clone()),
        EventKind::Unknown => return (is_json && only.is_empty()).then(|| update.text.clone()),
        EventKind::Present | EventKind::Joined | EventKind::Status | EventKind::Left => {}
    }
    let step = step(event)?;
    let every = [Only::Requests, Only::Stage, Only::People];
    let named = if only.is_empty() { &every[..] } else { only };
    if !named.iter().any(|only| concerns(*only, event.kind, step)) {
        return None;
    }
    match format {
        Format::Table => sentence(event, step),
        Format::Json | Format::Ndjson => Some(update.text.clone()),
        Format::Id => {
            // A reader of requests answers them: withdrawn ones are not listed.
            let is_request = step.1 == Some(StageStatus::Requested);
            let is_listed = is_request || only != [Only::Requests];
            let participant = event.participant.as_ref().filter(|_| is_listed)?;
            Some(participant.user_id.to_string())
        }
    }
}

fn step(event: &Event) -> Option<Step> {
    let status = event.participant.as_ref()?.stage_status;
    Some(match event.kind {
        EventKind::Left => (Some(status), None),
        EventKind::Status => (event.previous_status, Some(status)),
        _ => (None, Some(status)),
    })
}

fn concerns(only: Only, kind: EventKind, (before, after): Step) -> bool {
    use StageStatus::{Accepted, OnStage, Requested};
    let asks = |status| status == Some(Requested);
    let is_let = |status| status == Some(Accepted) || status == Some(OnStage);
    match only {
        Only::Requests => asks(before) != asks(after),
        Only::Stage => before != after && (is_let(before) || is_let(after)),
        Only::People => matches!(kind, EventKind::Joined | EventKind::Left),
    }
}

/// When, what, who. Text that a participant chose never begins a line.
fn sentence(event: &Event, step: Step) -> Option<String> {
    let participant = event.participant.as_ref()?;
    let custom_id = participant.custom_participant_id.as_deref();
    Some(line([
        (&format!("{:.0}", event.at), 0),
        (words(event.kind, step), WORDS),
        (&participant.display_name, NAME),
        (participant.user_id.as_str(), 0),
        (custom_id.unwrap_or_default(), 0),
    ]))
}

const fn words(kind: EventKind, (before, after): Step) -> &'static str {
    use StageStatus::{Accepted, OffStage, OnStage, Requested};
    match (kind, before, after) {
        (EventKind::Left, Some(OnStage), _) => "leaves, was on stage",
        (EventKind::Left, Some(Accepted), _) => "leaves, was accepted",
        (EventKind::Left, Some(Requested), _) => "leaves, was asking",
        (EventKind::Left, ..) => "leaves the meeting",
        (EventKind::Joined, _, Some(OnStage)) => "joins, on stage",
        (EventKind::Joined, _, Some(Accepted)) => "joins, accepted",
        (EventKind::Joined, _, Some(Requested)) => "joins, asking",
        (EventKind::Joined, ..) => "joins the meeting",
        (EventKind::Present, _, Some(OnStage)) => "is on stage",
        (EventKind::Present, _, Some(OffStage) | None) => "is in the meeting",
        (_, _, Some(OnStage)) => "comes on stage",
        (_, _, Some(Accepted)) => "may come on stage",
        (_, _, Some(Requested)) => "asks to come on stage",
        (_, Some(OnStage), _) => "is off the stage",
        (_, Some(Accepted), _) => "may not come any more",
        (_, Some(Requested), _) => "does not ask any more",
        (_, Some(OffStage) | None, _) => "is off stage",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use StageStatus::{Accepted, OffStage, OnStage, Requested};
    use api::Platform;
    use model::Participant;

    fn event(kind: EventKind, before: Option<StageStatus>, status: StageStatus) -> StreamEvent {
        StreamEvent::of(Event {
            platform: Platform::Sandbox,
            meeting_id: "demo".into(),
            session_id: "s-1".into(),
            kind,
            at: "2026-11-24T14:00:05.678Z".parse().unwrap(),
            participant: Some(Participant {
                user_id: "5f2a9c64".into(),
                peer_ids: vec!["p-1".into()],
                custom_participant_id: Some("guest-101".to_owned()),
                display_name: "Amara Okafor".to_owned(),
                preset_name: None,
                stage_status: status,
            }),
            previous_status: before,
            problem: None,
        })
    }

    fn changed(before: StageStatus, status: StageStatus) -> StreamEvent {
        event(EventKind::Status, Some(before), status)
    }

    /// The filters that let an event through.
    fn filters_of(update: &StreamEvent) -> Vec<Only> {
        let every = [Only::Requests, Only::Stage, Only::People].into_iter();
        let is_printed = |only: &Only| event_line(update, &[*only], Format::Json).is_some();
        every.filter(is_printed).collect()
    }

    #[test]
    fn each_filter_lets_its_events_through() {
        use Only::{People, Requests, Stage};
        let joined = |status| event(EventKind::Joined, None, status);
        let present = |status| event(EventKind::Present, None, status);
        for (update, by) in [
            (changed(OffStage, Requested), vec![Requests]),
            (changed(Requested, OffStage), vec![Requests]),
            (changed(Requested, Accepted), vec![Requests, Stage]),
            (changed(Accepted, OnStage), vec![Stage]),
            (changed(OnStage, OffStage), vec![Stage]),
            (joined(OffStage), vec![People]),
            (joined(Requested), vec![Requests, People]),
            (joined(OnStage), vec![Stage, People]),
            (
                event(EventKind::Left, None, Requested),
                vec![Requests, People],
            ),
            (event(EventKind::Left, None, OffStage), vec![People]),
            (present(Requested), vec![Requests]),
            (present(OnStage), vec![Stage]),
            (present(OffStage), vec![]),
            (
                event(EventKind::Resync, None, OffStage),
                vec![Requests, Stage, People],
            ),
            (event(EventKind::Unknown, None, OffStage), vec![]),
        ] {
            assert_eq!(filters_of(&update), by, "{update:?}");
            let is_printed = event_line(&update, &[], Format::Json).is_some();
            let is_unknown = update.event.kind == EventKind::Unknown;
            assert_eq!(is_printed, !by.is_empty() || is_unknown, "{update:?}");
        }
    }

    #[test]
    fn a_line_begins_with_the_time_and_is_aligned() {
        let lines = [
            changed(OffStage, Requested),
            event(EventKind::Joined, None, OffStage),
            changed(Accepted, OnStage),
        ];
        let lines = lines.map(|update| event_line(&update, &[], Format::Table).unwrap());
        assert_eq!(
            lines,
            [
                "2026-11-24T14:00:05Z  asks to come on stage   Amara Okafor      5f2a9c64  guest-101",
                "2026-11-24T14:00:05Z  joins the meeting       Amara Okafor      5f2a9c64  guest-101",
                "2026-11-24T14:00:05Z  comes on stage          Amara Okafor      5f2a9c64  guest-101",
            ]
        );
    }

    #[test]
    fn names_cannot_break_a_line() {
        let mut update = changed(OffStage, Requested);
        let participant = update.event.participant.as_mut().unwrap();
        participant.display_name = "\n::add-mask::x\u{202e}".to_owned();
        let line = event_line(&update, &[], Format::Table).unwrap();
        assert_eq!(line.lines().count(), 1);
        assert!(line.starts_with("2026-") && line.contains("  ::add-mask::x  "));
    }

    #[test]
    fn only_new_requests_are_listed_as_ids() {
        let id = |update: &StreamEvent, only: &[Only]| event_line(update, only, Format::Id);
        let (asks, ceases) = (changed(OffStage, Requested), changed(Requested, Accepted));
        let amara = Some("5f2a9c64".to_owned());
        assert_eq!(id(&asks, &[Only::Requests]), amara);
        assert_eq!(id(&ceases, &[Only::Requests]), None);
        assert_eq!(id(&ceases, &[Only::Requests, Only::Stage]), amara);
        assert_eq!(id(&ceases, &[]), amara);
        let resync = event(EventKind::Resync, None, Requested);
        assert_eq!(id(&resync, &[]), None);
    }

    #[test]
    fn no_words_are_longer_than_their_column() {
        let statuses = StageStatus::ALL.map(Some);
        let kinds = [
            EventKind::Present,
            EventKind::Joined,
            EventKind::Left,
            EventKind::Status,
        ];
        for kind in kinds {
            for before in statuses {
                for after in statuses {
                    let words = words(kind, (before, after));
                    assert!(words.len() <= usize::from(WORDS), "{words}");
                }
            }
        }
    }
}
