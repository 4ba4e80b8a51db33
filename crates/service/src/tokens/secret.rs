//! The secret of a token, and the hash by which it is known again.

use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::TokenError;

/// What every secret begins with, so that it is recognized where it leaks.
const PREFIX: &str = "dyte_stage_";
/// How much of a secret is random, in bytes.
const SECRET_BYTES: usize = 32;
/// How long an id is, in bytes.
const ID_BYTES: usize = 4;

/// The SHA-256 of a secret, in hexadecimal digits. A secret is random and long: no salt and no slow hash
/// would make it harder to guess. Not for anybody's eyes, hence no `Debug`.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Fingerprint(String);

impl Fingerprint {
    pub(super) fn of(secret: &str) -> Self {
        Self(hex(digest(&SHA256, secret.as_bytes()).as_ref()))
    }

    /// Compares in a time that does not tell how much is the same.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

/// Makes a secret, and the hash that is kept of it.
pub(super) fn secret() -> Result<(SecretString, Fingerprint), TokenError> {
    let secret = SecretString::from(format!("{PREFIX}{}", random::<SECRET_BYTES>()?));
    let fingerprint = Fingerprint::of(secret.expose_secret());
    Ok((secret, fingerprint))
}

/// Makes an id.
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
