//! `sandbox reset`: a new sandbox in the place of the old one.

use clap::Args;
use jiff::Timestamp;

use super::rehearsal::Rehearsal;
use super::show;
use crate::cli::args::{self, NOTHING_DONE};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::config::{Environment, Home};
use crate::sandbox::state::State;
use crate::sandbox::store::Store;

/// Start the sandbox over: the demo meeting as it was at first
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage sandbox reset
  dyte-stage sandbox reset --viewers 500 --requests 40
  dyte-stage sandbox reset --view livestream")]
pub(in crate::cli) struct ResetArgs {
    #[command(flatten)]
    rehearsal: Rehearsal,

    #[command(flatten)]
    trial: args::DryRun,
}

pub(super) async fn run(args: ResetArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let rehearsal = args.rehearsal.check()?;
    let home = Home::find(&Environment::read())?;
    let store = Store::lock(home.state()?).await?;
    if args.trial.dry_run {
        let state = State::new(Timestamp::now(), rehearsal);
        show(store.path(), &state, context);
        context.output.summarize(NOTHING_DONE);
        return Ok(Exit::Done);
    }
    let state = store.reset(rehearsal)?;
    show(store.path(), &state, context);
    context.suggest("requests list");
    Ok(Exit::Done)
}
