//! The argument KEY.

use crate::config::Key;
use crate::error::CliError;
use model::nearest_word;

/// What KEY names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum KeyArgument {
    /// The profile in use.
    ProfileInUse,
    /// A key of a profile; without a name, of the profile in use, or of the one of `--profile`.
    OfProfile(Option<String>, Key),
}

/// Names under which a secret may be looked for.
const SECRETS: [&str; 7] = [
    "secret",
    "token",
    "api_token",
    "api_key",
    "server_token",
    "password",
    "key",
];

/// Parses `profile`, `meeting` or `profiles.NAME.meeting`.
pub(super) fn parse_key(text: &str) -> Result<KeyArgument, CliError> {
    if text == "profile" {
        return Ok(KeyArgument::ProfileInUse);
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
    if let Some(key) = Key::ALL.into_iter().find(|key| key.name() == name) {
        return Ok(KeyArgument::OfProfile(profile, key));
    }
    if SECRETS.contains(&&*name) {
        return Err(CliError::usage(
            "a secret is not kept here: dyte-stage auth login --with-token".to_owned(),
        ));
    }
    let names = Key::ALL.map(Key::name).into_iter().chain(["profile"]);
    if let Some(nearest) = nearest_word(&name, names) {
        return Err(unknown(text, nearest));
    }
    let names = Key::ALL.map(Key::name).join(", ");
    let message = format!("there is no key '{text}'; there are profile, {names}");
    Err(CliError::usage(message))
}

fn unknown(text: &str, meant: &str) -> CliError {
    CliError::usage(format!("there is no key '{text}'; did you mean {meant}?"))
}
