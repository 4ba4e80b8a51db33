//! What an operation makes of somebody's status, and how to say what became of it. Pure.

use std::collections::BTreeMap;

use crate::became::Became;
use crate::whom::{Found, Named, all_connections, find};
use api::{ModerationResult, Reason};
use model::{Operation, Outcome, Participant, Roster, StageAccess, StageStatus, UserId, Verdict};
use platform::OperationEffect;

/// Why nothing was sent, where the host is still in the meeting.
const UNSENT: &str = "the host was out of the meeting, or what was sent before had no effect";

/// What is to be done about an id.
pub(super) enum Plan {
    /// The operation is sent for them.
    Send(Found),
    /// Nothing is sent; this is the result.
    Settled(ModerationResult),
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
    let found = match find(named, roster, complete) {
        Ok(found) => found,
        Err(nobody) => return Plan::Settled(*nobody),
    };
    let status = found.participant.stage_status;
    let (outcome, reason, detail) = match operation.verdict(status, StageAccess::CanRequest) {
        Verdict::Send => return Plan::Send(found),
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
        id: found.id,
        participant: Some(found.participant),
        outcome,
        stage_status: Some(status),
        reason,
        detail: Some(detail),
        candidates: Vec::new(),
    })
}

/// What became of an id. Nobody has acted in a dry run.
pub(super) fn result(
    operation: Operation,
    plan: Plan,
    acted: &BTreeMap<UserId, OperationEffect>,
    roster: &Roster,
    ended: Option<&str>,
) -> ModerationResult {
    let found = match plan {
        Plan::Settled(result) => return result,
        Plan::Send(found) => found,
    };
    let participant = &found.participant;
    let before = participant.stage_status;
    let now = roster.status(&participant.user_id);
    let Became {
        outcome,
        reason,
        status,
        detail,
    } = match acted.get(&participant.user_id) {
        None => Became::done(Some(before), format!("would {operation}")),
        Some(acted) => {
            let done = |now| done(operation, before, now).to_owned();
            Became::of(acted, now, ended.unwrap_or(UNSENT), done)
        }
    };
    ModerationResult {
        detail: Some(all_connections(detail, &found)),
        id: found.id,
        participant: Some(Participant {
            stage_status: status.unwrap_or(before),
            ..found.participant
        }),
        outcome,
        stage_status: status,
        reason,
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
