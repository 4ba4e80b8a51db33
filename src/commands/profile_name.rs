//! The name of a profile that a command makes.

use crate::config::is_profile_name;
use crate::error::CliError;

/// Refuses what cannot be a profile's name.
pub(super) fn check_profile_name(name: &str) -> Result<(), CliError> {
    if is_profile_name(name) {
        return Ok(());
    }
    Err(CliError::usage(format!(
        "'{name}' cannot be a profile's name: letters, digits, - and _"
    )))
}
