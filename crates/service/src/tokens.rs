//! The tokens of those who may call a service that stays. One is shown once, when it is made; what is
//! kept is its hash.
//!
//! [`TokenStore`] makes, lists and revokes them, in a file that several processes may change.
//! [`Tokens`] is the same file as a running service sees it: at each request as it is then.

mod file;
mod secret;
mod store;
#[cfg(test)]
mod tests;
mod watched;

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use api::Role;
use model::MeetingId;

pub use store::TokenStore;
pub use watched::Tokens;

/// The longest name, in characters.
const LONGEST_NAME: usize = 64;
/// The longest that a token may live which does not live for ever: ten years.
const LONGEST_LIFE: Duration = Duration::from_hours(10 * 365 * 24);

/// How long a running service takes the file for unchanged once it has looked: to ask the file system at each
/// of many requests costs more than all else about tokens. Whoever changes the file waits for as long.
const GLANCE: Duration = Duration::from_millis(1);

/// A token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// Its public id: short, and none other's id or name.
    pub id: String,
    /// Whose it is, in the words of whoever made it.
    pub name: String,
    /// What its holder may do.
    pub role: Role,
    /// In which meetings; when there are none, in every one.
    pub meetings: Vec<MeetingId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is no longer good; `None` is never.
    pub expires_at: Option<Timestamp>,
}

impl Token {
    /// Whether it is no longer good.
    #[must_use]
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|expires| expires <= now)
    }

    /// Whether it is meant by a name or an id.
    fn is_called(&self, name_or_id: &str) -> bool {
        self.name == name_or_id || self.id == name_or_id
    }
}

/// A token that is to be made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// Whose it is: at most 64 characters, and no other token's name.
    pub name: String,
    /// What its holder may do.
    pub role: Role,
    /// In which meetings; when there are none, in every one.
    pub meetings: Vec<MeetingId>,
    /// How long it is good for, at most ten years; `None` is for ever.
    pub expires_in: Option<Duration>,
}

/// A token cannot be made, found or revoked.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The name is none.
    #[error("the token's name {0}")]
    Name(&'static str),
    /// It would live too long.
    #[error("a token lives for ten years at most, or for ever")]
    TooLong,
    /// Another one is called so.
    #[error("there is a token '{0}' already")]
    Taken(String),
    /// None is called so.
    #[error("no token has the name or id '{0}'")]
    Unknown(String),
    /// The system gives no random bytes.
    #[error("cannot make a token: the system gives no random bytes")]
    Random,
    /// The file cannot be read.
    #[error("cannot read the tokens in {}: {source}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file was read, and makes no sense.
    #[error("cannot use the tokens in {}: {reason}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The file, or the lock next to it, cannot be written.
    #[error("cannot save the tokens in {}: {source}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}
