//! `tokens revoke`: a token is refused from then on.

use clap::Args;
use clap_complete::ArgValueCompleter;

use super::store::in_store;
use super::table::table;
use crate::args::{DryRun, NOTHING_DONE};
use crate::completion;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::{Listing, Output};

/// Revoke a token: the service refuses it from the next request on
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage tokens revoke backend
  dyte-stage tokens list -o id | xargs -n 1 dyte-stage tokens revoke")]
pub(crate) struct RevokeArgs {
    /// Its name, or its id; list them: dyte-stage tokens list
    #[arg(value_name = "NAME|ID", add = ArgValueCompleter::new(completion::tokens))]
    token: String,

    #[command(flatten)]
    dry_run: DryRun,
}

pub(super) async fn run(args: RevokeArgs, output: &Output) -> Result<Exit, CliError> {
    let dry_run = args.dry_run.dry_run;
    let token = in_store(args.dry_run, move |store| store.revoke(&args.token)).await?;
    output.show(Listing {
        json: &serde_json::to_string(&token).unwrap_or_default(),
        items: std::slice::from_ref(&token),
        id: |token| Some(&token.id),
        table: table(std::slice::from_ref(&token)),
    });
    output.summarize(if dry_run { NOTHING_DONE } else { "revoked" });
    Ok(Exit::Done)
}
