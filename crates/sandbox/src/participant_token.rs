//! Participant tokens: signed as the platform does, with the sandbox's own key.

use std::sync::Once;

use jiff::{Timestamp, ToSpan};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::signature::{Error, Signer, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use ring::hmac;

use crate::ids::ACCOUNT;
use protocol::token::Claims;

/// How long a token is valid.
const LIFETIME_HOURS: i64 = 24;

/// Signs a token for a participant.
pub(crate) fn sign(
    key: &str,
    meeting_id: &str,
    participant_id: &str,
    now: Timestamp,
) -> Result<String> {
    install();
    let claims = Claims {
        org_id: ACCOUNT.to_owned(),
        meeting_id: meeting_id.to_owned(),
        participant_id: participant_id.to_owned(),
        iat: now.as_second(),
        exp: Some((now + LIFETIME_HOURS.hours()).as_second()),
    };
    let key = EncodingKey::from_secret(key.as_bytes());
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key)
}

/// Reads a token that this sandbox signed and that has not expired.
pub(crate) fn verify(key: &str, token: &str) -> Result<Claims> {
    install();
    let key = DecodingKey::from_secret(key.as_bytes());
    let validation = Validation::new(Algorithm::HS256);
    Ok(jsonwebtoken::decode(token, &key, &validation)?.claims)
}

/// Lets `jsonwebtoken` sign with ring, which TLS needs anyway.
fn install() {
    static PROVIDER: CryptoProvider = CryptoProvider {
        signer_factory: |algorithm, key| Ok(Box::new(Hs256::new(*algorithm, key.as_bytes())?)),
        verifier_factory: |algorithm, key| {
            Ok(Box::new(Hs256::new(*algorithm, key.try_get_as_bytes()?)?))
        },
        key_utils: KeyUtils::new_unimplemented(),
    };
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        // A provider that was installed before signs as well.
        let _ = PROVIDER.install_default();
    });
}

struct Hs256(hmac::Key);

impl Hs256 {
    fn new(algorithm: Algorithm, secret: &[u8]) -> Result<Self> {
        match algorithm {
            Algorithm::HS256 => Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, secret))),
            _ => Err(ErrorKind::InvalidAlgorithm.into()),
        }
    }
}

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, Error> {
        Ok(hmac::sign(&self.0, message).as_ref().to_vec())
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, message: &[u8], tag: &Vec<u8>) -> std::result::Result<(), Error> {
        hmac::verify(&self.0, message, tag).map_err(|_| Error::new())
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unexpired_tokens_of_this_sandbox_are_valid() {
        let now = Timestamp::now();
        let token = sign("key", "demo", "amara", now).unwrap();
        assert_eq!(verify("key", &token).unwrap().participant_id, "amara");
        assert!(verify("other", &token).is_err());
        let old = sign("key", "demo", "amara", now - 48.hours()).unwrap();
        assert!(verify("key", &old).is_err());
        assert!(verify("key", "eyJ").is_err());
    }

    #[test]
    fn a_client_reads_a_token_without_the_key() {
        let now = Timestamp::from_second(1_700_000_000).unwrap();
        let claims = Claims::read(&sign("key", "demo", "amara", now).unwrap()).unwrap();
        assert_eq!(claims.expires(), Some(now + LIFETIME_HOURS.hours()));
        assert_eq!(Claims::read("not a token"), None);
    }
}
