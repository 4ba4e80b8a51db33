//! `auth logout`: forgets the secret of a profile.

use clap::Args;

use super::known;
use crate::config::stored::{lock, save_secret};
use crate::config::{ConfigError, Environment, env};
use crate::configured::Configured;
use crate::error::CliError;
use crate::error::Exit;
use crate::session::Context;

/// Forget the secret of a profile; its settings stay
///
/// The secret itself is as good as before: revoke it where it was made, if somebody else may have it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage auth logout
  dyte-stage auth logout --profile staging
  dyte-stage auth logout --dry-run")]
pub(crate) struct LogoutArgs {
    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &LogoutArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let Configured {
        home,
        stored,
        environment,
    } = Configured::read(context.output)?;
    let name = context
        .flags()
        .profile
        .or_else(|| of_variable(&environment));
    let Some(name) = name.or_else(|| stored.profiles.profile.clone()) else {
        return Err(CliError::usage(
            "no profile is in use: name one with --profile".to_owned(),
        ));
    };
    let secrets = stored.secrets.map_err(ConfigError::from)?;
    if !secrets.contains_key(&name) {
        known(&name, &stored.profiles)?;
        context
            .output
            .note(&format!("no secret is kept for the profile {name}"));
        return Ok(Exit::Done);
    }
    if args.dry_run {
        context
            .output
            .note(&format!("would forget the secret of the profile {name}"));
        return Ok(Exit::Done);
    }
    let _others_wait = lock(&home)?;
    save_secret(&home, &name, None)?;
    context.output.note(&format!(
        "forgot the secret of the profile {name}; its settings stay, for the next dyte-stage auth login"
    ));
    Ok(Exit::Done)
}

fn of_variable(environment: &Environment) -> Option<String> {
    let name = environment.get(env::PROFILE)?;
    name.to_str().map(ToOwned::to_owned)
}
