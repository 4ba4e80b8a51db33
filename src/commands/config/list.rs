//! `config list`: what is in effect, and where it comes from.

use clap::Args;
use serde::Serialize;

use crate::config::profile::KEYS;
use crate::config::{Chosen, Flags, PlatformName, choose, env};
use crate::configured::Configured;
use crate::error::CliError;
use crate::error::Exit;
use crate::output::Listing;
use crate::output::columns::SETTINGS;
use crate::output::table::Table;
use crate::session::Context;

/// List what is in effect, and where each value comes from
///
/// A flag wins over a variable, and a variable over the profile; a secret is never shown.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage config list
  dyte-stage config list --profile staging
  dyte-stage config list -o json")]
pub(crate) struct ListArgs {}

/// A value that is in effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Setting {
    pub(super) key: &'static str,
    pub(super) value: String,
    pub(super) source: String,
}

pub(super) fn run(ListArgs {}: &ListArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let configured = Configured::read(context.output)?;
    let settings = in_effect(&configured, &context.flags())?;
    let mut table = Table::new(SETTINGS);
    for setting in &settings {
        table.row([setting.key, &setting.value, &setting.source]);
    }
    let names: Vec<_> = configured.stored.profiles.profiles.keys().collect();
    context.output.show(Listing {
        json: &serde_json::json!({ "settings": settings, "profiles": names }).to_string(),
        items: &settings,
        id: |setting| Some(setting.key),
        table,
    });
    if settings.is_empty() {
        context.output.summarize(
            "nothing is configured, and commands work on the sandbox: dyte-stage auth login",
        );
    } else if names.len() > 1 {
        let names = names.iter().map(|name| name.as_str());
        let names = names.collect::<Vec<_>>().join(", ");
        context.output.summarize(&format!("profiles: {names}"));
    }
    Ok(Exit::Done)
}

/// Everything that is in effect.
pub(super) fn in_effect(configured: &Configured, flags: &Flags) -> Result<Vec<Setting>, CliError> {
    let Configured {
        environment,
        stored,
        ..
    } = configured;
    let chosen = choose(environment, flags, &stored.profiles)?;
    let variable = |variable: env::Variable| {
        let value = environment.get(variable)?.to_string_lossy().into_owned();
        Some((value, variable.name.to_owned()))
    };
    let mut settings = Vec::new();
    let mut add = |key, found: Option<(String, String)>| {
        settings.extend(found.map(|(value, source)| Setting { key, value, source }));
    };
    let profile = match &chosen {
        Chosen::Environment => None,
        Chosen::Profile { name, by } => {
            add("profile", Some((name.clone(), (*by).to_owned())));
            stored.profiles.profiles.get(name).map(|it| (name, it))
        }
    };
    for key in KEYS {
        let flag = match key.name {
            "platform" => flags.platform.map(PlatformName::as_str),
            "server" => flags.server.as_deref(),
            "meeting" => flags.meeting.as_deref(),
            _ => None,
        };
        let flag = flag.map(|value| (value.to_owned(), format!("--{}", key.name)));
        let holds_beside = [env::MEETING, env::HOST_PRESET].contains(&key.variable);
        let set = match profile {
            Some(_) if !holds_beside => None,
            _ => variable(key.variable),
        };
        let said = profile.and_then(|(name, profile)| {
            let value = profile.get(key)?.to_owned();
            Some((value, format!("profile {name}")))
        });
        add(key.name, flag.or(set).or(said));
    }
    let secret = match profile {
        None => [env::API_TOKEN, env::API_KEY, env::SERVER_TOKEN]
            .into_iter()
            .find_map(variable)
            .map(|(_, source)| source),
        Some((name, profile)) => match &stored.secrets {
            Ok(secrets) if secrets.contains_key(name) => Some("credentials.toml".to_owned()),
            Err(error) => Some(error.to_string()),
            Ok(_)
                if !matches!(
                    chosen,
                    Chosen::Profile {
                        by: "config.toml",
                        ..
                    }
                ) =>
            {
                variable(profile.secret_variable()).map(|(_, source)| source)
            }
            Ok(_) => None,
        },
    };
    add("secret", secret.map(|source| ("set".to_owned(), source)));
    Ok(settings)
}
