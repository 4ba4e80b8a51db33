//! `connections list`: in which meetings a service is, and as whom.

use clap::Args;

use super::show;
use crate::completion::Seen;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;

/// List in which meetings a service is, and as whom
///
/// A command's own connections end with it: there are only those of a service that stays.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage connections list --server http://127.0.0.1:7843
  dyte-stage connections list -o json")]
pub(crate) struct ListArgs {}

pub(super) async fn run(ListArgs {}: &ListArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let answer = context.client().await?.connections().await?;
    context.remember(Seen::Connections(&answer.body.connections));
    let connections = &answer.body.connections;
    show(&answer.text, connections, context);
    context.output.summarize(&match connections.len() {
        0 => "no connections into meetings".to_owned(),
        1 => "1 connection into a meeting".to_owned(),
        count => format!("{count} connections into meetings"),
    });
    Ok(Exit::Done)
}
