//! `sandbox reset`: a new sandbox in the place of the old one.

use clap::Args;
use jiff::Timestamp;

use super::rehearsal::Rehearsal;
use super::show;
use crate::args::{self, NOTHING_DONE};
use crate::config::{Environment, Home};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use sandbox::{SavedState, Store};

/// Start the sandbox over: the demo meeting as it was at first
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage sandbox reset
  dyte-stage sandbox reset --viewers 500 --requests 40
  dyte-stage sandbox reset --view livestream")]
pub(crate) struct ResetArgs {
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
        let state = SavedState::new(Timestamp::now(), rehearsal);
        show(store.path(), &state, context);
        context.output.summarize(NOTHING_DONE);
        return Ok(Exit::Done);
    }
    let state = store.reset(rehearsal)?;
    show(store.path(), &state, context);
    context.suggest("requests list");
    Ok(Exit::Done)
}
