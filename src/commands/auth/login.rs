//! `auth login`: makes a profile, or gives it another secret, once that was seen to be good.

use clap::Args;
use serde::Serialize;

use super::check::{Found, check};
use super::draft::{Draft, Said};
use super::{USUAL, place};
use crate::config::profile::{KEYS, is_name};
use crate::config::stored::{Edit, Saved, lock, save_secret};
use crate::config::{Chosen, ConfigError, Environment, Flags, Home, choose, env};
use crate::configured::{Configured, profile_flag};
use crate::error::CliError;
use crate::error::Exit;
use crate::output::Format;
use crate::session::Context;

/// Set up where to work, and keep the secret for it
///
/// Asks for what is missing, checks it, and saves nothing unless it is good. The profile goes to
/// config.toml, its secret to credentials.toml beside it, which only you can read. The secret is sent to
/// the address that it was checked at, and nowhere else. No file of another folder is ever read.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage auth login
  dyte-stage auth login --profile staging
  dyte-stage auth login --account-id 8f1c0a3e --app-id 2d7e9b41 --with-token < token.txt
  dyte-stage auth login --org-id 4b9ac2d5 --with-token < key.txt
  dyte-stage auth login --server https://stage.example.com --with-token < token.txt
  dyte-stage auth login --platform sandbox --profile rehearsal")]
pub(crate) struct LoginArgs {
    #[command(flatten)]
    said: Said,

    /// Read the secret from stdin: the API token, the API key, or the service's token
    #[arg(long)]
    with_token: bool,
}

/// What was set up.
#[derive(Serialize)]
struct Done<'a> {
    profile: &'a str,
    in_use: bool,
    #[serde(flatten)]
    found: &'a Found,
}

pub(super) async fn run(args: LoginArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let output = context.output;
    let Configured {
        environment,
        home,
        stored,
    } = Configured::read(output)?;
    let flags = context.flags();
    let name = name(&flags, &environment, stored.profiles.profile.as_deref());
    if !is_name(&name) {
        return Err(CliError::usage(format!(
            "'{name}' cannot be a profile's name: letters, digits, - and _"
        )));
    }
    let old = stored.profiles.profiles.get(&name);
    let mut draft = Draft::new(&name, old, args.said, &flags)?;
    if old.is_some() {
        output.note(&format!("profile {name}: {}", place(&draft.profile)));
    }
    draft.complete(args.with_token, &home, context).await?;
    let config = draft.resolve(&home).map_err(by_flags)?;
    let base_url = config.target.base().map(ToString::to_string);
    output.waits_for("checking".to_owned());
    let found = check(config, output).await?;

    let mut profiles = stored.profiles;
    let is_first = !matches!(&profiles.profile, Some(name) if profiles.profiles.contains_key(name));
    if is_first {
        profiles.profile = Some(name.clone());
    }
    let saved = base_url.zip(draft.secret.clone());
    let saved = saved.map(|(base_url, secret)| Saved { base_url, secret });
    save(&draft, saved.as_ref(), is_first, &home)?;
    let is_in_use = profiles.profile.as_ref() == Some(&name);
    profiles
        .profiles
        .insert(name.clone(), draft.profile.clone());

    if output.format() == Format::Table {
        output.note(&format!("{}: {}", place(&draft.profile), found.summary()));
    } else {
        let done = Done {
            profile: &name,
            in_use: is_in_use,
            found: &found,
        };
        match output.format() {
            Format::Id => output.text(&name),
            _ => output.json(&serde_json::to_string(&done).unwrap_or_default()),
        }
    }
    for (warning, hint) in &found.warnings {
        output.warn(warning);
        if let Some(hint) = hint {
            output.note(&format!("hint: {hint}"));
        }
    }
    let path = home.config_file();
    output.note(&format!("saved the profile {name} in {}", path.display()));
    if !is_in_use {
        let used = profiles.profile.as_deref().unwrap_or_default();
        output.note(&format!(
            "in use is {used}; for this one: {}, or dyte-stage config set profile {name}",
            profile_flag(&name)
        ));
    }
    warn_of_environment(
        &environment,
        &name,
        choose(&environment, &Flags::default(), &profiles),
        context,
    );
    let flag = if is_in_use {
        String::new()
    } else {
        format!(" {}", profile_flag(&name))
    };
    let meeting = match (&*found.live, flags.meeting) {
        ([live, ..], None) => format!(" --meeting {}", crate::error::quoted(live)),
        _ => String::new(),
    };
    output.suggest_line(&format!("dyte-stage requests list{meeting}{flag}"));
    Ok(Exit::Done)
}

/// Which profile is meant: the one that is named, else the one in use.
fn name(flags: &Flags, environment: &Environment, in_use: Option<&str>) -> String {
    let variable = environment.get(env::PROFILE).and_then(|name| name.to_str());
    let named = flags.profile.as_deref().or(variable).or(in_use);
    named.unwrap_or(USUAL).to_owned()
}

/// The secret first: without it, nothing has changed.
fn save(draft: &Draft, saved: Option<&Saved>, is_first: bool, home: &Home) -> Result<(), CliError> {
    let _others_wait = lock(home)?;
    let mut edit = Edit::profiles(home).map_err(ConfigError::from)?;
    for key in KEYS {
        edit.set(&draft.name, key, draft.profile.get(key));
    }
    if is_first {
        edit.choose(Some(&draft.name));
    }
    save_secret(home, &draft.name, saved)?;
    edit.write(home)?;
    Ok(())
}

/// Says that what was saved is not what the next command uses.
fn warn_of_environment(
    environment: &Environment,
    name: &str,
    chosen: Result<Chosen, ConfigError>,
    context: &Context<'_>,
) {
    let flag = profile_flag(name);
    let warning = match chosen {
        Ok(Chosen::Environment) => {
            let set = env::ALL
                .iter()
                .filter(|v| **v != env::HOME && environment.get(**v).is_some());
            let set: Vec<_> = set.map(|variable| variable.name).collect();
            format!(
                "the environment wins over profiles: unset {}, or say {flag}",
                set.join(" ")
            )
        }
        Ok(Chosen::Profile { name: other, by }) if other != name && by == env::PROFILE.name => {
            format!("{by} chooses {other}: unset it, or say {flag}")
        }
        Ok(Chosen::Profile { .. }) => return,
        Err(error) => error.to_string(),
    };
    context.output.warn(&warning);
}

/// What is missing, by the flag that says it.
fn by_flags(error: ConfigError) -> CliError {
    if let ConfigError::Profile { error: inner, .. } = &error
        && let ConfigError::Endpoint {
            name,
            value,
            reason,
        } = &**inner
    {
        let flag = name.replace('_', "-");
        return CliError::usage(format!("--{flag} '{value}': {reason}"));
    }
    if let ConfigError::Profile { error: inner, .. } = &error
        && let ConfigError::Missing { for_what, missing } = &**inner
    {
        let flags = missing
            .iter()
            .map(|key| format!("--{}", key.replace('_', "-")));
        let flags = flags.collect::<Vec<_>>().join(" and ");
        return CliError::usage(format!("{for_what}, which needs {flags}"));
    }
    error.into()
}
