//! `config set` and `config unset`: change what a profile says, and nothing else in the file.

use clap::Args;
use clap_complete::ArgValueCompleter;

use super::keys::{self, Meant};
use crate::completion;
use crate::config::profile::{check, is_name};
use crate::config::stored::{Edit, lock};
use crate::config::{
    ConfigError, Environment, Flags, Home, Profiles, Stored, choose, env, resolve,
};
use crate::configured::{Configured, profile_flag};
use crate::error::CliError;
use crate::error::Exit;
use crate::session::Context;
use sandbox;

/// Set a key of a profile, or which profile is in use
///
/// What else is in the file stays, with its comments. Secrets are not kept there: dyte-stage auth login.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage config set meeting demo
  dyte-stage config set host_preset dyte-stage-host --profile staging
  dyte-stage config set profiles.staging.platform sandbox
  dyte-stage config set profile staging       # use that one from now on")]
pub(crate) struct SetArgs {
    /// profile, KEY of the profile in use or of --profile, or profiles.NAME.KEY
    #[arg(add = ArgValueCompleter::new(completion::keys))]
    key: String,

    /// Its value
    #[arg(add = ArgValueCompleter::new(completion::values))]
    value: String,

    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
}

/// Remove a key of a profile
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage config unset meeting
  dyte-stage config unset profiles.staging.host_preset --dry-run")]
pub(crate) struct UnsetArgs {
    /// profile, KEY of the profile in use or of --profile, or profiles.NAME.KEY
    #[arg(add = ArgValueCompleter::new(completion::keys))]
    key: String,

    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn set(args: &SetArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    change(&args.key, Some(&args.value), args.dry_run, context)
}

pub(super) fn unset(args: &UnsetArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    change(&args.key, None, args.dry_run, context)
}

fn change(
    key: &str,
    value: Option<&str>,
    is_dry_run: bool,
    context: &Context<'_>,
) -> Result<Exit, CliError> {
    let meant = keys::read(key)?;
    let home = Home::find(&Environment::read()).map_err(ConfigError::from)?;
    let _others_wait = if is_dry_run { None } else { Some(lock(&home)?) };
    let configured = Configured::read(context.output)?;
    let Configured { home, stored, .. } = &configured;
    let mut edit = Edit::profiles(home).map_err(ConfigError::from)?;
    let mut profiles = stored.profiles.clone();
    let (path, profile) = match meant {
        Meant::InUse => {
            if let Some(name) = value {
                known(name, &profiles)?;
            }
            profiles.profile = value.map(ToOwned::to_owned);
            edit.choose(value);
            ("profile".to_owned(), value.map(ToOwned::to_owned))
        }
        Meant::Of(profile, key) => {
            let name = match profile {
                Some(name) => name,
                None => in_use(&configured, &context.flags())?,
            };
            if !is_name(&name) && !profiles.profiles.contains_key(&name) {
                return Err(CliError::usage(format!(
                    "'{name}' cannot be a profile's name: letters, digits, - and _"
                )));
            }
            if let Some(value) = value {
                check(key, value)?;
            } else {
                known(&name, &profiles)?;
                if profiles.profiles[&name].get(key).is_none() {
                    let note = format!("profiles.{name}.{} is not set: nothing to do", key.name);
                    context.output.note(&note);
                    return Ok(Exit::Done);
                }
            }
            edit.set(&name, key, value);
            let profile = profiles.profiles.entry(name.clone()).or_default();
            profile.set(key, value.map(ToOwned::to_owned));
            (format!("profiles.{name}.{}", key.name), Some(name))
        }
    };
    let what = match value {
        Some(value) => format!("{path} to {value}"),
        None => path,
    };
    let words = match (value.is_some(), is_dry_run) {
        (true, true) => "would set",
        (false, true) => "would unset",
        (true, false) => "set",
        (false, false) => "unset",
    };
    if !is_dry_run {
        edit.write(home)?;
    }
    context.output.note(&format!("{words} {what}"));
    if let Some(name) = profile {
        warn(&name, profiles, stored, context);
    }
    Ok(Exit::Done)
}

fn known(name: &str, profiles: &Profiles) -> Result<(), CliError> {
    let flags = Flags {
        profile: Some(name.to_owned()),
        ..Flags::default()
    };
    choose(&<_>::default(), &flags, profiles)?;
    Ok(())
}

/// The profile that is meant when a key does not say: the one of the flag, the variable or the file.
fn in_use(configured: &Configured, flags: &Flags) -> Result<String, CliError> {
    let variable = configured.environment.get(env::PROFILE);
    let variable = variable.and_then(|name| Some(name.to_str()?.to_owned()));
    let named = flags.profile.clone().or(variable);
    let named = named.or_else(|| configured.stored.profiles.profile.clone());
    named.ok_or_else(|| {
        CliError::usage(
            "no profile is in use: name one with --profile, or: dyte-stage auth login".to_owned(),
        )
    })
}

/// Says that the secret of a profile is not for where it leads now.
fn warn(name: &str, profiles: Profiles, stored: &Stored, context: &Context<'_>) {
    let stored = Stored {
        profiles,
        secrets: stored.secrets.clone(),
    };
    let flags = Flags {
        profile: Some(name.to_owned()),
        ..Flags::default()
    };
    let resolved = resolve(&<_>::default(), &flags, stored, sandbox::is_meeting);
    if let Err(error @ ConfigError::SecretElsewhere { .. }) = resolved {
        let flag = profile_flag(name);
        context
            .output
            .warn(&format!("{error}: dyte-stage auth login {flag}"));
    }
}
