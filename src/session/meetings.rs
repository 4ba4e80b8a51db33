//! What an error about the meeting can add: the live meetings, and the one that may have been meant.

use std::time::Duration;

use super::connect::Connected;
use crate::error::{CliError, did_you_mean};
use api::{ErrorCode, MeetingQuery, Problem};
use client::{ClientError, StageClient};

/// How long the platform may take to list meetings for a hint.
const AT_ONCE: Duration = Duration::from_secs(2);
/// How many meetings a hint is chosen from.
const SOME: u32 = 100;

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
    Ok(CliError::NoMeeting {
        live: live.collect::<Vec<_>>().join(", "),
        only: only.map(|meeting| meeting.id.to_string()),
    })
}

/// An error with the meeting that may have been meant, where it says that there is no such meeting.
pub(super) async fn nearest_meeting(error: CliError, connected: &Connected) -> CliError {
    let CliError::Api(ClientError::Problem { problem, text }) = error else {
        return error;
    };
    let nearest = match problem.extensions.code {
        ErrorCode::MeetingNotFound => {
            tokio::time::timeout(AT_ONCE, hint(&problem, connected)).await
        }
        _ => Ok(None),
    };
    match nearest {
        Ok(Some(hint)) => {
            let mut problem = problem;
            problem.extensions.hint = Some(hint);
            ClientError::from(*problem).into()
        }
        _ => ClientError::Problem { problem, text }.into(),
    }
}

async fn hint(problem: &Problem, connected: &Connected) -> Option<String> {
    let meeting = connected.meeting.as_ref()?.as_str();
    // A command may name another one as its argument.
    let is_meant = |detail: &String| detail.contains(&format!("'{meeting}'"));
    problem.detail.as_ref().filter(|detail| is_meant(detail))?;
    let query = MeetingQuery {
        per_page: Some(SOME),
        ..MeetingQuery::default()
    };
    let meetings = connected.client.meetings(&query).await.ok()?.body.meetings;
    let ids = meetings.iter().map(|meeting| meeting.id.as_str());
    let hint = did_you_mean(meeting, ids)?;
    Some(format!("{hint} List them: dyte-stage meetings list"))
}
