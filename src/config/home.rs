//! Where state and caches live.

use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use super::env::{self, Environment};

/// The name of our folder in the system's folders.
const FOLDER: &str = "dyte-stage";

/// The folders for state and caches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    state: PathBuf,
    cache: PathBuf,
    config: PathBuf,
}

/// No folder, or none that can be used.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// The system does not say where they are.
    #[error("cannot tell where to keep state: neither DYTE_STAGE_HOME nor HOME is set")]
    Unknown,
    /// It is named, and the name is empty.
    #[error("DYTE_STAGE_HOME is set, but empty")]
    Empty,
    /// It cannot be made.
    #[error("cannot use the folder {}: {source}", .path.display())]
    Create {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl Home {
    /// Finds the folders: under `DYTE_STAGE_HOME`, or the system's own.
    ///
    /// # Errors
    ///
    /// When the system does not say where they are, or the variable is empty.
    pub fn find(environment: &Environment) -> Result<Self, HomeError> {
        if let Some(home) = environment.get(env::HOME) {
            if home.is_empty() {
                return Err(HomeError::Empty);
            }
            return Ok(Self::at(Path::new(home)));
        }
        let base = etcetera::choose_base_strategy().map_err(|_| HomeError::Unknown)?;
        let state = base.state_dir().unwrap_or_else(|| base.data_dir());
        Ok(Self {
            state: state.join(FOLDER),
            cache: base.cache_dir().join(FOLDER),
            config: base.config_dir().join(FOLDER),
        })
    }

    /// The folders under one folder.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self {
            state: folder.join("state"),
            cache: folder.join("cache"),
            config: folder.join("config"),
        }
    }

    /// The folder for what must not be lost, made if need be.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    pub fn state(&self) -> Result<&Path, HomeError> {
        make(&self.state)
    }

    /// The file of the profiles; there need not be one.
    #[must_use]
    pub fn profiles(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The folder for what can be had again, made if need be.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    pub fn cache(&self) -> Result<&Path, HomeError> {
        make(&self.cache)
    }
}

/// Makes a folder that only its owner can read.
fn make(path: &Path) -> Result<&Path, HomeError> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.recursive(true).create(path) {
        Ok(()) => Ok(path),
        Err(source) => Err(HomeError::Create {
            path: path.to_owned(),
            source,
        }),
    }
}
