//! Whom an operation is about, what it makes of their status, and how to say what became of it.
//! Pure.

use std::collections::{BTreeMap, HashSet};

use crate::api::{ModerationResult, Reason};
use crate::platform::Acted;
use crate::stage::{
    Operation, Outcome, Participant, ResolveError, Roster, Selector, StageAccess, StageStatus,
    UserId, Verdict,
};

/// Somebody who was named, and by which id.
pub(super) struct Named {
    pub(super) id: String,
    pub(super) selector: Selector,
}

/// What is to be done about an id.
pub(super) enum Plan {
    /// The operation is sent for them.
    Send {
        id: String,
        participant: Participant,
        by_peer: bool,
    },
    /// Nothing is sent; this is the result.
    Settled(ModerationResult),
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

/// Those to whom an operation applies.
pub(super) fn everybody_concerned(operation: Operation, roster: &Roster) -> Vec<Participant> {
    if operation != Operation::Kick {
        return roster.requests().0;
    }
    let concerned = |p: &Participant| p.stage_status >= StageStatus::Accepted;
    roster.participants().filter(concerned).collect()
}

/// What is to be done about an id.
pub(super) fn plan(operation: Operation, named: Named, roster: &Roster, complete: bool) -> Plan {
    let Named { id, selector } = named;
    let resolved = selector.resolve(roster).and_then(|resolved| {
        let participant = roster.participant(&resolved.user_id);
        Ok((participant.ok_or(ResolveError::NotFound)?, resolved.by_peer))
    });
    let (participant, by_peer) = match resolved {
        Ok(found) => found,
        Err(error) => return Plan::Settled(nobody(id, error, complete)),
    };
    let status = participant.stage_status;
    let (outcome, reason, detail) = match operation.verdict(status, StageAccess::CanRequest) {
        Verdict::Send => {
            return Plan::Send {
                id,
                participant,
                by_peer,
            };
        }
        Verdict::Unchanged => (
            Outcome::Unchanged,
            None,
            unchanged(operation, status).to_owned(),
        ),
        Verdict::Conflict(conflict) => {
            let reason = Some(Reason::WrongStatus);
            (Outcome::Conflict, reason, conflict.to_string())
        }
    };
    Plan::Settled(ModerationResult {
        id,
        participant: Some(participant),
        outcome,
        stage_status: Some(status),
        reason,
        detail: Some(detail),
        candidates: Vec::new(),
    })
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

/// What became of an id. Nobody has acted in a dry run.
pub(super) fn result(
    operation: Operation,
    plan: Plan,
    acted: &BTreeMap<UserId, Acted>,
    roster: &Roster,
    ended: Option<&str>,
) -> ModerationResult {
    let (id, participant, by_peer) = match plan {
        Plan::Settled(result) => return result,
        Plan::Send {
            id,
            participant,
            by_peer,
        } => (id, participant, by_peer),
    };
    let before = participant.stage_status;
    let now = roster.status(&participant.user_id);
    let (outcome, reason, status, detail) = match acted.get(&participant.user_id) {
        None => {
            let detail = format!("would {operation}");
            (Outcome::Done, None, Some(before), detail)
        }
        Some(Acted::Confirmed(status)) => {
            let detail = done(operation, before, *status).to_owned();
            (Outcome::Done, None, Some(*status), detail)
        }
        Some(Acted::Left) => {
            let detail = "left the session meanwhile".to_owned();
            (Outcome::Failed, Some(Reason::Left), None, detail)
        }
        Some(Acted::Refused(error)) => {
            let reason = match error.code {
                Some(401 | 403) => Reason::NotPermitted,
                _ => Reason::Refused,
            };
            let detail = format!("the platform refused: {error}");
            (Outcome::Failed, Some(reason), now, detail)
        }
        Some(Acted::NotSent) => {
            let why = ended.unwrap_or(
                "the host was out of the meeting, or what was sent before had no effect",
            );
            let detail = format!("not sent: {why}");
            (Outcome::Failed, Some(Reason::NotSent), now, detail)
        }
        Some(Acted::Unconfirmed) => {
            let detail = "sent; the platform did not show that it took effect".to_owned();
            (Outcome::Unconfirmed, Some(Reason::NotShown), now, detail)
        }
    };
    let connections = participant.peer_ids.len();
    let detail = if by_peer && connections > 1 {
        format!("{detail}; all of their {connections} connections are meant")
    } else {
        detail
    };
    ModerationResult {
        id,
        participant: Some(Participant {
            stage_status: status.unwrap_or(before),
            ..participant
        }),
        outcome,
        stage_status: status,
        reason,
        detail: Some(detail),
        candidates: Vec::new(),
    }
}

/// Says plainly what happened.
fn done(operation: Operation, before: StageStatus, now: StageStatus) -> &'static str {
    match (operation, before, now) {
        (Operation::Grant, _, StageStatus::OnStage) => "granted; on stage",
        (Operation::Grant, ..) => "granted; on stage when they join",
        (_, StageStatus::Accepted, _) => "grant taken back; still in the meeting",
        (Operation::Deny, ..) => "turned down; still in the meeting",
        _ => "off the stage; still in the meeting",
    }
}

fn unchanged(operation: Operation, status: StageStatus) -> &'static str {
    match (operation, status) {
        (Operation::Grant, StageStatus::OnStage) => "already on stage",
        (Operation::Grant, _) => "already granted; on stage when they join",
        (Operation::Deny, _) => "had not asked",
        _ => "not on stage",
    }
}
