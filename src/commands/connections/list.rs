//! `connections list`: the connections of a service into meetings.

use clap::Args;

use super::table::show;
use crate::cache::CacheUpdate;
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;

/// List in which meetings a service is, and as whom
///
/// A command's own connections end with it: there are only those of a service that stays.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage connections list --server http://127.0.0.1:7843
  dyte-stage connections list -o json")]
pub(crate) struct ConnectionsListArgs {}

pub(super) async fn run(session: &Session<'_>) -> Result<Exit, CliError> {
    let answer = session.client().await?.connections().await?;
    session.remember(CacheUpdate::Connections(&answer.body.connections));
    let connections = &answer.body.connections;
    show(&answer.text, connections, session.output);
    session.output.summarize(&match connections.len() {
        0 => "no connections into meetings".to_owned(),
        1 => "1 connection into a meeting".to_owned(),
        count => format!("{count} connections into meetings"),
    });
    Ok(Exit::Done)
}
