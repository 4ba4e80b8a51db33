//! `config get`: one value.

use clap::Args;
use clap_complete::ArgValueCompleter;

use super::keys::{self, Meant};
use super::list::in_effect;
use crate::completion;
use crate::configured::Configured;
use crate::error::CliError;
use crate::error::Exit;
use crate::output::Format;
use crate::session::Context;

/// Print the value of a key that is in effect, or that a profile has
///
/// Ends with exit code 3 when it has none.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage config get profile
  dyte-stage config get meeting
  dyte-stage config get profiles.staging.app_id")]
pub(crate) struct GetArgs {
    /// profile, KEY for what is in effect, or profiles.NAME.KEY for what a profile has
    #[arg(add = ArgValueCompleter::new(completion::keys))]
    key: String,
}

pub(super) fn run(args: &GetArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let meant = keys::read(&args.key)?;
    let configured = Configured::read(context.output)?;
    let value = match &meant {
        Meant::Of(Some(profile), key) => {
            let profile = configured.stored.profiles.profiles.get(profile);
            profile
                .and_then(|profile| profile.get(*key))
                .map(ToOwned::to_owned)
        }
        Meant::InUse => one("profile", &configured, context)?,
        Meant::Of(None, key) => one(key.name, &configured, context)?,
    };
    let Some(value) = value else {
        return Err(CliError::new(
            "not_set",
            Exit::NotFound,
            format!("'{}' is not set", args.key),
        )
        .with_hint("see what is: dyte-stage config list"));
    };
    match context.output.format() {
        Format::Table | Format::Id => context.output.text(&value),
        Format::Json | Format::Ndjson => {
            let json = serde_json::json!({ "key": args.key, "value": value });
            context.output.json(&json.to_string());
        }
    }
    Ok(Exit::Done)
}

fn one(
    name: &str,
    configured: &Configured,
    context: &Context<'_>,
) -> Result<Option<String>, CliError> {
    let settings = in_effect(configured, &context.flags())?;
    let found = settings.into_iter().find(|setting| setting.key == name);
    Ok(found.map(|setting| setting.value))
}
