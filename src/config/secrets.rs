//! The secrets of profiles: `credentials.toml`, and the rule that a secret is sent only to the
//! address for which it was saved.

use std::collections::BTreeMap;
use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use toml_edit::{DocumentMut, Item, Table, value};

use super::error::ConfigError;
use super::files::{FileError, Malformed, SaveError, read, refuse_if_open, write};
use super::home::Home;
use net::Endpoint;

/// Secrets by the name of their profile.
pub(crate) type Secrets = BTreeMap<String, SavedSecret>;

/// A secret, and the address for which it was saved.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct SavedSecret {
    /// The address of the platform's REST API, or of the service.
    pub(crate) base_url: String,
    #[serde(deserialize_with = "secret")]
    pub(crate) secret: SecretString,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    String::deserialize(deserializer).map(Into::into)
}

impl SavedSecret {
    /// Checks that a profile still leads to the address for which its secret was saved.
    ///
    /// # Errors
    ///
    /// When it leads to another address.
    pub(crate) fn check_address(
        &self,
        profile: &str,
        address: &Endpoint,
    ) -> Result<(), ConfigError> {
        let base_url = address.to_string();
        if base_url == self.base_url {
            return Ok(());
        }
        Err(ConfigError::SecretElsewhere {
            profile: profile.to_owned(),
            saved_for: self.base_url.clone(),
            base_url,
        })
    }
}

/// Reads the secrets. The file need not exist.
///
/// # Errors
///
/// When it cannot be read, its text is invalid, or other users can read it.
pub(super) fn read_secrets(path: &Path) -> Result<Secrets, FileError> {
    #[derive(Deserialize)]
    struct File {
        #[serde(default)]
        profiles: Secrets,
    }
    let Some(text) = read(path)? else {
        return Ok(Secrets::default());
    };
    refuse_if_open(path)?;
    // The invalid text is not repeated: it may be the secret.
    let malformed = |error: toml_edit::de::Error| FileError::Malformed {
        path: path.to_owned(),
        malformed: Malformed::at(
            &text,
            error.span(),
            "this is not what auth login writes".to_owned(),
        ),
    };
    let file: File = toml_edit::de::from_str(&text).map_err(malformed)?;
    Ok(file.profiles)
}

/// Saves the secret of a profile; `None` removes it.
///
/// # Errors
///
/// When that cannot be done; the old file is still there.
pub(crate) fn save_secret(
    home: &Home,
    profile: &str,
    saved: Option<&SavedSecret>,
) -> Result<(), SaveError> {
    let path = home.credentials_file();
    let mut all = read_secrets(&path)?;
    match saved {
        Some(saved) => drop(all.insert(profile.to_owned(), saved.clone())),
        None => drop(all.remove(profile)),
    }
    let mut document = DocumentMut::new();
    document.decor_mut().set_prefix("");
    let mut profiles = Table::new();
    profiles.set_implicit(true);
    for (name, SavedSecret { base_url, secret }) in &all {
        let mut table = Table::new();
        table.insert("base_url", value(base_url));
        table.insert("secret", value(secret.expose_secret()));
        profiles.insert(name, Item::Table(table));
    }
    document.insert("profiles", Item::Table(profiles));
    let text = format!(
        "# Secrets, each for one address. dyte-stage auth login writes this file.\n{document}"
    );
    write(home, &path, &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_saved_and_never_shown() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        let saved = SavedSecret {
            base_url: "https://example.com/".to_owned(),
            secret: "hunter2".into(),
        };
        save_secret(&home, "live", Some(&saved)).unwrap();
        let secrets = read_secrets(&home.credentials_file()).unwrap();
        assert!(!format!("{secrets:?}").contains("hunter2"));
        assert_eq!(secrets["live"].secret.expose_secret(), "hunter2");
        std::fs::write(home.credentials_file(), "[profiles.live]\nsecret = hunter2").unwrap();
        let error = read_secrets(&home.credentials_file()).unwrap_err();
        assert!(!format!("{error:?} {error}").contains("hunter2"));
    }

    #[test]
    fn a_secret_is_refused_for_any_other_address() {
        let saved = SavedSecret {
            base_url: "https://api.dyte.io/v2".to_owned(),
            secret: "hunter2".into(),
        };
        let check = |url| saved.check_address("live", &Endpoint::rest(url).unwrap());
        assert!(check("https://api.dyte.io/v2").is_ok());
        for url in ["https://example.com/v2", "https://api.dyte.io/v2/v2"] {
            let error = check(url).unwrap_err();
            assert!(
                matches!(error, ConfigError::SecretElsewhere { .. }),
                "{error}"
            );
        }
    }
}
