//! `auth`: which platform or service to work on, as a profile, and its secret.

mod check;
mod draft;
mod login;
mod logout;
mod status;

use clap::Subcommand;

use crate::config::{ConfigError, Profile, Profiles};
use crate::error::CliError;
use crate::error::Exit;
use crate::session::Context;

#[derive(Debug, Subcommand)]
pub(crate) enum AuthCommand {
    Login(Box<login::LoginArgs>),
    Status(status::StatusArgs),
    Logout(logout::LogoutArgs),
}

pub(super) async fn run(command: AuthCommand, context: &Context<'_>) -> Result<Exit, CliError> {
    match command {
        AuthCommand::Login(args) => login::run(*args, context).await,
        AuthCommand::Status(args) => status::run(&args, context).await,
        AuthCommand::Logout(args) => logout::run(&args, context),
    }
}

/// The name of a profile when nobody names one.
const USUAL: &str = "default";

/// Where a profile leads, in words.
fn place(profile: &Profile) -> String {
    let said = |name: &str| {
        let key = crate::config::profile::KEYS
            .iter()
            .find(|key| key.name == name);
        key.and_then(|key| profile.get(*key))
    };
    if let Some(server) = said("server") {
        return server.to_owned();
    }
    if profile.is_sandbox() {
        return "the sandbox on this machine".to_owned();
    }
    match (said("org_id"), said("account_id"), said("app_id")) {
        (Some(org), _, _) => format!("organization {org}"),
        (None, Some(account), Some(app)) => format!("app {app} of account {account}"),
        _ => said("platform").unwrap_or_default().to_owned(),
    }
}

/// The profile of that name.
fn known<'a>(name: &str, profiles: &'a Profiles) -> Result<&'a Profile, CliError> {
    let none = || {
        let known: Vec<_> = profiles.profiles.keys().cloned().collect();
        let nearest = model::nearest_word(name, known.iter().map(String::as_str));
        ConfigError::UnknownProfile {
            nearest: nearest.map(ToOwned::to_owned),
            name: name.to_owned(),
            by: "--profile",
            known,
        }
    };
    Ok(profiles.profiles.get(name).ok_or_else(none)?)
}
