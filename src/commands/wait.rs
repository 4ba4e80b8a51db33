//! `wait`: until a participant has a stage status, or the meeting is live.

use std::iter::repeat;
use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};
use clap_complete::ArgValueCompleter;
use tokio::time::sleep;

use super::{meetings, status};
use crate::commands::participant_ids::without_ellipsis;
use crate::completion;
use crate::error::CliError;
use crate::exit::Exit;
use crate::follow::Follower;
use crate::output::Activity;
use crate::output::table::plain;
use crate::session::Session;
use api::problem::ProblemExt;
use api::{ErrorCode, EventKind, MeetingBody, Stage, StageQuery};
use client::{ClientError, Response, retry};
use model::{Selector, StageStatus};

/// The first waits before looking again whether the meeting is live.
const FIRST_LOOKS: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(2)];
/// The waits after those.
const LOOK_INTERVAL: Duration = Duration::from_secs(5);

/// Wait for a participant's stage status, or for a live meeting
///
/// Ends with exit 0 and shows the participant, as status does, as soon as they have the status; at
/// once, if they have it already. Whoever is not in the session is waited for, also when they leave
/// meanwhile. The end of the session ends it (exit 7), and so does --timeout (124).
///
/// With --session alone, it shows the meeting once somebody is in it.
#[derive(Debug, Args)]
#[command(
    override_usage = "dyte-stage wait [OPTIONS] <ID> --for <STATUS>\n       dyte-stage wait [OPTIONS] --session",
    after_help = "Examples:
  dyte-stage wait guest-101 --for on-stage
  dyte-stage wait 5f2a9c --for requested --timeout 5m && dyte-stage grant 5f2a9c
  dyte-stage wait --session --timeout 1h
  dyte-stage wait guest-101 --for requested --session"
)]
pub(crate) struct WaitArgs {
    /// The participant: an id as grant takes it, or name:NAME
    #[arg(
        required_unless_present = "session",
        requires = "status",
        value_parser = NonEmptyStringValueParser::new(),
        add = ArgValueCompleter::new(completion::people)
    )]
    id: Option<String>,

    /// The status to wait for, also by its name in the Stage API
    #[arg(
        long = "for",
        value_enum,
        ignore_case = true,
        value_name = "STATUS",
        requires = "id"
    )]
    status: Option<Status>,

    /// Wait first until the meeting is live: until somebody is in it
    #[arg(long)]
    session: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Status {
    /// On stage
    #[value(alias = "ON_STAGE")]
    OnStage,
    /// May come on stage, and has not yet
    #[value(aliases = ["ACCEPTED_TO_JOIN_STAGE", "accepted-to-join-stage"])]
    Accepted,
    /// Asks to come on stage
    #[value(aliases = ["REQUESTED_TO_JOIN_STAGE", "requested-to-join-stage"])]
    Requested,
    /// In the session, and none of these
    #[value(alias = "OFF_STAGE")]
    OffStage,
}

impl From<Status> for StageStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::OnStage => Self::OnStage,
            Status::Accepted => Self::Accepted,
            Status::Requested => Self::Requested,
            Status::OffStage => Self::OffStage,
        }
    }
}

pub(super) async fn run(args: WaitArgs, session: &Session<'_>) -> Result<Exit, CliError> {
    if args.session {
        let live = until_live(session).await?;
        if args.id.is_none() {
            meetings::table::show(&live.text, &[live.body.meeting], session.output);
        }
    }
    if let (Some(id), Some(status)) = (args.id, args.status) {
        let found = until_status(id, status.into(), session).await;
        let (json, stage) = found.map_err(|error| with_session_hint(error, args.session))?;
        status::show(&json, &stage, session);
    }
    Ok(Exit::Done)
}

/// Waits until the meeting is live.
async fn until_live(session: &Session<'_>) -> Result<Response<MeetingBody>, CliError> {
    let (client, meeting) = (session.client().await?, session.meeting().await?);
    let mut answer = client.meeting(meeting).await?;
    if !answer.body.meeting.live {
        let not_yet = format!("{meeting} is not live yet");
        session.output.note(&format!("{not_yet}; waiting"));
        session.stay_as(Activity::Waiting(not_yet)).await?;
    }
    let mut waits = FIRST_LOOKS.into_iter().chain(repeat(LOOK_INTERVAL));
    while !answer.body.meeting.live {
        sleep(waits.next().unwrap_or(LOOK_INTERVAL)).await;
        answer = retry(|| client.meeting(meeting)).await?;
    }
    Ok(answer)
}

/// Waits until a participant has a status. Yields the stage as it is read for them, in JSON too.
async fn until_status(
    id: String,
    status: StageStatus,
    session: &Session<'_>,
) -> Result<(String, Stage), CliError> {
    let (client, meeting) = (session.client().await?, session.meeting().await?);
    let not_yet = format!("{} is not {status} yet", plain(&id));
    let selector = Selector::parse(&without_ellipsis(&id));
    let query = StageQuery {
        participant: Some(id),
    };
    let check = |answer: Response<Stage>| {
        let participant = answer.body.participants.first();
        let user = participant.map(|participant| participant.user_id.clone());
        let has_status = participant.is_some_and(|participant| participant.stage_status == status);
        (user, has_status.then_some((answer.text, answer.body)))
    };
    let mut user = None;
    let note = match client.stage(meeting, &query).await {
        Ok(answer) => match check(answer) {
            (_, Some(found)) => return Ok(found),
            (named, None) => {
                user = named;
                format!("{not_yet}; waiting")
            }
        },
        Err(error) => format!("{}; waiting for them", absent(error)?),
    };
    let mut follower = Follower::begin(session).await?;
    session.stay_as(Activity::Waiting(not_yet)).await?;
    session.output.note(&note);
    loop {
        let event = follower.next().await?.event;
        let kind = event.kind;
        let Some(participant) = event.participant else {
            continue;
        };
        let comes = matches!(kind, EventKind::Present | EventKind::Joined);
        // Only the service knows whether the id is ambiguous.
        if user.is_none() && comes && selector.may_mean(&participant) {
            match retry(|| client.stage(meeting, &query)).await {
                Ok(answer) => match check(answer) {
                    (_, Some(found)) => return Ok(found),
                    (named, None) => user = named,
                },
                Err(error) => drop(absent(error)?),
            }
        }
        if user.as_ref() != Some(&participant.user_id) {
            continue;
        }
        if kind == EventKind::Left {
            let name = plain(&participant.display_name);
            let left = format!("{name} left the session; waiting for them to come back");
            session.output.note(&left);
        } else if participant.stage_status == status {
            let stage = follower.stage_of(participant);
            let json = serde_json::to_string(&stage).unwrap_or_default();
            return Ok((json, stage));
        }
    }
}

/// The message that the participant is not in the session; any other error remains one.
fn absent(error: ClientError) -> Result<String, CliError> {
    match &error {
        ClientError::Problem { problem, .. }
            if matches!(
                problem.extensions.code,
                ErrorCode::ParticipantNotFound | ErrorCode::NotInSession
            ) =>
        {
            Ok(plain(&error.to_string()))
        }
        _ => Err(error.into()),
    }
}

/// Adds the hint `--session` to the error that there is no session, unless the command waited for
/// one.
fn with_session_hint(error: CliError, has_waited: bool) -> CliError {
    match error.problem() {
        Some(problem) if problem.extensions.code == ErrorCode::NoLiveSession && !has_waited => {
            let hint = "wait until somebody is in the meeting: add --session";
            ClientError::from(problem.clone().hint(hint)).into()
        }
        _ => error,
    }
}
