//! `status`: where everybody stands.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use clap_complete::ArgValueCompleter;

use crate::columns::STAGE;
use crate::completion::{self, Seen};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ids::typed;
use crate::output::Shown;
use crate::table::Table;
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

pub(super) async fn run(args: StatusArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let (client, meeting) = (context.client().await?, context.meeting().await?);
    let one = args.id.is_some();
    let query = StageQuery {
        participant: args.id.as_deref().map(typed),
    };
    let answer = client.stage(meeting, &query).await?;
    context.remember(if one {
        Seen::One(&answer.body)
    } else {
        Seen::Stage(&answer.body)
    });
    show(&answer.text, &answer.body, context);
    if !one {
        let counts = StageStatus::ALL.map(|status| {
            let count = answer.body.counts.get(&status).copied().unwrap_or_default();
            format!("{count} {}", in_words(status))
        });
        context.output.summarize(&counts.join(", "));
        let mut people = answer.body.participants.iter();
        if let Some(asking) = people.find(|p| p.stage_status == StageStatus::Requested) {
            context.suggest(&format!("grant {}", asking.user_id.short()));
        }
    }
    Ok(Exit::Done)
}

/// Shows where participants stand.
pub(super) fn show(json: &str, stage: &Stage, context: &Context<'_>) {
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
    context.output.show(Shown {
        json,
        items: &stage.participants,
        id: |participant| Some(participant.user_id.as_str()),
        table,
    });
    if !stage.complete {
        context
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
