//! The account: its apps, and its API token.

use serde::{Deserialize, Serialize};

/// An app of a Cloudflare account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct App {
    /// Its id.
    pub id: String,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
}

/// What Cloudflare says of an API token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenStatus {
    /// `active`, or why it is not.
    pub status: String,
}
