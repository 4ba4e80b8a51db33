//! `config get`: one value.

use clap::Args;
use clap_complete::ArgValueCompleter;

use super::key_argument::{KeyArgument, parse_key};
use super::settings::settings_in_effect;
use crate::completion;
use crate::config::{Flags, LoadedConfig};
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::{Format, Output};
use crate::session::load_config;

/// Print the value of a key that is in effect, or that a profile has
///
/// Ends with exit code 3 when it has none.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage config get profile
  dyte-stage config get meeting
  dyte-stage config get profiles.staging.app_id")]
pub(crate) struct ConfigGetArgs {
    /// profile, KEY for what is in effect, or profiles.NAME.KEY for what a profile has
    #[arg(add = ArgValueCompleter::new(completion::keys))]
    key: String,
}

pub(super) fn run(args: &ConfigGetArgs, flags: &Flags, output: &Output) -> Result<Exit, CliError> {
    let key = parse_key(&args.key)?;
    let config = load_config(output)?;
    let value = match &key {
        KeyArgument::OfProfile(Some(profile), key) => {
            let profile = config.profiles.all.get(profile);
            let value = profile.and_then(|profile| profile.get(*key));
            value.map(ToOwned::to_owned)
        }
        KeyArgument::ProfileInUse => in_effect("profile", &config, flags)?,
        KeyArgument::OfProfile(None, key) => in_effect(key.name(), &config, flags)?,
    };
    let Some(value) = value else {
        return Err(CliError::new(
            "not_set",
            Exit::NotFound,
            format!("'{}' is not set", args.key),
        )
        .with_hint("see what is: dyte-stage config list"));
    };
    match output.format() {
        Format::Table | Format::Id => output.text(&value),
        Format::Json | Format::Ndjson => {
            let json = serde_json::json!({ "key": args.key, "value": value });
            output.json(&json.to_string());
        }
    }
    Ok(Exit::Done)
}

fn in_effect(name: &str, config: &LoadedConfig, flags: &Flags) -> Result<Option<String>, CliError> {
    let mut settings = settings_in_effect(config, flags)?.into_iter();
    let setting = settings.find(|setting| setting.key == name);
    Ok(setting.map(|setting| setting.value))
}
