//! Reads the configuration for a command.

use crate::config::LoadedConfig;
use crate::error::CliError;
use crate::output::Output;

/// Reads the configuration, and warns of its unknown keys.
pub(crate) fn load_config(output: &Output) -> Result<LoadedConfig, CliError> {
    let loaded = LoadedConfig::read()?;
    let path = loaded.home.config_file();
    for key in &loaded.unknown_keys {
        output.warn(&format!("{}: {key} means nothing", path.display()));
    }
    Ok(loaded)
}
