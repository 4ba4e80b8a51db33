//! `sandbox reset`: a new sandbox in the place of the old one.

use clap::Args;
use jiff::Timestamp;

use super::demo_args::DemoArgs;
use super::report::show;
use crate::args::{DryRun, NOTHING_DONE};
use crate::config::{Environment, Home};
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Output;
use sandbox::{SavedState, Store};

/// Start the sandbox over: the demo meeting as it was at first
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage sandbox reset
  dyte-stage sandbox reset --viewers 500 --requests 40
  dyte-stage sandbox reset --view livestream")]
pub(crate) struct ResetArgs {
    #[command(flatten)]
    demo: DemoArgs,

    #[command(flatten)]
    dry_run: DryRun,
}

pub(super) async fn run(args: ResetArgs, output: &Output) -> Result<Exit, CliError> {
    let demo = args.demo.check()?;
    let home = Home::find(&Environment::read())?;
    let store = Store::lock(home.state()?).await?;
    if args.dry_run.dry_run {
        let state = SavedState::new(Timestamp::now(), demo);
        show(store.path(), &state, output);
        output.summarize(NOTHING_DONE);
        return Ok(Exit::Done);
    }
    let state = store.reset(demo)?;
    show(store.path(), &state, output);
    output.suggest("requests list");
    Ok(Exit::Done)
}
