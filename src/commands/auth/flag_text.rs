//! Messages with the flags of a login in the place of keys and variables.

use crate::config::{ConfigError, Key};
use crate::error::CliError;

/// An error with the flags of a login in the place of keys.
pub(super) fn error_with_flags(error: ConfigError) -> CliError {
    let ConfigError::Profile { error: inner, .. } = &error else {
        return error.into();
    };
    match &**inner {
        ConfigError::Endpoint {
            name,
            value,
            reason,
        } => CliError::usage(format!("{} '{value}': {reason}", flag(name))),
        ConfigError::Missing { for_what, missing } => {
            let flags: Vec<_> = missing.iter().map(|key| flag(key)).collect();
            let flags = flags.join(" and ");
            CliError::usage(format!("{for_what}, which needs {flags}"))
        }
        _ => error.into(),
    }
}

/// The flag that sets a key.
fn flag(name: &str) -> String {
    let key = Key::ALL.into_iter().find(|key| key.name() == name);
    key.map_or_else(|| name.to_owned(), Key::flag)
}

/// A hint with the flags of a login in the place of variables.
pub(super) fn hint_with_flags(hint: &str) -> String {
    let secrets = [
        ("DYTE_STAGE_API_TOKEN", "the API token"),
        ("DYTE_STAGE_API_KEY", "the API key"),
    ];
    let hint = secrets
        .iter()
        .fold(hint.to_owned(), |hint, (name, secret)| {
            hint.replace(name, secret)
        });
    Key::ALL.iter().fold(hint, |hint, key| {
        hint.replace(key.variable().name, &key.flag())
    })
}
