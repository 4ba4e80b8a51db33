//! The secret of a token, and its hash.

use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::error::TokenError;

/// The prefix of every secret, which makes a leaked one recognizable.
const PREFIX: &str = "dyte_stage_";
/// How much of a secret is random, in bytes.
const SECRET_BYTES: usize = 32;
/// How long an id is, in bytes.
const ID_BYTES: usize = 4;

/// The SHA-256 of a secret, in hexadecimal digits. A secret is random and long: no salt and no slow
/// hash would make it harder to guess. It is never shown, hence no `Debug`.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Fingerprint(String);

impl Fingerprint {
    pub(super) fn of(secret: &str) -> Self {
        Self(hex(digest(&SHA256, secret.as_bytes()).as_ref()))
    }

    /// Compares in constant time.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

/// A new secret, and its hash.
pub(super) fn secret() -> Result<(SecretString, Fingerprint), TokenError> {
    let secret = SecretString::from(format!("{PREFIX}{}", random::<SECRET_BYTES>()?));
    let fingerprint = Fingerprint::of(secret.expose_secret());
    Ok((secret, fingerprint))
}

/// A new id.
pub(super) fn id() -> Result<String, TokenError> {
    random::<ID_BYTES>()
}

fn random<const BYTES: usize>() -> Result<String, TokenError> {
    let mut bytes = [0; BYTES];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| TokenError::Random)?;
    Ok(hex(&bytes))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    digits
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}
