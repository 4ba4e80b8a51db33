//! `auth login`: makes a profile, or gives it another secret, once it was checked.

use clap::Args;
use serde::Serialize;

use super::flag_text::error_with_flags;
use super::login_flags::LoginFlags;
use super::login_form::LoginForm;
use super::place_check::{PlaceCheck, check_place};
use super::place_text::place_text;
use crate::commands::profile_name::check_profile_name;
use crate::config::{
    ConfigError, ConfigFile, Environment, Flags, Home, Key, LoadedConfig, PlaceSource,
    ProfileSource, SavedSecret, choose, env, lock, save_secret,
};
use crate::error::{CliError, profile_flag, quoted};
use crate::exit::Exit;
use crate::output::{Format, Output};
use crate::session::load_config;

/// Set up where to work, and keep the secret for it
///
/// Asks for what is missing, checks it, and saves nothing unless it is good. The profile goes to
/// config.toml, its secret to credentials.toml beside it, which only you can read. The secret is
/// sent to the address that it was checked at, and nowhere else. No file of another folder is ever
/// read.
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
    place: LoginFlags,

    /// Read the secret from stdin: the API token, the API key, or the service's token
    #[arg(long)]
    with_token: bool,
}

/// The name of a profile when none is named.
const DEFAULT_NAME: &str = "default";

/// The result of a login.
#[derive(Serialize)]
struct LoginResult<'a> {
    profile: &'a str,
    in_use: bool,
    #[serde(flatten)]
    place: &'a PlaceCheck,
}

pub(super) async fn run(args: LoginArgs, flags: &Flags, output: &Output) -> Result<Exit, CliError> {
    let config = load_config(output)?;
    let name = config.profile_to_change(flags);
    let name = name.unwrap_or_else(|| DEFAULT_NAME.to_owned());
    let LoadedConfig {
        environment,
        home,
        mut profiles,
        ..
    } = config;
    check_profile_name(&name)?;
    let old = profiles.all.get(&name);
    let mut form = LoginForm::new(&name, old, &args.place, flags)?;
    if old.is_some() {
        output.note(&format!("profile {name}: {}", place_text(&form.profile)));
    }
    form.complete(args.with_token, &home, output).await?;
    let config = form.resolve(&home).map_err(error_with_flags)?;
    let base_url = config.target.base().map(ToString::to_string);
    output.waits_for("checking".to_owned());
    let place = check_place(config, output).await?;

    let is_first = !matches!(&profiles.in_use, Some(name) if profiles.all.contains_key(name));
    if is_first {
        profiles.in_use = Some(name.clone());
    }
    let saved = base_url.zip(form.secret.clone());
    let saved = saved.map(|(base_url, secret)| SavedSecret { base_url, secret });
    save(&form, saved.as_ref(), is_first, &home)?;
    let is_in_use = profiles.in_use.as_ref() == Some(&name);
    profiles.all.insert(name.clone(), form.profile.clone());

    if output.format() == Format::Table {
        output.note(&format!(
            "{}: {}",
            place_text(&form.profile),
            place.summary()
        ));
    } else {
        let result = LoginResult {
            profile: &name,
            in_use: is_in_use,
            place: &place,
        };
        match output.format() {
            Format::Id => output.text(&name),
            _ => output.json(&serde_json::to_string(&result).unwrap_or_default()),
        }
    }
    for (warning, hint) in &place.warnings {
        output.warn(warning);
        if let Some(hint) = hint {
            output.note(&format!("hint: {hint}"));
        }
    }
    let path = home.config_file();
    output.note(&format!("saved the profile {name} in {}", path.display()));
    if !is_in_use {
        let used = profiles.in_use.as_deref().unwrap_or_default();
        output.note(&format!(
            "in use is {used}; for this one: {}, or dyte-stage config set profile {name}",
            profile_flag(&name)
        ));
    }
    warn_of_environment(
        &environment,
        &name,
        choose(&environment, &Flags::default(), &profiles),
        output,
    );
    let flag = if is_in_use {
        String::new()
    } else {
        format!(" {}", profile_flag(&name))
    };
    let meeting = match (&*place.live, &flags.meeting) {
        ([live, ..], None) => format!(" --meeting {}", quoted(live)),
        _ => String::new(),
    };
    output.suggest_line(&format!("dyte-stage requests list{meeting}{flag}"));
    Ok(Exit::Done)
}

/// Saves the secret first: if that fails, nothing has changed.
fn save(
    form: &LoginForm,
    saved: Option<&SavedSecret>,
    is_first: bool,
    home: &Home,
) -> Result<(), CliError> {
    let _lock = lock(home)?;
    let mut file = ConfigFile::open(home).map_err(ConfigError::from)?;
    for key in Key::ALL {
        file.set(&form.name, key, form.profile.get(key));
    }
    if is_first {
        file.use_profile(Some(&form.name));
    }
    save_secret(home, &form.name, saved)?;
    file.write(home)?;
    Ok(())
}

/// Warns when the next command does not use the profile that was saved.
fn warn_of_environment(
    environment: &Environment,
    name: &str,
    chosen: Result<PlaceSource, ConfigError>,
    output: &Output,
) {
    let flag = profile_flag(name);
    let warning = match chosen {
        Ok(PlaceSource::Environment) => {
            let set = env::ALL
                .iter()
                .filter(|v| **v != env::HOME && environment.get(**v).is_some());
            let set: Vec<_> = set.map(|variable| variable.name).collect();
            format!(
                "the environment wins over profiles: unset {}, or say {flag}",
                set.join(" ")
            )
        }
        Ok(PlaceSource::Profile {
            name: other,
            by: by @ ProfileSource::Variable,
        }) if other != name => {
            let by = by.as_str();
            format!("{by} chooses {other}: unset it, or say {flag}")
        }
        Ok(PlaceSource::Profile { .. }) => return,
        Err(error) => error.to_string(),
    };
    output.warn(&warning);
}
