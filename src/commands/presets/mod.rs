//! `presets`: what participants may do, and the one that the host joins with.

mod check;
mod create_host;
mod list;

use clap::Subcommand;

use crate::columns::PRESETS;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Shown;
use crate::table::Table;
use api::PresetItem;
use model::StageAccess;

#[derive(Debug, Subcommand)]
pub(crate) enum PresetsCommand {
    List(list::ListArgs),
    Check(check::CheckArgs),
    CreateHost(create_host::CreateHostArgs),
}

pub(super) async fn run(command: PresetsCommand, context: &Context<'_>) -> Result<Exit, CliError> {
    match command {
        PresetsCommand::List(args) => list::run(&args, context).await,
        PresetsCommand::Check(args) => check::run(args, context).await,
        PresetsCommand::CreateHost(args) => create_host::run(&args, context).await,
    }
}

/// Shows presets and what each may do, as whichever answer they came in.
fn show(json: &str, presets: &[PresetItem], context: &Context<'_>) {
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
    context.output.show(Shown {
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
