//! `config set` and `config unset`: change a key of a profile, and nothing else in the file.

use clap::Args;
use clap_complete::ArgValueCompleter;

use super::key_argument::{KeyArgument, parse_key};
use crate::args::DryRun;
use crate::commands::profile_name::check_profile_name;
use crate::completion;
use crate::config::{
    ConfigError, ConfigFile, Environment, Flags, Home, Key, LoadedConfig, Profile, ProfileSource,
    check_profile, check_value, lock, profile_target,
};
use crate::error::{CliError, profile_flag};
use crate::exit::Exit;
use crate::output::Output;
use crate::session::load_config;

/// Set a key of a profile, or which profile is in use
///
/// What else is in the file stays, with its comments. Secrets are not kept there: dyte-stage auth
/// login.
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

    #[command(flatten)]
    dry_run: DryRun,
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

    #[command(flatten)]
    dry_run: DryRun,
}

pub(super) fn set(args: &SetArgs, flags: &Flags, output: &Output) -> Result<Exit, CliError> {
    change(
        &args.key,
        Some(&args.value),
        args.dry_run.dry_run,
        flags,
        output,
    )
}

pub(super) fn unset(args: &UnsetArgs, flags: &Flags, output: &Output) -> Result<Exit, CliError> {
    change(&args.key, None, args.dry_run.dry_run, flags, output)
}

fn change(
    key: &str,
    value: Option<&str>,
    is_dry_run: bool,
    flags: &Flags,
    output: &Output,
) -> Result<Exit, CliError> {
    let key = parse_key(key)?;
    let home = Home::find(&Environment::read()).map_err(ConfigError::from)?;
    let _lock = if is_dry_run { None } else { Some(lock(&home)?) };
    let config = load_config(output)?;
    let mut file = ConfigFile::open(&home).map_err(ConfigError::from)?;
    let (path, changed) = match key {
        KeyArgument::ProfileInUse => {
            let used = match value {
                Some(name) => Some((name.to_owned(), profile_to_use(name, &config)?.clone())),
                None => None,
            };
            file.use_profile(value);
            ("profile".to_owned(), used)
        }
        KeyArgument::OfProfile(profile, key) => {
            let name = match profile {
                Some(name) => name,
                None => profile_in_use(&config, flags)?,
            };
            let Some(profile) = changed_profile(&name, key, value, &config)? else {
                let note = format!("profiles.{name}.{} is not set: nothing to do", key.name());
                output.note(&note);
                return Ok(Exit::Done);
            };
            file.set(&name, key, value);
            (
                format!("profiles.{name}.{}", key.name()),
                Some((name, profile)),
            )
        }
    };
    let what = match value {
        Some(value) => format!("{path} to {value}"),
        None => path,
    };
    let verb = match (value.is_some(), is_dry_run) {
        (true, true) => "would set",
        (false, true) => "would unset",
        (true, false) => "set",
        (false, false) => "unset",
    };
    if !is_dry_run {
        file.write(&home)?;
    }
    output.note(&format!("{verb} {what}"));
    if let Some((name, profile)) = changed {
        warn_of_secret(&name, &profile, &config, output);
    }
    Ok(Exit::Done)
}

/// The profile to put in use. The next command must not refuse it.
fn profile_to_use<'a>(name: &str, config: &'a LoadedConfig) -> Result<&'a Profile, CliError> {
    let profile = config.profiles.find(name, ProfileSource::Flag.as_str())?;
    check_profile(name, profile)?;
    Ok(profile)
}

/// The profile whose key is meant when KEY names none.
fn profile_in_use(config: &LoadedConfig, flags: &Flags) -> Result<String, CliError> {
    config.profile_to_change(flags).ok_or_else(|| {
        CliError::usage(
            "no profile is in use: name one with --profile, or: dyte-stage auth login".to_owned(),
        )
    })
}

/// A profile with another value of a key, which may be a new profile; `None`: there is nothing to
/// unset.
fn changed_profile(
    name: &str,
    key: Key,
    value: Option<&str>,
    config: &LoadedConfig,
) -> Result<Option<Profile>, CliError> {
    let old = config.profiles.all.get(name);
    if old.is_none() {
        check_profile_name(name)?;
    }
    let Some(value) = value else {
        let old = config.profiles.find(name, ProfileSource::Flag.as_str())?;
        let mut profile = old.clone();
        profile.set(key, None);
        return Ok(old.get(key).map(|_| profile));
    };
    check_value(key, value)?;
    let mut profile = old.cloned().unwrap_or_default();
    let was_good = check_profile(name, &profile).is_ok();
    profile.set(key, Some(value.to_owned()));
    match check_profile(name, &profile) {
        // What was wrong before is mended one key after another.
        Err(error) if was_good => Err(error.into()),
        _ => Ok(Some(profile)),
    }
}

/// Warns that the secret of a profile is not for the address to which the profile leads now.
fn warn_of_secret(name: &str, profile: &Profile, config: &LoadedConfig, output: &Output) {
    let Some(saved) = config.secrets.as_ref().ok().and_then(|all| all.get(name)) else {
        return;
    };
    let Ok(target) = profile_target(name, profile, Some(saved.secret.clone())) else {
        return;
    };
    let checked = target
        .base()
        .map(|address| saved.check_address(name, address));
    if let Some(Err(error)) = checked {
        let flag = profile_flag(name);
        output.warn(&format!("{error}: dyte-stage auth login {flag}"));
    }
}
