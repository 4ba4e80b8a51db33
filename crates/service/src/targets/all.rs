//! Finds the participants that `all` means. A kick of all leaves hosts out: participants whose
//! presets may manage the stage.

use std::collections::HashMap;

use super::ids::Target;
use crate::failure::Failure;
use api::ErrorCode;
use api::problem::ProblemExt;
use model::{MeetingId, Operation, Participant, Permissions, Roster, StageStatus};
use platform::{Host, Platform};

/// The participants that `all` means at this moment.
pub(crate) async fn all_targets(
    platform: &Platform,
    host: &Host,
    meeting: &MeetingId,
    operation: Operation,
    including_hosts: bool,
) -> Result<Vec<Target>, Failure> {
    let (mut concerned, complete) =
        host.read(|roster, complete| (concerned(operation, roster), complete));
    if !complete {
        let problem = ErrorCode::RosterIncomplete
            .problem("the platform did not tell of everybody, so nobody knows who 'all' are")
            .hint("name the participants");
        return Err(problem.into());
    }
    if operation == Operation::Kick && !including_hosts {
        concerned = without_hosts(platform, meeting, concerned).await?;
    }
    let targets = concerned.into_iter();
    Ok(targets
        .map(|participant| Target::exact(participant.user_id.to_string()))
        .collect())
}

/// The participants to whom an operation applies.
fn concerned(operation: Operation, roster: &Roster) -> Vec<Participant> {
    if operation != Operation::Kick {
        return roster.requests().0;
    }
    let concerned = |p: &Participant| p.stage_status >= StageStatus::Accepted;
    roster.participants().filter(concerned).collect()
}

/// Leaves out participants whose presets may manage the stage. Fails if that is not known of each.
async fn without_hosts(
    platform: &Platform,
    meeting: &MeetingId,
    mut participants: Vec<Participant>,
) -> Result<Vec<Participant>, Failure> {
    if participants.iter().any(|p| p.preset_name.is_none()) {
        let registered = platform.rest.participants(meeting).await?.into_iter();
        let mut presets: HashMap<_, _> = registered.map(|p| (p.id, p.preset_name)).collect();
        for participant in participants.iter_mut().filter(|p| p.preset_name.is_none()) {
            let preset = presets.remove(participant.user_id.as_str());
            participant.preset_name = preset.flatten();
        }
    }
    let presets = platform.presets().await?;
    let manages: HashMap<&str, bool> = presets
        .iter()
        .map(|preset| (&*preset.name, Permissions::from(preset).manages_stage()))
        .collect();
    let is_host = |participant: &Participant| {
        let preset = participant.preset_name.as_deref()?;
        manages.get(preset).copied()
    };
    if let Some(unknown) = participants.iter().find(|p| is_host(p).is_none()) {
        let detail = format!(
            "it is not known whether {} ({}) may manage the stage",
            unknown.user_id, unknown.display_name
        );
        let problem = ErrorCode::RosterIncomplete.problem(detail);
        return Err(problem
            .hint("name the participants, or add --including-hosts")
            .into());
    }
    let hosts_out = participants
        .into_iter()
        .filter(|p| is_host(p) == Some(false));
    Ok(hosts_out.collect())
}
