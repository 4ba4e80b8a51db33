//! Which platform, which meeting, with which credentials (docs/design.md, "Configuration").
//!
//! Each source yields raw values, one validator makes a place to work of them, and precedence says
//! which source counts:
//!
//! | file | what it does |
//! |---|---|
//! | [`mod@env`] | the catalogue of variables, and their values |
//! | `home` | the folders for configuration, state and caches |
//! | `keys` | what a profile can set |
//! | `profile` | profiles: places to work that a user has named |
//! | `config_file` | `config.toml`, which has the profiles |
//! | `secrets` | `credentials.toml`: each secret, and the only address that it may be sent to |
//! | `files` | how both are read, written and locked |
//! | `values` | the raw values of variables, flags or a profile |
//! | `validate` | whether one value is valid |
//! | `account`, `target` | raw values, validated: a platform's account, a service, the sandbox |
//! | `load` | reads the variables and the files |
//! | `precedence` | which source counts, and the place that results |
//! | `error` | what can be wrong with a configuration |

mod account;
mod config_file;
pub(crate) mod env;
mod error;
mod files;
mod home;
mod keys;
mod load;
mod precedence;
mod profile;
mod secrets;
mod target;
#[cfg(test)]
mod tests;
mod validate;
mod values;

pub(crate) use config_file::ConfigFile;
pub(crate) use env::Environment;
pub(crate) use error::ConfigError;
pub(crate) use files::{FileError, SaveError, lock};
pub(crate) use home::{Home, HomeError};
pub(crate) use keys::Key;
pub(crate) use load::LoadedConfig;
pub(crate) use precedence::{Config, PlaceSource, ProfileSource, choose};
pub(crate) use profile::{Profile, is_profile_name};
pub(crate) use secrets::{SavedSecret, save_secret};
pub(crate) use target::{Target, check_profile, profile_target};
pub(crate) use validate::{check_value, meeting_id};
pub(crate) use values::Flags;
