//! Where the configuration, state and caches live.

use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use super::env::{self, Environment};
use net::file::create_private_dir;

/// The name of our folder in the system's folders.
const FOLDER: &str = "dyte-stage";

/// The folders for the configuration, state and caches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Home {
    config: PathBuf,
    state: PathBuf,
    cache: PathBuf,
}

/// No folder, or none that can be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HomeError {
    /// The system does not say where they are.
    #[error("cannot tell where to keep state: neither DYTE_STAGE_HOME nor HOME is set")]
    Unknown,
    /// It is named, and the name is empty.
    #[error("DYTE_STAGE_HOME is set, but empty")]
    Empty,
    /// It cannot be made.
    #[error("cannot use the folder {}: {source}", .path.display())]
    Create { path: PathBuf, source: io::Error },
}

impl Home {
    /// Finds the folders: under `DYTE_STAGE_HOME`, or the system's own.
    ///
    /// # Errors
    ///
    /// When the system does not say where they are, or the variable is empty.
    pub(crate) fn find(environment: &Environment) -> Result<Self, HomeError> {
        if let Some(home) = environment.get(env::HOME) {
            if home.is_empty() {
                return Err(HomeError::Empty);
            }
            return Ok(Self::at(Path::new(home)));
        }
        let base = etcetera::choose_base_strategy().map_err(|_| HomeError::Unknown)?;
        let state = base.state_dir().unwrap_or_else(|| base.data_dir());
        Ok(Self {
            config: base.config_dir().join(FOLDER),
            state: state.join(FOLDER),
            cache: base.cache_dir().join(FOLDER),
        })
    }

    /// The folders under one folder.
    pub(super) fn at(folder: &Path) -> Self {
        Self {
            config: folder.join("config"),
            state: folder.join("state"),
            cache: folder.join("cache"),
        }
    }

    /// The folder for what a user chose, made if need be.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    pub(super) fn config(&self) -> Result<&Path, HomeError> {
        make(&self.config)
    }

    /// The file with the profiles, which need not be there.
    pub(crate) fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The file with their secrets, which need not be there.
    pub(super) fn credentials_file(&self) -> PathBuf {
        self.config.join("credentials.toml")
    }

    /// The folder for what must not be lost, made if need be.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    pub(crate) fn state(&self) -> Result<&Path, HomeError> {
        make(&self.state)
    }

    /// The folder for what can be had again, made if need be.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    pub(crate) fn cache(&self) -> Result<&Path, HomeError> {
        make(&self.cache)
    }
}

fn make(path: &Path) -> Result<&Path, HomeError> {
    match create_private_dir(path) {
        Ok(()) => Ok(path),
        Err(source) => Err(HomeError::Create {
            path: path.to_owned(),
            source,
        }),
    }
}
