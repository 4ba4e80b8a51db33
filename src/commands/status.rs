//! `status`: the stage status of each participant.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use clap_complete::ArgValueCompleter;

use crate::cache::CacheUpdate;
use crate::commands::participant_ids::without_ellipsis;
use crate::completion;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Listing;
use crate::output::columns::STAGE;
use crate::output::table::Table;
use crate::session::Session;
use api::{Stage, StageQuery};
use model::StageStatus;

/// Show where everybody stands, or one participant
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage status
  dyte-stage status 'name:Amara Okafor'
  dyte-stage status -o json")]
pub(crate) struct StatusArgs {
    /// Only this participant: an id as grant takes it, or name:NAME
    #[arg(value_parser = NonEmptyStringValueParser::new(), add = ArgValueCompleter::new(completion::people))]
    id: Option<String>,
}

pub(super) async fn run(args: StatusArgs, session: &Session<'_>) -> Result<Exit, CliError> {
    let (client, meeting) = (session.client().await?, session.meeting().await?);
    let one = args.id.is_some();
    let query = StageQuery {
        participant: args.id.as_deref().map(without_ellipsis),
    };
    let answer = client.stage(meeting, &query).await?;
    session.remember(if one {
        CacheUpdate::OneParticipant(&answer.body)
    } else {
        CacheUpdate::Stage(&answer.body)
    });
    show(&answer.text, &answer.body, session);
    if !one {
        let counts = StageStatus::ALL.map(|status| {
            let count = answer.body.counts.get(&status).copied().unwrap_or_default();
            format!("{count} {}", in_words(status))
        });
        session.output.summarize(&counts.join(", "));
        let mut people = answer.body.participants.iter();
        if let Some(asking) = people.find(|p| p.stage_status == StageStatus::Requested) {
            session
                .output
                .suggest(&format!("grant {}", asking.user_id.short()));
        }
    }
    Ok(Exit::Done)
}

/// Shows where participants stand.
pub(super) fn show(json: &str, stage: &Stage, session: &Session<'_>) {
    let mut table = Table::new(STAGE);
    for participant in &stage.participants {
        table.row([
            participant.stage_status.name(),
            participant.user_id.as_str(),
            &participant.display_name,
            participant
                .custom_participant_id
                .as_deref()
                .unwrap_or_default(),
            participant.preset_name.as_deref().unwrap_or_default(),
            &participant.peer_ids.len().to_string(),
        ]);
    }
    session.output.show(Listing {
        json,
        items: &stage.participants,
        id: |participant| Some(participant.user_id.as_str()),
        table,
    });
    if !stage.complete {
        session
            .output
            .warn("the platform did not tell of everybody");
    }
}

const fn in_words(status: StageStatus) -> &'static str {
    match status {
        StageStatus::OnStage => "on stage",
        StageStatus::Accepted => "accepted",
        StageStatus::Requested => "asking",
        StageStatus::OffStage => "off stage",
    }
}
