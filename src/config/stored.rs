//! The two files of the folder `config`: `config.toml` with the profiles, `credentials.toml` with their
//! secrets. No other file configures anything: one in a folder that somebody else made must not choose where a
//! secret goes.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use toml_edit::{DocumentMut, Item, Table, value};

use super::home::{Home, HomeError};
use super::profile::{Key, Malformed, Profiles, line};
use net::file::{open_lock, write_atomically};

/// What the two files say.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    /// The profiles.
    pub(crate) profiles: Profiles,
    /// Their secrets. Whoever needs none is not kept from working by what is wrong with them.
    pub(crate) secrets: Result<Secrets, FileError>,
}

/// Secrets by the name of their profile.
pub(crate) type Secrets = BTreeMap<String, Saved>;

/// A secret, and where it may be sent.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Saved {
    /// The address of the platform's REST API, or of the service.
    pub(crate) base_url: String,
    /// The secret.
    #[serde(deserialize_with = "secret")]
    pub(crate) secret: SecretString,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    String::deserialize(deserializer).map(Into::into)
}

/// Why a file cannot be used.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum FileError {
    /// It is there, and cannot be read.
    #[error("cannot read {}: {source}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Arc<io::Error>,
    },
    /// It says what cannot be.
    #[error("{}, line {}: {}", .path.display(), .malformed.line, .malformed.reason)]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What, and where.
        malformed: Malformed,
    },
    /// Others can read the secrets.
    #[error("{} can be read by others (mode {mode:04o})", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// It cannot be written.
    #[error("cannot write {}: {source}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Arc<io::Error>,
    },
}

impl Stored {
    /// Reads both files, which need not be there, and says which keys in them mean nothing.
    ///
    /// # Errors
    ///
    /// When the profiles cannot be read.
    pub(crate) fn read(home: &Home) -> Result<(Self, Vec<String>), FileError> {
        let path = home.config_file();
        let (profiles, unknown) = match read(&path)? {
            None => <_>::default(),
            Some(text) => {
                let malformed = |malformed| FileError::Malformed { path, malformed };
                Profiles::parse(&text).map_err(malformed)?
            }
        };
        let secrets = secrets(&home.credentials_file());
        Ok((Self { profiles, secrets }, unknown))
    }
}

fn secrets(path: &Path) -> Result<Secrets, FileError> {
    #[derive(Deserialize)]
    struct File {
        #[serde(default)]
        profiles: Secrets,
    }
    let Some(text) = read(path)? else {
        return Ok(Secrets::default());
    };
    refuse_if_open(path)?;
    // What is wrong with it is not repeated: it may be the secret.
    let malformed = |error: toml_edit::de::Error| FileError::Malformed {
        path: path.to_owned(),
        malformed: Malformed {
            line: line(&text, error.span()),
            reason: "this is not what auth login writes".to_owned(),
        },
    };
    let file: File = toml_edit::de::from_str(&text).map_err(malformed)?;
    Ok(file.profiles)
}

/// Refuses secrets that others can read, as ssh does.
#[cfg(unix)]
fn refuse_if_open(path: &Path) -> Result<(), FileError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = std::fs::metadata(path).map_err(unreadable(path))?;
    let mode = metadata.permissions().mode() & 0o777;
    let of_others = mode & 0o077;
    if of_others == 0 {
        return Ok(());
    }
    let path = path.to_owned();
    Err(FileError::Open { path, mode })
}

#[cfg(not(unix))]
fn refuse_if_open(_: &Path) -> Result<(), FileError> {
    Ok(())
}

fn read(path: &Path) -> Result<Option<String>, FileError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        // A folder that cannot be used is told where something is kept in it.
        Err(error) if [ErrorKind::NotFound, ErrorKind::NotADirectory].contains(&error.kind()) => {
            Ok(None)
        }
        Err(error) => Err(unreadable(path)(error)),
    }
}

fn unreadable(path: &Path) -> impl Fn(io::Error) -> FileError {
    let path = path.to_owned();
    move |source| FileError::Read {
        path: path.clone(),
        source: Arc::new(source),
    }
}

/// A file that is changed: what else is in it, its order and its comments stay.
#[derive(Debug)]
pub(crate) struct Edit {
    path: PathBuf,
    document: DocumentMut,
}

