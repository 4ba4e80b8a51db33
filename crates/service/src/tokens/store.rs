//! Creates, lists and revokes tokens.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use jiff::Timestamp;
use secrecy::SecretString;

use super::error::TokenError;
use super::file::{self, Entry, FRESH_FOR};
use super::secret;
use super::token::{NewToken, Token};

const FILE: &str = "tokens.json";
/// The longest name, in characters.
const LONGEST_NAME: usize = 64;
/// The longest life of a token that expires: ten years.
pub(super) const LONGEST_LIFE: Duration = Duration::from_hours(10 * 365 * 24);

/// The tokens in a folder. Several processes may change them at once, and none loses what another
/// did.
#[derive(Debug, Clone)]
pub struct TokenStore {
    path: PathBuf,
    /// Whether changes are checked, and not saved.
    dry_run: bool,
}

impl TokenStore {
    /// The tokens in a folder; there need not be any.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            path: folder.join(FILE),
            dry_run: false,
        }
    }

    /// The same, in a dry run: changes are checked, and not saved.
    #[must_use]
    pub fn with_dry_run(self, dry_run: bool) -> Self {
        Self { dry_run, ..self }
    }

    /// The file.
    #[must_use]
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Creates a token. Its secret is known only now. Waits while another process changes the file.
    ///
    /// # Errors
    ///
    /// When the name is not valid, or is another token's name or id; when the life is longer than
    /// ten years; when the file cannot be used, which then stays as it is.
    pub fn create(&self, new: NewToken) -> Result<(Token, SecretString), TokenError> {
        check_name(&new.name)?;
        let created_at = Timestamp::now();
        let expires_at = new.expires_in.map(|life| end(created_at, life));
        let expires_at = expires_at.transpose()?;
        self.change(|entries| {
            if is_taken(&new.name, entries) {
                return Err(TokenError::Taken(new.name));
            }
            let token = Token {
                id: free_id(entries)?,
                name: new.name,
                role: new.role,
                meetings: new.meetings,
                created_at,
                expires_at,
            };
            let (secret, sha256) = secret::secret()?;
            entries.push(Entry {
                token: Arc::new(token.clone()),
                sha256,
            });
            Ok((token, secret))
        })
    }

    /// All tokens, the oldest first, including expired ones.
    ///
    /// # Errors
    ///
    /// When the file cannot be used.
    pub fn list(&self) -> Result<Vec<Token>, TokenError> {
        let entries = file::read(&self.path)?.into_iter();
        Ok(entries
            .map(|entry| Arc::unwrap_or_clone(entry.token))
            .collect())
    }

    /// Removes the token with a name or id, and returns it. Waits while another process changes the
    /// file.
    ///
    /// # Errors
    ///
    /// When no token has it; when the file cannot be used, which then stays as it is.
    pub fn revoke(&self, name_or_id: &str) -> Result<Token, TokenError> {
        self.change(|entries| {
            let mut tokens = entries.iter().map(|entry| &entry.token);
            match tokens.position(|token| token.is_called(name_or_id)) {
                Some(at) => Ok(Arc::unwrap_or_clone(entries.remove(at).token)),
                None => Err(TokenError::Unknown(name_or_id.to_owned())),
            }
        })
    }

    /// Changes the file, while no other process does.
    fn change<T>(
        &self,
        change: impl FnOnce(&mut Vec<Entry>) -> Result<T, TokenError>,
    ) -> Result<T, TokenError> {
        let _lock = file::lock(&self.path)?;
        let mut entries = file::read(&self.path)?;
        let changed = change(&mut entries)?;
        if self.dry_run {
            return Ok(changed);
        }
        file::write(&self.path, &entries)?;
        // Every running service sees the change from its next request on.
        sleep(FRESH_FOR);
        Ok(changed)
    }
}

fn check_name(name: &str) -> Result<(), TokenError> {
    if name.is_empty() {
        return Err(TokenError::Name("is empty"));
    }
    if name.contains(char::is_control) {
        return Err(TokenError::Name("has a control character in it"));
    }
    if name.trim() != name {
        return Err(TokenError::Name("begins or ends with white space"));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(TokenError::Name("has more than 64 characters"));
    }
    Ok(())
}

fn end(from: Timestamp, life: Duration) -> Result<Timestamp, TokenError> {
    if life > LONGEST_LIFE {
        return Err(TokenError::TooLong);
    }
    from.checked_add(life).map_err(|_| TokenError::TooLong)
}

/// A new id that is no token's id or name.
fn free_id(entries: &[Entry]) -> Result<String, TokenError> {
    loop {
        let id = secret::id()?;
        if !is_taken(&id, entries) {
            return Ok(id);
        }
    }
}

fn is_taken(name_or_id: &str, entries: &[Entry]) -> bool {
    entries
        .iter()
        .any(|entry| entry.token.is_called(name_or_id))
}
