//! `auth status`: where each profile leads, and whether its secret is good.

use clap::Args;
use serde::Serialize;

use super::place_check::{CheckError, check_place};
use super::place_text::{place_text, target_text};
use crate::config::{
    Config, ConfigError, Environment, Flags, PlaceSource, ProfileSource, choose, env,
};
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::columns::PROFILES;
use crate::output::table::Table;
use crate::output::{Listing, Output};
use crate::session::load_config;

/// Say where each profile leads, and check its secret
///
/// Ends with exit code 4 when the one in use does not work. No secret is shown.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage auth status
  dyte-stage auth status --profile staging
  dyte-stage auth status -o json")]
pub(crate) struct AuthStatusArgs {}

/// A profile, and whether it works.
#[derive(Debug, Serialize)]
struct ProfileStatus {
    /// Its name; none for the place of the environment.
    profile: Option<String>,
    in_use: bool,
    works: bool,
    secret: &'static str,
    #[serde(rename = "where")]
    place: String,
    detail: String,
}

pub(super) async fn run(flags: &Flags, output: &Output) -> Result<Exit, CliError> {
    let config = load_config(output)?;
    if let Some(name) = &flags.profile {
        config.profiles.find(name, ProfileSource::Flag.as_str())?;
    }
    let source = choose(&config.environment, flags, &config.profiles);
    let mut all = Vec::new();
    let by_environment = match &source {
        Ok(PlaceSource::Environment) => sets_any(&config.environment) || names_place(flags),
        Ok(PlaceSource::Profile { .. }) => false,
        Err(_) => true,
    };
    if by_environment {
        let config = config.resolve(flags);
        let place = config.as_ref().map(target_text).unwrap_or_default();
        all.push(profile_status(None, true, place, config, output).await);
    }
    for (name, profile) in &config.profiles.all {
        if flags.profile.as_ref().is_some_and(|wanted| wanted != name) {
            continue;
        }
        let in_use = matches!(&source, Ok(PlaceSource::Profile { name: used, .. }) if used == name);
        // As it counts when it is named: a secret of the environment completes it.
        let config = config.resolve(&Flags::of_profile(name));
        let place = place_text(profile);
        all.push(profile_status(Some(name), in_use, place, config, output).await);
    }
    show(&all, output);
    if all.is_empty() {
        output
            .note("nothing is configured, and commands work on the sandbox: dyte-stage auth login");
    } else if by_environment && let Ok(PlaceSource::Environment) = source {
        output.note("the environment or a flag says where to work, whatever profile is in use");
    }
    source?;
    let mut used = all.iter().filter(|status| status.in_use);
    if used.all(|status| status.works) {
        Ok(Exit::Done)
    } else {
        Ok(Exit::NotPermitted)
    }
}

async fn profile_status(
    name: Option<&String>,
    in_use: bool,
    place: String,
    config: Result<Config, ConfigError>,
    output: &Output,
) -> ProfileStatus {
    let (secret, detail) = match config {
        Err(error @ ConfigError::NoSecret { .. }) => ("missing", error.to_string()),
        Err(error) => ("not used", error.to_string()),
        Ok(config) => match check_place(config, output).await {
            Ok(place) => ("works", place.summary()),
            Err(CheckError::Refused { reason, .. }) => ("refused", reason),
            Err(CheckError::Other(error)) => ("unchecked", error.to_string()),
        },
    };
    ProfileStatus {
        profile: name.cloned(),
        in_use,
        works: secret == "works",
        secret,
        place,
        detail,
    }
}

fn show(all: &[ProfileStatus], output: &Output) {
    let mut table = Table::new(PROFILES);
    for status in all {
        table.row([
            status.profile.as_deref().unwrap_or("(environment)"),
            if status.in_use { "yes" } else { "" },
            status.secret,
            &status.place,
            &status.detail,
        ]);
    }
    output.show(Listing {
        json: &serde_json::json!({ "profiles": all }).to_string(),
        items: all,
        id: |status| status.profile.as_deref(),
        table,
    });
}

fn sets_any(environment: &Environment) -> bool {
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
