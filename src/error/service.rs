//! Errors of the service: the file of its tokens.

use super::cli_error::CliError;
use crate::exit::Exit;
use service::tokens::TokenError;

impl From<TokenError> for CliError {
    fn from(error: TokenError) -> Self {
        let (code, exit, hint) = match &error {
            TokenError::Unknown(_) => (
                "token_not_found",
                Exit::NotFound,
                Some("list them: dyte-stage tokens list"),
            ),
            TokenError::Taken(_) => (
                "token_exists",
                Exit::Conflict,
                Some("take another name, or revoke that one: dyte-stage tokens revoke"),
            ),
            TokenError::Damaged { .. } => (
                "tokens",
                Exit::Failed,
                Some("put a copy in its place, or move it away, which revokes every token"),
            ),
            TokenError::Read { .. } | TokenError::Write { .. } => (
                "tokens",
                Exit::Failed,
                Some(
                    "make room or allow reading and writing there, or use another folder: \
                     DYTE_STAGE_HOME",
                ),
            ),
            TokenError::Random => ("internal", Exit::Failed, None),
            TokenError::Name(_) | TokenError::TooLong => ("usage", Exit::Usage, None),
        };
        Self::new(code, exit, error.to_string()).with_hint_if(hint)
    }
}
