//! `sandbox status`: what the sandbox remembers, and where.

use clap::Args;

use super::report::show;
use crate::config::{Environment, Home};
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Output;
use crate::session::used_sandbox::warn_of_set_aside;
use sandbox::{Store, StoreHolder};

/// Show what the sandbox holds, and in which file
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage sandbox status
  dyte-stage sandbox status -o json")]
pub(crate) struct SandboxStatusArgs {}

pub(super) async fn run(output: &Output) -> Result<Exit, CliError> {
    let home = Home::find(&Environment::read())?;
    match Store::lock_or_find(home.state()?).await? {
        StoreHolder::ThisProcess(store) => {
            let (state, set_aside) = store.load()?;
            warn_of_set_aside(set_aside.as_ref(), output);
            show(store.path(), &state, output);
        }
        StoreHolder::OtherProcess(address) => {
            let (path, state) = Store::peek(home.state()?)?;
            show(&path, &state, output);
            let process = address.process;
            let served = format!("served by the dyte-stage with process id {process}");
            output.summarize(&served);
        }
    }
    Ok(Exit::Done)
}
