//! `presets`: what participants may do, and the one that the host joins with.

mod check;
mod create_host;
mod list;

use clap::Subcommand;

use crate::error::CliError;
use crate::error::Exit;
use crate::output::Listing;
use crate::output::columns::PRESETS;
use crate::output::table::Table;
use crate::session::Session;
use api::PresetItem;
use model::StageAccess;

#[derive(Debug, Subcommand)]
pub(crate) enum PresetsCommand {
    List(list::ListArgs),
    Check(check::CheckArgs),
    CreateHost(create_host::CreateHostArgs),
}

pub(super) async fn run(command: PresetsCommand, session: &Session<'_>) -> Result<Exit, CliError> {
    match command {
        PresetsCommand::List(args) => list::run(&args, session).await,
        PresetsCommand::Check(args) => check::run(args, session).await,
        PresetsCommand::CreateHost(args) => create_host::run(&args, session).await,
    }
}

/// Shows presets and what each may do, as whichever answer they came in.
fn show(json: &str, presets: &[PresetItem], session: &Session<'_>) {
    let mut table = Table::new(PRESETS);
    for preset in presets {
        table.row([
            preset.name.as_str(),
            on_stage(preset),
            yes_or_no(preset.manages_stage),
            yes_or_no(preset.hidden_participant),
            &preset.id,
        ]);
    }
    session.output.show(Listing {
        json,
        items: presets,
        // What commands take is the name.
        id: |preset| Some(preset.name.as_str()),
        table,
    });
}

const fn on_stage(preset: &PresetItem) -> &'static str {
    match preset.stage_access {
        _ if !preset.stage_enabled => "no stage",
        StageAccess::Allowed => "directly",
        StageAccess::CanRequest => "when granted",
        StageAccess::NotAllowed => "never",
    }
}

const fn yes_or_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
