//! `presets create-host`: makes the preset that the host joins with.

use clap::Args;

use super::table::show;
use crate::args::{DryRun, NOTHING_DONE};
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;
use api::NewHostPreset;

/// Make the preset that the host joins with: it manages the stage, and nobody sees it
///
/// Where there is such a preset already, nothing is made.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage presets create-host")]
pub(crate) struct CreateHostArgs {
    #[command(flatten)]
    dry_run: DryRun,
}

pub(super) async fn run(args: &CreateHostArgs, session: &Session<'_>) -> Result<Exit, CliError> {
    let dry_run = args.dry_run.dry_run;
    let new = NewHostPreset { dry_run };
    let answer = session.client().await?.create_host_preset(&new).await?;
    let preset = &answer.body.preset;
    show(&answer.text, std::slice::from_ref(preset), session.output);
    session
        .output
        .summarize(match (answer.body.created, dry_run) {
            (true, true) => NOTHING_DONE,
            (true, false) => "made",
            (false, _) => "nothing had to be made: the host can join with it",
        });
    if !dry_run {
        session.output.suggest("requests list");
    }
    Ok(Exit::Done)
}
