//! `sandbox status`: what the sandbox remembers, and where.

use clap::Args;

use super::show;
use crate::config::{Environment, Home};
use crate::connect::warn_of_set_aside;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use sandbox::{Store, StoreHolder};

/// Show what the sandbox holds, and in which file
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage sandbox status
  dyte-stage sandbox status -o json")]
pub(crate) struct StatusArgs {}

pub(super) async fn run(
    StatusArgs {}: &StatusArgs,
    context: &Context<'_>,
) -> Result<Exit, CliError> {
    let home = Home::find(&Environment::read())?;
    match Store::lock_or_find(home.state()?).await? {
        StoreHolder::ThisProcess(store) => {
            let (state, set_aside) = store.load()?;
            warn_of_set_aside(set_aside.as_ref(), context.output);
            show(store.path(), &state, context);
        }
        StoreHolder::OtherProcess(address) => {
            let (path, state) = Store::peek(home.state()?)?;
            show(&path, &state, context);
            let process = address.process;
            let served = format!("served by the dyte-stage with process id {process}");
            context.output.summarize(&served);
        }
    }
    Ok(Exit::Done)
}
