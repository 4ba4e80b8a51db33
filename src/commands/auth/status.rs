//! `auth status`: where each profile leads, and whether its secret is good.

use clap::Args;
use serde::Serialize;

use super::check::{CheckError, check};
use super::{known, place};
use crate::config::{
    Chosen, Config, ConfigError, Environment, Flags, Stored, Target, choose, env, resolve,
};
use crate::configured::Configured;
use crate::error::CliError;
use crate::error::Exit;
use crate::output::Listing;
use crate::output::columns::PROFILES;
use crate::output::table::Table;
use crate::session::Context;
use sandbox;

/// Say where each profile leads, and check its secret
///
/// Ends with exit code 4 when the one in use does not work. No secret is shown.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage auth status
  dyte-stage auth status --profile staging
  dyte-stage auth status -o json")]
pub(crate) struct StatusArgs {}

/// How a profile is.
#[derive(Debug, Serialize)]
struct Standing {
    /// Its name; none for what the environment says.
    profile: Option<String>,
    in_use: bool,
    works: bool,
    secret: &'static str,
    #[serde(rename = "where")]
    place: String,
    detail: String,
}

pub(super) async fn run(
    StatusArgs {}: &StatusArgs,
    context: &Context<'_>,
) -> Result<Exit, CliError> {
    let configured = Configured::read(context.output)?;
    let Configured {
        environment,
        stored,
        ..
    } = &configured;
    let flags = context.flags();
    if let Some(name) = &flags.profile {
        known(name, &stored.profiles)?;
    }
    let chosen = choose(environment, &flags, &stored.profiles);
    let mut all = Vec::new();
    let by_environment = match &chosen {
        Ok(Chosen::Environment) => says_where(environment) || names_place(&flags),
        Ok(Chosen::Profile { .. }) => false,
        Err(_) => true,
    };
    if by_environment {
        let config = resolve(environment, &flags, stored.clone(), sandbox::is_meeting);
        let place = config.as_ref().map(target).unwrap_or_default();
        all.push(standing(None, true, place, config, context).await);
    }
    for (name, profile) in &stored.profiles.profiles {
        if flags.profile.as_ref().is_some_and(|wanted| wanted != name) {
            continue;
        }
        let in_use = matches!(&chosen, Ok(Chosen::Profile { name: used, .. }) if used == name);
        let config = of_profile(name, environment, stored.clone());
        all.push(standing(Some(name), in_use, place(profile), config, context).await);
    }
    show(&all, context);
    if all.is_empty() {
        context
            .output
            .note("nothing is configured, and commands work on the sandbox: dyte-stage auth login");
    } else if by_environment && let Ok(Chosen::Environment) = chosen {
        context
            .output
            .note("the environment or a flag says where to work, whatever profile is in use");
    }
    chosen?;
    let mut used = all.iter().filter(|standing| standing.in_use);
    if used.all(|standing| standing.works) {
        Ok(Exit::Done)
    } else {
        Ok(Exit::NotPermitted)
    }
}

/// What a profile amounts to, whatever other place variables say; a secret of theirs completes it, as it
/// does when it is named.
fn of_profile(
    name: &str,
    environment: &Environment,
    stored: Stored,
) -> Result<Config, ConfigError> {
    let flags = Flags {
        profile: Some(name.to_owned()),
        ..Flags::default()
    };
    resolve(environment, &flags, stored, sandbox::is_meeting)
}

async fn standing(
    name: Option<&String>,
    in_use: bool,
    place: String,
    config: Result<Config, ConfigError>,
    context: &Context<'_>,
) -> Standing {
    let (secret, detail) = match config {
        Err(error @ ConfigError::NoSecret { .. }) => ("missing", error.to_string()),
        Err(error) => ("not used", error.to_string()),
        Ok(config) => match check(config, context.output).await {
            Ok(found) => ("works", found.summary()),
            Err(CheckError::Refused { reason, .. }) => ("refused", reason),
            Err(CheckError::Other(error)) => ("unchecked", error.to_string()),
        },
    };
    Standing {
        profile: name.cloned(),
        in_use,
        works: secret == "works",
        secret,
        place,
        detail,
    }
}

fn show(all: &[Standing], context: &Context<'_>) {
    let mut table = Table::new(PROFILES);
    for standing in all {
        table.row([
            standing.profile.as_deref().unwrap_or("(environment)"),
            if standing.in_use { "yes" } else { "" },
            standing.secret,
            &standing.place,
            &standing.detail,
        ]);
    }
    context.output.show(Listing {
        json: &serde_json::json!({ "profiles": all }).to_string(),
        items: all,
        id: |standing| standing.profile.as_deref(),
        table,
    });
}

fn says_where(environment: &Environment) -> bool {
    let beside = [
        env::HOME,
        env::CLOUDFLARE_ACCOUNT_ID,
        env::CLOUDFLARE_API_TOKEN,
    ];
    let mut ours = env::ALL
        .iter()
        .filter(|variable| !beside.contains(variable));
    ours.any(|variable| environment.get(*variable).is_some())
}

const fn names_place(flags: &Flags) -> bool {
    flags.platform.is_some() || flags.server.is_some()
}

fn target(config: &Config) -> String {
    match &config.target {
        Target::Sandbox { .. } => "sandbox".to_owned(),
        Target::Server(server) => server.url.to_string(),
        Target::Platform(account) => account.credentials.to_string(),
    }
}
