//! The keys of the configuration, as they are written on the command line.

use crate::config::profile::{KEYS, Key};
use crate::error::CliError;
use model::nearest_word;

/// What a key means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meant {
    /// Which profile is in use.
    InUse,
    /// Something that a profile says; without a name, the profile in use, or the one of `--profile`.
    Of(Option<String>, Key),
}

/// What secrets are called.
const SECRETS: [&str; 7] = [
    "secret",
    "token",
    "api_token",
    "api_key",
    "server_token",
    "password",
    "key",
];

/// Reads `profile`, `meeting` or `profiles.NAME.meeting`.
pub(super) fn read(text: &str) -> Result<Meant, CliError> {
    if text == "profile" {
        return Ok(Meant::InUse);
    }
    let (profile, name) = match text.strip_prefix("profiles.") {
        None => (None, text),
        Some(rest) => match rest.rsplit_once('.') {
            Some((profile, name)) => (Some(profile.to_owned()), name),
            None => return Err(unknown(text, "profiles.NAME.KEY")),
        },
    };
    // As in flags.
    let name = name.replace('-', "_");
    if let Some(key) = KEYS.into_iter().find(|key| key.name == name) {
        return Ok(Meant::Of(profile, key));
    }
    if SECRETS.contains(&&*name) {
        return Err(CliError::usage(
            "a secret is not kept here: dyte-stage auth login --with-token".to_owned(),
        ));
    }
    let names = KEYS.map(|key| key.name).into_iter().chain(["profile"]);
    if let Some(nearest) = nearest_word(&name, names) {
        return Err(unknown(text, nearest));
    }
    let names = KEYS.map(|key| key.name).join(", ");
    let message = format!("there is no key '{text}'; there are profile, {names}");
    Err(CliError::usage(message))
}

fn unknown(text: &str, meant: &str) -> CliError {
    CliError::usage(format!("there is no key '{text}'; did you mean {meant}?"))
}
