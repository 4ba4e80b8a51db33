//! Suggestions for an id, name or word that matches nothing. A suggestion is only ever shown, never
//! taken: names are chosen by viewers and can be forged.

use strsim::normalized_damerau_levenshtein;

use crate::participant::Participant;
use crate::roster::Roster;

/// How many are suggested at most.
const MOST: usize = 3;
/// How alike two words must be, from 0 to 1.
const LIKENESS: f64 = 0.75;
/// The longest word that is compared, in characters.
const LONGEST: usize = 64;
/// The shortest prefix that is compared, in characters.
const SHORTEST: usize = 3;

/// The participants whose ids or names are similar to what was typed, the most similar first.
#[must_use]
pub fn nearest_participants(typed: &str, roster: &Roster) -> Vec<Participant> {
    let word = typed.strip_prefix("name:").unwrap_or(typed).to_lowercase();
    if word.trim().is_empty() || word.chars().count() > LONGEST {
        return Vec::new();
    }
    let likeness = |participant: Participant| {
        let user_id = likeness_of_beginning(&word, participant.user_id.as_str());
        let custom_id = participant.custom_participant_id.as_deref();
        let custom_id = custom_id.map_or(0.0, |id| likeness(&word, id));
        let name = likeness(&word, &participant.display_name);
        (user_id.max(custom_id).max(name), participant)
    };
    let mut near: Vec<_> = roster.participants().map(likeness).collect();
    near.retain(|(likeness, _)| *likeness >= LIKENESS);
    near.sort_by(|(a, one), (b, other)| {
        let by_id = || one.user_id.cmp(&other.user_id);
        b.total_cmp(a).then_with(by_id)
    });
    near.truncate(MOST);
    near.into_iter()
        .map(|(_, participant)| participant)
        .collect()
}

/// The word that is most similar to what was typed, if one is similar.
#[must_use]
pub fn nearest_word<'a>(typed: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = typed.to_lowercase();
    let near = words.map(|known| (likeness(&word, known), known));
    let near = near.filter(|(likeness, _)| *likeness >= LIKENESS);
    near.max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, known)| known)
}

/// How alike a word and the prefix of an id are: a prefix may be typed in its place.
fn likeness_of_beginning(word: &str, id: &str) -> f64 {
    let length = word.chars().count();
    if length < SHORTEST {
        return 0.0;
    }
    let beginning: String = id.chars().take(length).collect();
    normalized_damerau_levenshtein(word, &beginning.to_lowercase())
}

/// How alike a word and an id or a name are; the first word of a name is nearly all of it.
fn likeness(word: &str, text: &str) -> f64 {
    if text.chars().count() > LONGEST {
        return 0.0;
    }
    let text = text.to_lowercase();
    let whole = normalized_damerau_levenshtein(word, &text);
    match text.split_whitespace().next() {
        Some(first) if first.chars().count() >= SHORTEST && first != text => {
            whole.max(0.95 * normalized_damerau_levenshtein(word, first))
        }
        _ => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::participant::{Peer, PeerKind};
    use crate::roster::StageEvent;
    use crate::status::StageStatus;

    fn roster() -> Roster {
        let mut roster = Roster::default();
        for (at, (user_id, name, custom_id, kind)) in [
            ("5f2a9c01", "Amara Okafor", "guest-101", PeerKind::Ordinary),
            ("5f2b0000", "李小明", "guest-102", PeerKind::Ordinary),
            ("91aa7e44", "Yusuf", "crm-7", PeerKind::Ordinary),
            ("5f2a9c02", "Amara Okafor", "guest-101b", PeerKind::Hidden),
        ]
        .into_iter()
        .enumerate()
        {
            roster.apply(StageEvent::PeerJoined(Peer {
                peer_id: format!("peer-{at}").as_str().into(),
                user_id: user_id.into(),
                display_name: name.into(),
                custom_participant_id: Some(custom_id.into()),
                preset_name: None,
                stage_status: StageStatus::OffStage,
                kind,
            }));
        }
        roster
    }

    fn near(typed: &str) -> Vec<String> {
        let near = nearest_participants(typed, &roster()).into_iter();
        near.map(|participant| participant.user_id.to_string())
            .collect()
    }

    #[test]
    fn ids_names_and_beginnings_are_near_when_a_little_is_wrong() {
        assert_eq!(near("5f2a9d"), ["5f2a9c01"]);
        assert_eq!(near("guest-10l"), ["5f2a9c01", "5f2b0000"]);
        assert_eq!(near("name:Amara Okfor"), ["5f2a9c01"]);
        assert_eq!(near("amara"), ["5f2a9c01"]);
        assert_eq!(near("name:Yusuff"), ["91aa7e44"]);
    }

    #[test]
    fn the_nearest_word_is_one_that_is_near() {
        let presets = || ["webinar_viewer", "webinar_presenter"].into_iter();
        assert_eq!(
            nearest_word("webinar_veiwer", presets()),
            Some("webinar_viewer")
        );
        assert_eq!(nearest_word("guest", presets()), None);
    }

    #[test]
    fn what_is_far_from_everybody_suggests_nobody() {
        for typed in ["", " ", "name:", "ab", "nobody", "name:Beatrix", "3c0ffee1"] {
            assert!(near(typed).is_empty(), "{typed}");
        }
        assert!(near(&"5f2a9d".repeat(1000)).is_empty());
    }
}
