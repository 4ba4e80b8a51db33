//! `auth logout`: forgets the secret of a profile.

use clap::Args;

use crate::args::DryRun;
use crate::config::{ConfigError, Flags, ProfileSource, lock, save_secret};
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Output;
use crate::session::load_config;

/// Forget the secret of a profile; its settings stay
///
/// The secret itself is as good as before: revoke it where it was made, if somebody else may have
/// it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage auth logout
  dyte-stage auth logout --profile staging
  dyte-stage auth logout --dry-run")]
pub(crate) struct LogoutArgs {
    #[command(flatten)]
    dry_run: DryRun,
}

pub(super) fn run(args: &LogoutArgs, flags: &Flags, output: &Output) -> Result<Exit, CliError> {
    let config = load_config(output)?;
    let Some(name) = config.profile_to_change(flags) else {
        return Err(CliError::usage(
            "no profile is in use: name one with --profile".to_owned(),
        ));
    };
    let secrets = config.secrets.map_err(ConfigError::from)?;
    if !secrets.contains_key(&name) {
        config.profiles.find(&name, ProfileSource::Flag.as_str())?;
        output.note(&format!("no secret is kept for the profile {name}"));
        return Ok(Exit::Done);
    }
    if args.dry_run.dry_run {
        output.note(&format!("would forget the secret of the profile {name}"));
        return Ok(Exit::Done);
    }
    let _lock = lock(&config.home)?;
    save_secret(&config.home, &name, None)?;
    output.note(&format!(
        "forgot the secret of the profile {name}; its settings stay, for the next dyte-stage auth login"
    ));
    Ok(Exit::Done)
}
