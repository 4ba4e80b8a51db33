//! API tokens of a service that outlives its callers. A token's secret is shown once, when it is
//! created; the file has its hash.
//!
//! [`TokenStore`] creates, lists and revokes tokens, in a file that several processes may change.
//! [`TokenVerifier`] is the same file as a running service sees it, at each request as it is then.

mod error;
mod file;
mod secret;
mod store;
#[cfg(test)]
mod tests;
mod token;
mod verifier;

pub use error::TokenError;
pub use store::TokenStore;
pub use token::{NewToken, Token};
pub use verifier::TokenVerifier;
