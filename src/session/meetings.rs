//! What an error about the meeting can add: the live meetings, and the one that may have been
//! meant.

use std::time::Duration;

use super::connect::Connected;
use crate::error::{CliError, did_you_mean, quoted};
use crate::exit::Exit;
use api::{ErrorCode, MeetingQuery, Problem};
use client::{ClientError, StageClient};

/// How long the platform may take to list meetings for a hint.
const HINT_TIMEOUT: Duration = Duration::from_secs(2);
/// How many meetings a hint is chosen from.
const HINT_MEETINGS: u32 = 100;

/// The error that no meeting is configured, with the live ones.
pub(super) async fn no_meeting(client: &StageClient) -> Result<CliError, CliError> {
    let query = MeetingQuery {
        live: true,
        ..MeetingQuery::default()
    };
    let meetings = client.meetings(&query).await?.body.meetings;
    let only = meetings.first().filter(|_| meetings.len() == 1).cloned();
    let live = meetings.into_iter().map(|meeting| match meeting.title {
        Some(title) => format!("{} ({title})", meeting.id),
        None => meeting.id.to_string(),
    });
    let live = live.collect::<Vec<_>>().join(", ");
    let live = if live.is_empty() { "none" } else { &live };
    let hint = match only {
        Some(only) => {
            let only = quoted(only.id.as_str());
            format!("say --meeting {only}, or always: dyte-stage config set meeting {only}")
        }
        None => "name one with --meeting; list them: dyte-stage meetings list".to_owned(),
    };
    let message = format!("which meeting? Live now: {live}");
    Ok(CliError::new("no_meeting", Exit::Usage, message).with_hint(hint))
}

/// An error with the meeting that may have been meant, where it says that there is no such meeting.
pub(super) async fn nearest_meeting(error: CliError, connected: &Connected) -> CliError {
    let is_unknown = |problem: &&Problem| problem.extensions.code == ErrorCode::MeetingNotFound;
    let Some(problem) = error.problem().filter(is_unknown) else {
        return error;
    };
    match tokio::time::timeout(HINT_TIMEOUT, hint(problem, connected)).await {
        Ok(Some(hint)) => {
            let mut problem = problem.clone();
            problem.extensions.hint = Some(hint);
            ClientError::from(problem).into()
        }
        _ => error,
    }
}

async fn hint(problem: &Problem, connected: &Connected) -> Option<String> {
    let meeting = connected.meeting.as_ref()?.as_str();
    // A command may name another one as its argument.
    let is_meant = |detail: &String| detail.contains(&format!("'{meeting}'"));
    problem.detail.as_ref().filter(|detail| is_meant(detail))?;
    let query = MeetingQuery {
        per_page: Some(HINT_MEETINGS),
        ..MeetingQuery::default()
    };
    let meetings = connected.client.meetings(&query).await.ok()?.body.meetings;
    let ids = meetings.iter().map(|meeting| meeting.id.as_str());
    let hint = did_you_mean(meeting, ids)?;
    Some(format!("{hint} List them: dyte-stage meetings list"))
}
