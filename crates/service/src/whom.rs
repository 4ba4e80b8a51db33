//! Whom a request is about: the ids that it names, and who they mean. Pure.

use std::collections::HashSet;

use api::{ModerationResult, Reason};
use model::{Outcome, Participant, ResolveError, Roster, Selector, nearest_participants};

/// For how many unknown ids of a request it is looked who may have been meant.
const MOST_SUGGESTIONS: usize = 10;

/// Somebody who was named, and by which id.
pub(super) struct Named {
    id: String,
    selector: Selector,
}

/// Exactly one participant, who was meant.
pub(super) struct Found {
    /// By which id.
    pub(super) id: String,
    pub(super) participant: Participant,
    /// The id is one of their connections'.
    by_peer: bool,
}

/// Each id once, in the order given.
pub(super) fn named(
    participants: Option<Vec<String>>,
    selectors: Option<Vec<String>>,
) -> Vec<Named> {
    let exact = participants.unwrap_or_default().into_iter().map(exactly);
    let typed = selectors.unwrap_or_default().into_iter().map(|id| Named {
        selector: Selector::parse(&id),
        id,
    });
    let mut seen = HashSet::new();
    let all = exact.chain(typed);
    all.filter(|named| seen.insert(named.id.clone())).collect()
}

pub(super) fn exactly(id: String) -> Named {
    Named {
        selector: Selector::Exact(id.clone()),
        id,
    }
}

/// Finds who is meant, or says that it is nobody, or several.
pub(super) fn find(
    named: Named,
    roster: &Roster,
    complete: bool,
) -> Result<Found, Box<ModerationResult>> {
    let Named { id, selector } = named;
    let found = selector.resolve(roster).and_then(|resolved| {
        let participant = roster.participant(&resolved.user_id);
        Ok((participant.ok_or(ResolveError::NotFound)?, resolved.by_peer))
    });
    match found {
        Ok((participant, by_peer)) => Ok(Found {
            id,
            participant,
            by_peer,
        }),
        Err(error) => Err(nobody(id, error, complete).into()),
    }
}

/// Adds that somebody who was named by one of several connections is meant with all of them.
pub(super) fn all_connections(detail: String, found: &Found) -> String {
    let connections = found.participant.peer_ids.len();
    if found.by_peer && connections > 1 {
        format!("{detail}; all of their {connections} connections are meant")
    } else {
        detail
    }
}

/// Adds to the first ids that nobody has whose id or name is near.
pub(super) fn suggest(results: &mut [ModerationResult], roster: &Roster) {
    let unknown = results.iter_mut();
    let unknown = unknown.filter(|result| result.reason == Some(Reason::Unknown));
    for result in unknown.take(MOST_SUGGESTIONS) {
        result.candidates = nearest_participants(&result.id, roster);
    }
}

fn nobody(id: String, error: ResolveError, complete: bool) -> ModerationResult {
    let detail = match error {
        ResolveError::NotFound if !complete => {
            "not among those whom the platform told of; it did not tell of everybody".to_owned()
        }
        _ => error.to_string(),
    };
    let (reason, candidates) = match error {
        ResolveError::NotFound => (Reason::Unknown, Vec::new()),
        ResolveError::Ambiguous { candidates, .. } => (Reason::Ambiguous, candidates),
    };
    ModerationResult {
        id,
        participant: None,
        outcome: Outcome::NotFound,
        stage_status: None,
        reason: Some(reason),
        detail: Some(detail),
        candidates,
    }
}
