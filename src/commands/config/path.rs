//! `config path`: where the configuration is.

use clap::Args;

use crate::config::{Environment, Home};
use crate::error::CliError;
use crate::error::Exit;
use crate::output::Format;
use crate::session::Context;

/// Print the path of the file with the profiles
///
/// It need not be there. No other file is read, but for credentials.toml beside it: none in the working
/// directory, none in a repository.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage config path
  $EDITOR \"$(dyte-stage config path)\"")]
pub(crate) struct PathArgs {}

pub(super) fn run(PathArgs {}: &PathArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let path = Home::find(&Environment::read())?.config_file();
    let path = path.display().to_string();
    match context.output.format() {
        Format::Table | Format::Id => context.output.text(&path),
        Format::Json | Format::Ndjson => {
            let json = serde_json::json!({ "path": path });
            context.output.json(&json.to_string());
        }
    }
    Ok(Exit::Done)
}
