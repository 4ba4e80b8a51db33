//! `participants add`: registers a participant.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use clap_complete::ArgValueCompleter;

use crate::args::{DryRun, NOTHING_DONE};
use crate::commands::show_token::show_token;
use crate::completion;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::columns::PEOPLE;
use crate::output::table::Table;
use crate::output::{Format, Listing};
use crate::session::Session;
use api::{NewParticipant, ParticipantBody};

/// Add somebody who may join the meeting
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage participants add guest-201 --preset webinar_viewer --name 'Noor Haddad'
  dyte-stage participants add guest-201 --preset webinar_viewer --show-token -o json")]
pub(crate) struct AddArgs {
    /// Your own id for them
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    custom_id: String,

    /// The name of their preset; list them: dyte-stage presets list
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new(), add = ArgValueCompleter::new(completion::presets))]
    preset: String,

    /// The name that others see
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    name: Option<String>,

    /// Also print their token: whoever has it can join as them
    #[arg(long)]
    show_token: bool,

    #[command(flatten)]
    dry_run: DryRun,
}

pub(super) async fn run(args: AddArgs, session: &Session<'_>) -> Result<Exit, CliError> {
    if args.show_token && session.output.format() == Format::Id {
        let message = "--show-token has no place in -o id; take -o json";
        return Err(CliError::usage(message.to_owned()));
    }
    let (client, meeting) = (session.client().await?, session.meeting().await?);
    let new = NewParticipant {
        custom_participant_id: args.custom_id,
        preset_name: args.preset,
        display_name: args.name,
        with_token: args.show_token,
        dry_run: args.dry_run.dry_run,
    };
    let answer = client.add_participant(meeting, &new).await?;
    let ParticipantBody {
        participant, token, ..
    } = &answer.body;
    let mut table = Table::new(PEOPLE);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    table.row([
        participant.user_id.as_str(),
        &text(&participant.display_name),
        &text(&participant.custom_participant_id),
        &text(&participant.preset_name),
    ]);
    session.output.show(Listing {
        json: &answer.text,
        items: std::slice::from_ref(&answer.body),
        id: |body| Some(body.participant.user_id.as_str()).filter(|id| !id.is_empty()),
        table,
    });
    if let Some(token) = token {
        show_token(&token.0, session.output);
    }
    if !answer.body.created {
        session
            .output
            .summarize("nobody had to be added: they were there already");
    }
    if answer.body.dry_run {
        session.output.summarize(NOTHING_DONE);
    }
    Ok(Exit::Done)
}
