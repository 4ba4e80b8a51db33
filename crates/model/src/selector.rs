//! How a person says whom they mean, and who that is.

use crate::id::{PeerId, UserId};
use crate::participant::Participant;
use crate::roster::Roster;

/// How somebody is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// Exactly this `user_id`, `peer_id` or `custom_participant_id`.
    Exact(String),
    /// As [`Exact`](Self::Exact), or the unique beginning of a `user_id`.
    Word(String),
    /// The only one with this name. Names are chosen by viewers and can be forged, so they are
    /// never guessed at: somebody must say that they mean a name.
    Name(String),
}

/// The least length of a prefix of a `user_id`, in characters.
const PREFIX_LENGTH: usize = 6;

/// How many candidates an ambiguous selector lists.
const CANDIDATES: usize = 10;

/// Who is meant, and whether by one of their peers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The participant.
    pub user_id: UserId,
    /// They were named by one of their connections, and all of them are meant.
    pub by_peer: bool,
}

/// Why nobody is meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResolveError {
    /// Nobody in the session.
    #[error("nobody in the session is meant by it")]
    NotFound,
    /// Several participants.
    #[error("{} participants are meant by it", .candidates.len() + .more)]
    Ambiguous {
        /// The first of them.
        candidates: Vec<Participant>,
        /// How many more there are.
        more: usize,
    },
}

impl Selector {
    /// Reads what a person typed: `name:Amara`, or a word.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text.strip_prefix("name:") {
            Some(name) => Self::Name(name.to_owned()),
            None => Self::Word(text.to_owned()),
        }
    }

    /// Whether a participant may be meant. Whether they are, only everybody in the session together
    /// tells.
    #[must_use]
    pub fn may_mean(&self, participant: &Participant) -> bool {
        let is_exact = |id: &str| {
            let custom_id = participant.custom_participant_id.as_deref();
            let is_peer = |peer: &PeerId| peer.as_str() == id;
            participant.user_id.as_str() == id
                || custom_id == Some(id)
                || participant.peer_ids.iter().any(is_peer)
        };
        match self {
            Self::Exact(id) => is_exact(id),
            Self::Name(name) => participant.display_name.to_lowercase() == name.to_lowercase(),
            Self::Word(word) => {
                let is_long = word.chars().count() >= PREFIX_LENGTH;
                is_exact(word) || is_long && participant.user_id.as_str().starts_with(word)
            }
        }
    }

    /// Finds who is meant.
    ///
    /// # Errors
    ///
    /// When that is nobody, or several.
    pub fn resolve(&self, roster: &Roster) -> Result<Resolved, ResolveError> {
        match self {
            Self::Exact(id) => resolve_exact(id, roster),
            Self::Name(name) => only(roster.with_name(name), roster),
            Self::Word(word) => match resolve_exact(word, roster) {
                Err(ResolveError::NotFound) if word.chars().count() >= PREFIX_LENGTH => {
                    only(roster.with_prefix(word), roster)
                }
                resolved => resolved,
            },
        }
    }
}

fn resolve_exact(id: &str, roster: &Roster) -> Result<Resolved, ResolveError> {
    let owner = roster.owner_of(id);
    let mut users: Vec<&UserId> = roster.with_custom_id(id).collect();
    users.extend(roster.user(id));
    let by_peer = users.is_empty() && owner.is_some();
    users.extend(owner);
    users.sort();
    users.dedup();
    let resolved = only(users.into_iter(), roster)?;
    Ok(Resolved {
        by_peer,
        ..resolved
    })
}

