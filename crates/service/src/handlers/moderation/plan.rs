//! What a grant, deny or kick means for a participant's status, and its result. Pure.

use std::collections::BTreeMap;

use crate::operation_result::OperationResult;
use crate::targets::ids::Target;
use crate::targets::resolve::{ResolvedTarget, resolve};
use api::ModerationResult;
use model::{Operation, Participant, Roster, StageAccess, StageStatus, UserId, Verdict};
use platform::OperationEffect;

/// Why nothing was sent, where the host is still in the meeting.
const UNSENT: &str = "the host was out of the meeting, or what was sent before had no effect";

/// What is to be done about an id.
pub(super) enum Plan {
    /// The operation is sent for its participant.
    Send(ResolvedTarget),
    /// Nothing is sent; this is the result.
    Settled(ModerationResult),
}

/// What is to be done about an id.
pub(super) fn plan(operation: Operation, target: Target, roster: &Roster, complete: bool) -> Plan {
    let target = match resolve(target, roster, complete) {
        Ok(target) => target,
        Err(unresolved) => return Plan::Settled(*unresolved),
    };
    let status = target.participant.stage_status;
    let result = match operation.verdict(status, StageAccess::CanRequest) {
        Verdict::Send => return Plan::Send(target),
        Verdict::Unchanged => OperationResult::unchanged(status, unchanged(operation, status)),
        Verdict::Conflict(conflict) => OperationResult::conflict(conflict, status),
    };
    Plan::Settled(result.of_id(target.id, target.participant))
}

/// The result of an id. In a dry run, `acted` is empty.
pub(super) fn result(
    operation: Operation,
    plan: Plan,
    acted: &BTreeMap<UserId, OperationEffect>,
    roster: &Roster,
    ended: Option<&str>,
) -> ModerationResult {
    let target = match plan {
        Plan::Settled(result) => return result,
        Plan::Send(target) => target,
    };
    let participant = &target.participant;
    let before = participant.stage_status;
    let now = roster.status(&participant.user_id);
    let mut result = match acted.get(&participant.user_id) {
        None => OperationResult::done(Some(before), format!("would {operation}")),
        Some(acted) => {
            let done = |now| done(operation, before, now).to_owned();
            OperationResult::of(acted, now, ended.unwrap_or(UNSENT), done)
        }
    };
    result.detail = target.with_all_connections(result.detail);
    let participant = Participant {
        stage_status: result.status.unwrap_or(before),
        ..target.participant
    };
    result.of_id(target.id, participant)
}

/// The message of an operation that took effect.
fn done(operation: Operation, before: StageStatus, now: StageStatus) -> &'static str {
    match (operation, before, now) {
        (Operation::Grant, _, StageStatus::OnStage) => "granted; on stage",
        (Operation::Grant, ..) => "granted; on stage when they join",
        (_, StageStatus::Accepted, _) => "grant taken back; still in the meeting",
        (Operation::Deny, ..) => "turned down; still in the meeting",
        _ => "off the stage; still in the meeting",
    }
}

/// The message of an operation that had nothing to change.
fn unchanged(operation: Operation, status: StageStatus) -> &'static str {
    match (operation, status) {
        (Operation::Grant, StageStatus::OnStage) => "already on stage",
        (Operation::Grant, _) => "already granted; on stage when they join",
        (Operation::Deny, _) => "had not asked",
        _ => "not on stage",
    }
}
