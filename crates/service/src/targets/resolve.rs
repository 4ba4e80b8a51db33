//! Finds the one participant of a session that an id means. Pure.

use super::ids::Target;
use api::{ModerationResult, Reason};
use model::{Outcome, Participant, ResolveError, Roster, nearest_participants};

/// For how many unknown ids of a request similar participants are suggested.
const MOST_SUGGESTIONS: usize = 10;

/// An id that means exactly one participant.
pub(crate) struct ResolvedTarget {
    pub(crate) id: String,
    pub(crate) participant: Participant,
    /// Whether the id is of one of the participant's connections.
    by_peer: bool,
}

/// Finds the participant that a target means. The error is the target's result: it means no
/// participant, or several.
pub(crate) fn resolve(
    target: Target,
    roster: &Roster,
    complete: bool,
) -> Result<ResolvedTarget, Box<ModerationResult>> {
    let Target { id, selector } = target;
    let found = selector.resolve(roster).and_then(|resolved| {
        let participant = roster.participant(&resolved.user_id);
        Ok((participant.ok_or(ResolveError::NotFound)?, resolved.by_peer))
    });
    match found {
        Ok((participant, by_peer)) => Ok(ResolvedTarget {
            id,
            participant,
            by_peer,
        }),
        Err(error) => Err(unresolved(id, error, complete).into()),
    }
}

impl ResolvedTarget {
    /// Adds to a result's detail that an id of one connection means all connections of its
    /// participant.
    pub(crate) fn with_all_connections(&self, detail: String) -> String {
        let connections = self.participant.peer_ids.len();
        if self.by_peer && connections > 1 {
            format!("{detail}; all of their {connections} connections are meant")
        } else {
            detail
        }
    }
}

/// Adds participants with a similar id or name to the first results with an unknown id.
pub(crate) fn suggest(results: &mut [ModerationResult], roster: &Roster) {
    let unknown = results.iter_mut();
    let unknown = unknown.filter(|result| result.reason == Some(Reason::Unknown));
    for result in unknown.take(MOST_SUGGESTIONS) {
        result.candidates = nearest_participants(&result.id, roster);
    }
}

fn unresolved(id: String, error: ResolveError, complete: bool) -> ModerationResult {
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
