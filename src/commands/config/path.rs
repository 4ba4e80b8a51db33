//! `config path`: where the configuration is.

use clap::Args;

use crate::config::{Environment, Home};
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::{Format, Output};

/// Print the path of the file with the profiles
///
/// It need not be there. No other file is read, but for credentials.toml beside it: none in the
/// working directory, none in a repository.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage config path
  $EDITOR \"$(dyte-stage config path)\"")]
pub(crate) struct PathArgs {}

pub(super) fn run(output: &Output) -> Result<Exit, CliError> {
    let path = Home::find(&Environment::read())?.config_file();
    let path = path.display().to_string();
    match output.format() {
        Format::Table | Format::Id => output.text(&path),
        Format::Json | Format::Ndjson => {
            let json = serde_json::json!({ "path": path });
            output.json(&json.to_string());
        }
    }
    Ok(Exit::Done)
}
