//! `participants add`: lets somebody join the meeting.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use crate::api::NewParticipant;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::output::Shown;
use crate::cli::table::Table;

/// Add somebody who may join the meeting
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage participants add guest-201 --preset webinar_viewer --name 'Noor Haddad'
  dyte-stage participants add guest-201 --preset webinar_viewer --with-token -o json")]
pub(in crate::cli) struct AddArgs {
    /// Your own id for them
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    custom_id: String,

    /// The name of their preset; list them: dyte-stage presets list
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    preset: String,

    /// The name that others see
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    name: Option<String>,

    /// Also print their token: whoever has it can join as them
    #[arg(long)]
    with_token: bool,
}

pub(super) async fn run(args: AddArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let (client, meeting) = (context.client().await?, context.meeting().await?);
    let new = NewParticipant {
        custom_participant_id: args.custom_id,
        preset_name: args.preset,
        display_name: args.name,
        with_token: args.with_token,
    };
    let answer = client.add_participant(meeting, &new).await?;
    let participant = &answer.body.participant;
    let cells = [
        participant.user_id.as_str(),
        participant.display_name.as_deref().unwrap_or_default(),
        participant
            .custom_participant_id
            .as_deref()
            .unwrap_or_default(),
        participant.preset_name.as_deref().unwrap_or_default(),
    ];
    let table = match &answer.body.token {
        None => Table::of(["USER ID", "NAME", "CUSTOM ID", "PRESET"], cells),
        Some(token) => {
            let [user_id, name, custom_id, preset] = cells;
            Table::of(
                ["USER ID", "NAME", "CUSTOM ID", "PRESET", "TOKEN"],
                [user_id, name, custom_id, preset, &token.0],
            )
        }
    };
    context.output.show(Shown {
        json: &answer.text,
        items: std::slice::from_ref(participant),
        id: |participant| Some(participant.user_id.as_str()),
        table,
    });
    Ok(Exit::Done)
}