impl Edit {
    /// The profiles.
    ///
    /// # Errors
    ///
    /// When they cannot be read.
    pub(crate) fn profiles(home: &Home) -> Result<Self, FileError> {
        Self::of(home.config_file())
    }

    fn of(path: PathBuf) -> Result<Self, FileError> {
        let text = read(&path)?.unwrap_or_default();
        match text.parse() {
            Ok(document) => Ok(Self { path, document }),
            Err(error) => {
                let error: toml_edit::TomlError = error;
                let malformed = Malformed {
                    line: line(&text, error.span()),
                    reason: error.message().to_owned(),
                };
                Err(FileError::Malformed { path, malformed })
            }
        }
    }

    /// Puts a profile in use; `None`: none.
    pub(crate) fn choose(&mut self, profile: Option<&str>) {
        set(self.document.as_table_mut(), "profile", profile);
    }

    /// Lets a profile say something of a key, or nothing.
    pub(crate) fn set(&mut self, profile: &str, key: Key, text: Option<&str>) {
        if let Some(table) = self.table(profile) {
            set(table, key.name, text);
        }
    }

    /// The table of a profile, made if need be.
    fn table(&mut self, profile: &str) -> Option<&mut dyn toml_edit::TableLike> {
        let profiles = self.document.entry("profiles").or_insert_with(|| {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        });
        let profiles = profiles.as_table_like_mut()?;
        profiles
            .entry(profile)
            .or_insert_with(|| Item::Table(Table::new()))
            .as_table_like_mut()
    }

    /// Writes it.
    ///
    /// # Errors
    ///
    /// When that cannot be done; the old file is still there.
    pub(crate) fn write(&self, home: &Home) -> Result<(), SaveError> {
        home.config()?;
        write(&self.path, &self.document.to_string())?;
        Ok(())
    }
}

/// Keeps a profile's secret, or forgets it.
///
/// # Errors
///
/// When that cannot be done; the old file is still there.
pub(crate) fn save_secret(
    home: &Home,
    profile: &str,
    saved: Option<&Saved>,
) -> Result<(), SaveError> {
    let path = home.credentials_file();
    let mut all = secrets(&path)?;
    match saved {
        Some(saved) => drop(all.insert(profile.to_owned(), saved.clone())),
        None => drop(all.remove(profile)),
    }
    let mut document = DocumentMut::new();
    document.decor_mut().set_prefix("");
    let mut profiles = Table::new();
    profiles.set_implicit(true);
    for (name, Saved { base_url, secret }) in &all {
        let mut table = Table::new();
        table.insert("base_url", value(base_url));
        table.insert("secret", value(secret.expose_secret()));
        profiles.insert(name, Item::Table(table));
    }
    document.insert("profiles", Item::Table(profiles));
    home.config()?;
    let text = format!(
        "# Secrets, each for one address. dyte-stage auth login writes this file.\n{document}"
    );
    Ok(write(&path, &text)?)
}

/// Keeps other processes from changing the files, until it is dropped.
///
/// # Errors
///
/// When that cannot be done.
pub(crate) fn lock(home: &Home) -> Result<std::fs::File, SaveError> {
    let path = home.config()?.join("config.lock");
    let locked = open_lock(&path).and_then(|file| file.lock().map(|()| file));
    locked.map_err(|source| {
        FileError::Write {
            path,
            source: Arc::new(source),
        }
        .into()
    })
}

/// Why something was not saved.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SaveError {
    /// There is no folder for it.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The file cannot be read, or not be written.
    #[error(transparent)]
    File(#[from] FileError),
}

fn write(path: &Path, text: &str) -> Result<(), FileError> {
    // A link to a file elsewhere stays one.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    write_atomically(&target, text.as_bytes()).map_err(|source| FileError::Write {
        path: path.to_owned(),
        source: Arc::new(source),
    })
}

/// Sets a value where it is, with the comment behind it.
fn set(table: &mut dyn toml_edit::TableLike, key: &str, text: Option<&str>) {
    let Some(text) = text else {
        table.remove(key);
        return;
    };
    let mut new = toml_edit::Value::from(text);
    match table.get_mut(key) {
        Some(Item::Value(old)) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        _ => drop(table.insert(key, Item::Value(new))),
    }
}
