//! The HTTP clients: one for this machine, which knows no proxy, and one for everywhere else.

use reqwest::Client;

use super::timing::REST_TIMEOUT;
use crate::config::{Account, Endpoint, Signalling};
use crate::http::{Reach, client};

/// The clients that an account needs.
#[derive(Debug)]
pub(super) struct Clients {
    loopback: Client,
    /// None when nothing is elsewhere: reading the system's certificates takes its time.
    network: Option<Client>,
}

impl Clients {
    pub(super) fn new(account: &Account) -> reqwest::Result<Self> {
        let is_here = match &account.signalling {
            Signalling::At(socket) => socket.is_loopback() && account.api.is_loopback(),
            Signalling::Told { .. } => false,
        };
        let network = (!is_here).then(|| client(Reach::Network, REST_TIMEOUT));
        Ok(Self {
            loopback: client(Reach::Loopback, REST_TIMEOUT)?,
            network: network.transpose()?,
        })
    }

    /// The client for an address. What is not encrypted must not leave this machine, through a proxy
    /// neither.
    pub(super) fn to(&self, endpoint: &Endpoint) -> &Client {
        match &self.network {
            Some(network) if !endpoint.is_loopback() => network,
            _ => &self.loopback,
        }
    }
}
