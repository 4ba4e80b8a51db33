//! `sandbox reset`: a new sandbox in the place of the old one.

use clap::Args;

use super::show;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::config::{Environment, Home};
use crate::sandbox::demo::Audience;
use crate::sandbox::store::Store;

/// Start the sandbox over: the demo meeting as it was at first
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage sandbox reset
  dyte-stage sandbox reset --viewers 500 --requests 40")]
pub(in crate::cli) struct ResetArgs {
    /// How many further viewers the demo meeting has
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=100_000))]
    viewers: u32,

    /// How many of them ask to come on stage
    #[arg(long, value_name = "N", default_value_t = 0)]
    requests: u32,
}

pub(super) async fn run(args: ResetArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    if args.requests > args.viewers {
        let message = format!(
            "--requests {} is more than --viewers {}: nobody else can ask",
            args.requests, args.viewers
        );
        return Err(CliError::Usage(message));
    }
    let home = Home::find(&Environment::read())?;
    let store = Store::lock(home.state()?).await?;
    let state = store.reset(Audience {
        viewers: args.viewers,
        requests: args.requests,
    })?;
    show(store.path(), &state, context);
    Ok(Exit::Done)
}
