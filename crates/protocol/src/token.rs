//! The claims of a participant token (docs/protocol.md, "Tokens").

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The claims of a participant token, a JWT that the platform signs. Only the platform can verify
/// one; a client reads the participant and the expiry from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Claims {
    /// The account's organization, or app.
    #[serde(default)]
    pub org_id: String,
    /// The meeting that it admits to.
    pub meeting_id: String,
    /// The participant's `user_id`.
    pub participant_id: String,
    /// When it was issued, in seconds since the epoch.
    #[serde(default)]
    pub iat: i64,
    /// When it expires, in seconds since the epoch.
    pub exp: Option<i64>,
}

impl Claims {
    /// Reads a token's claims without verifying them; `None` if it is not such a token.
    #[must_use]
    pub fn read(token: &str) -> Option<Self> {
        jsonwebtoken::dangerous::insecure_decode_claims(token).ok()
    }

    /// When the token expires, if it does.
    #[must_use]
    pub fn expires(&self) -> Option<Timestamp> {
        Timestamp::from_second(self.exp?).ok()
    }
}
