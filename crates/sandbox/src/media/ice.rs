//! The ICE-lite agent (RFC 8445): what a browser must know to reach it.

use std::net::SocketAddr;

use uuid::Uuid;

/// The credentials and the address of the agent.
#[derive(Debug)]
pub(crate) struct IceAgent {
    pub(super) ufrag: String,
    pub(super) pwd: String,
    /// Random, of no certificate: no browser gets as far as DTLS.
    pub(super) fingerprint: [u8; 32],
    pub(super) address: SocketAddr,
}

impl IceAgent {
    pub(super) fn new(address: SocketAddr) -> Self {
        let mut fingerprint = [0; 32];
        fingerprint[..16].copy_from_slice(Uuid::new_v4().as_bytes());
        fingerprint[16..].copy_from_slice(Uuid::new_v4().as_bytes());
        Self {
            ufrag: Uuid::new_v4().simple().to_string(),
            pwd: Uuid::new_v4().simple().to_string(),
            fingerprint,
            address,
        }
    }
}
