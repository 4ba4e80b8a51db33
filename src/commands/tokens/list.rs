//! `tokens list`: which tokens there are.

use clap::Args;
use serde::Serialize;

use super::store::in_store;
use super::table::table;
use crate::args::DryRun;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::{Listing, Output};
use service::tokens::{Token, TokenStore};

/// List the tokens of the service of this machine, without what is secret
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage tokens list
  dyte-stage tokens list -o json")]
pub(crate) struct TokensListArgs {}

#[derive(Serialize)]
struct TokenList<'a> {
    tokens: &'a [Token],
}

pub(super) async fn run(output: &Output) -> Result<Exit, CliError> {
    let tokens = in_store(DryRun::default(), TokenStore::list).await?;
    output.show(Listing {
        json: &serde_json::to_string(&TokenList { tokens: &tokens }).unwrap_or_default(),
        items: &tokens,
        id: |token| Some(&token.id),
        table: table(&tokens),
    });
    output.summarize(&match tokens.len() {
        1 => "1 token".to_owned(),
        n => format!("{n} tokens"),
    });
    Ok(Exit::Done)
}