fn only<'a>(
    mut users: impl Iterator<Item = &'a UserId>,
    roster: &Roster,
) -> Result<Resolved, ResolveError> {
    let first = users.next().ok_or(ResolveError::NotFound)?;
    let Some(second) = users.next() else {
        return Ok(Resolved {
            user_id: first.clone(),
            by_peer: false,
        });
    };
    let mut all = [first, second].into_iter().chain(users);
    let candidates = all.by_ref().take(CANDIDATES);
    let candidates = candidates.filter_map(|user| roster.participant(user));
    Err(ResolveError::Ambiguous {
        candidates: candidates.collect(),
        more: all.count(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::participant::{Peer, PeerKind};
    use crate::roster::StageEvent;
    use crate::status::StageStatus;

    fn roster(people: &[(&str, &str, &str, &str)]) -> Roster {
        let mut roster = Roster::default();
        for (peer_id, user_id, name, custom_id) in people {
            roster.apply(StageEvent::PeerJoined(Peer {
                peer_id: (*peer_id).into(),
                user_id: (*user_id).into(),
                display_name: (*name).into(),
                custom_participant_id: Some((*custom_id).into()),
                preset_name: None,
                stage_status: StageStatus::OffStage,
                kind: PeerKind::Ordinary,
            }));
        }
        roster
    }

    fn find(text: &str, roster: &Roster) -> Result<String, ResolveError> {
        let resolved = Selector::parse(text).resolve(roster)?;
        Ok(resolved.user_id.to_string())
    }

    #[test]
    fn every_way_to_name_somebody() {
        let roster = roster(&[
            ("peer-1", "a1b2c3d4", "Amara Okafor", "crm-7"),
            ("peer-2", "a1b2c3ff", "李小明", "crm-8"),
        ]);
        for word in [
            "a1b2c3d4",
            "peer-1",
            "crm-7",
            "a1b2c3d",
            "name:AMARA okafor",
        ] {
            assert_eq!(find(word, &roster).unwrap(), "a1b2c3d4", "{word}");
        }
        assert_eq!(find("name:李小明", &roster).unwrap(), "a1b2c3ff");
        let by_peer = Selector::Word("peer-1".into()).resolve(&roster).unwrap();
        assert!(by_peer.by_peer);
    }

    #[test]
    fn whoever_comes_may_be_meant_in_every_way_that_finds_them() {
        let roster = roster(&[("peer-1", "a1b2c3d4", "Amara Okafor", "crm-7")]);
        let amara = roster.participants().next().unwrap();
        for word in [
            "a1b2c3d4",
            "peer-1",
            "crm-7",
            "a1b2c3d",
            "name:AMARA okafor",
            "Amara Okafor",
            "a1b2c",
            "crm",
            "b2c3d4",
            "name:Amara",
            "",
        ] {
            let selector = Selector::parse(word);
            let is_found = selector.resolve(&roster).is_ok();
            assert_eq!(selector.may_mean(&amara), is_found, "{word}");
        }
        assert!(!Selector::Exact("a1b2c3d".into()).may_mean(&amara));
    }

    #[test]
    fn a_bare_word_is_never_a_name_and_a_short_one_never_a_prefix() {
        let roster = roster(&[("peer-1", "a1b2c3d4", "Amara", "crm-7")]);
        for word in ["Amara", "a1b2c", "", "name:", "name:Ama"] {
            assert_eq!(find(word, &roster), Err(ResolveError::NotFound), "{word}");
        }
        let exact = Selector::Exact("a1b2c3d".into());
        assert_eq!(exact.resolve(&roster), Err(ResolveError::NotFound));
    }

    #[test]
    fn several_are_listed_and_none_is_chosen() {
        let mut people = vec![("peer-0", "zz", "Sam", "x")];
        let ids: Vec<_> = (1..=14)
            .map(|n| (format!("peer-{n}"), format!("prefix-{n:02}")))
            .collect();
        people.extend(
            ids.iter()
                .map(|(p, u)| (p.as_str(), u.as_str(), "sam", "x")),
        );
        let roster = roster(&people);
        for word in ["name:SAM", "x"] {
            let Err(ResolveError::Ambiguous { candidates, more }) = find(word, &roster) else {
                panic!("{word} is ambiguous");
            };
            assert_eq!((candidates.len(), more), (10, 5), "{word}");
        }
        let error = find("prefix", &roster).unwrap_err();
        assert_eq!(error.to_string(), "14 participants are meant by it");
    }

    #[test]
    fn an_id_that_is_two_peoples_is_ambiguous() {
        let roster = roster(&[("p1", "same-id", "A", "a"), ("p2", "other", "B", "same-id")]);
        assert!(matches!(
            find("same-id", &roster),
            Err(ResolveError::Ambiguous { .. })
        ));
    }
}
