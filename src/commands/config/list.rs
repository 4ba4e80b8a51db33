//! `config list`: the values in effect, and where each comes from.

use clap::Args;

use super::settings::settings_in_effect;
use crate::config::Flags;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::columns::SETTINGS;
use crate::output::table::Table;
use crate::output::{Listing, Output};
use crate::session::load_config;

/// List what is in effect, and where each value comes from
///
/// A flag wins over a variable, and a variable over the profile; a secret is never shown.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage config list
  dyte-stage config list --profile staging
  dyte-stage config list -o json")]
pub(crate) struct ConfigListArgs {}

pub(super) fn run(flags: &Flags, output: &Output) -> Result<Exit, CliError> {
    let config = load_config(output)?;
    let settings = settings_in_effect(&config, flags)?;
    let mut table = Table::new(SETTINGS);
    for setting in &settings {
        table.row([setting.key, &setting.value, &setting.source]);
    }
    let names: Vec<_> = config.profiles.all.keys().collect();
    output.show(Listing {
        json: &serde_json::json!({ "settings": settings, "profiles": names }).to_string(),
        items: &settings,
        id: |setting| Some(setting.key),
        table,
    });
    if settings.is_empty() {
        output.summarize(
            "nothing is configured, and commands work on the sandbox: dyte-stage auth login",
        );
    } else if names.len() > 1 {
        let names = names.iter().map(|name| name.as_str());
        let names = names.collect::<Vec<_>>().join(", ");
        output.summarize(&format!("profiles: {names}"));
    }
    Ok(Exit::Done)
}
