//! Which tokens a service accepts, and the caller behind one: a role, and the meetings that it is
//! for.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use crate::failure::Failure;
use crate::tokens::{Token, TokenVerifier};
use api::{ErrorCode, Role};
use model::MeetingId;

/// The tokens that a service accepts.
#[derive(Debug)]
pub enum Access {
    /// This token only, which allows everything.
    SingleToken(SecretString),
    /// The tokens of a file, each for its role and its meetings.
    Tokens(TokenVerifier),
}

/// The caller of a request: the command that runs this service for itself, or the holder of a
/// token.
#[derive(Debug)]
pub(crate) struct Caller(Option<Arc<Token>>);

impl Caller {
    pub(crate) fn role(&self) -> Role {
        self.token().map_or(Role::Admin, |token| token.role)
    }

    /// The token, unless it is the [`Access::SingleToken`].
    pub(crate) fn token(&self) -> Option<&Token> {
        self.0.as_deref()
    }

    /// The meetings that the token is for; empty means every meeting.
    pub(crate) fn meetings(&self) -> &[MeetingId] {
        self.token().map_or(&[], |token| &token.meetings)
    }

    /// Whether the token is for a meeting.
    pub(crate) fn is_for(&self, meeting: &str) -> bool {
        self.is_for_everything() || self.meetings().iter().any(|m| m.as_str() == meeting)
    }

    /// Whether the token is for every meeting, and for routes that are about no meeting.
    pub(crate) fn is_for_everything(&self) -> bool {
        self.meetings().is_empty()
    }

    /// How a problem names the token.
    pub(crate) fn label(&self) -> String {
        match self.token() {
            Some(token) => format!("the token '{}'", token.name),
            None => "the token".to_owned(),
        }
    }
}

impl Access {
    /// The caller that presents a token; `None` when the token is not accepted.
    pub(crate) fn caller(&self, presented: &str) -> Result<Option<Caller>, Failure> {
        match self {
            Self::SingleToken(known) => {
                let known = known.expose_secret().as_bytes();
                let is_known: bool = presented.as_bytes().ct_eq(known).into();
                Ok(is_known.then_some(Caller(None)))
            }
            Self::Tokens(tokens) => {
                let known = tokens.verify(presented).map_err(|error| {
                    // Where the file is, is not the caller's business.
                    tracing::error!(%error, "the tokens cannot be read");
                    ErrorCode::Internal.problem("the service cannot read its tokens")
                })?;
                Ok(known.map(|token| Caller(Some(token))))
            }
        }
    }

    /// Whether a caller that was accepted is accepted still.
    pub(crate) fn still_admits(&self, caller: &Caller) -> bool {
        match (self, caller.token()) {
            // A token that cannot be looked up is not accepted, either.
            (Self::Tokens(tokens), Some(token)) => tokens.is_valid(&token.id).unwrap_or(false),
            (Self::Tokens(_) | Self::SingleToken(_), _) => true,
        }
    }
}
