//! `tokens`: who may call the service that `serve` starts on this machine. Nothing is connected to: the
//! service reads the same file.

mod create;
mod list;
mod revoke;

use std::io;

use clap::Subcommand;
use jiff::Timestamp;

use crate::args::DryRun;
use crate::columns::TOKENS;
use crate::config::{Environment, Home};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::table::Table;
use model::MeetingId;
use service::tokens::{Token, TokenError, TokenStore};

#[derive(Debug, Subcommand)]
pub(crate) enum TokensCommand {
    Create(create::CreateArgs),
    List(list::ListArgs),
    Revoke(revoke::RevokeArgs),
}

pub(super) async fn run(command: TokensCommand, context: &Context<'_>) -> Result<Exit, CliError> {
    context.note_this_machine("the service");
    match command {
        TokensCommand::Create(args) => create::run(args, context).await,
        TokensCommand::List(args) => list::run(&args, context).await,
        TokensCommand::Revoke(args) => revoke::run(args, context).await,
    }
}

/// Works on the tokens of this machine. While another process has them, Ctrl-C and --timeout hold.
async fn in_store<T: Send + 'static>(
    rehearsal: DryRun,
    work: impl FnOnce(&TokenStore) -> Result<T, TokenError> + Send + 'static,
) -> Result<T, CliError> {
    let home = Home::find(&Environment::read())?;
    let store = TokenStore::in_folder(home.state()?).with_dry_run(rehearsal.dry_run);
    let done = tokio::task::spawn_blocking(move || work(&store)).await;
    let done = done.map_err(|error| CliError::Runtime(io::Error::other(error)))?;
    Ok(done?)
}

fn table(tokens: &[Token]) -> Table {
    let now = Timestamp::now();
    let mut table = Table::new(TOKENS);
    for token in tokens {
        let meetings = token.meetings.iter().map(MeetingId::as_str);
        table.row([
            &token.id,
            &token.name,
            &token.role.to_string(),
            &match &*token.meetings {
                [] => "all".to_owned(),
                _ => meetings.collect::<Vec<_>>().join(", "),
            },
            // Whole seconds.
            &format!("{:.0}", token.created_at),
            &match token.expires_at {
                None => "never".to_owned(),
                Some(at) if token.has_expired(now) => format!("{at:.0} (expired)"),
                Some(at) => format!("{at:.0}"),
            },
        ]);
    }
    table
}
