//! The HTTP clients: one for this machine, which uses no proxy, and one for all other addresses.

use reqwest::Client;

use crate::account::{Account, Signalling};
use crate::timing::REST_TIMEOUT;
use net::Endpoint;
use net::{Reach, client};

/// The HTTP clients that an account needs.
#[derive(Debug)]
pub(crate) struct HttpClients {
    loopback: Client,
    /// `None` when all addresses are on this machine: reading the system's certificates takes time.
    network: Option<Client>,
}

impl HttpClients {
    pub(crate) fn new(account: &Account) -> reqwest::Result<Self> {
        let reach = |endpoint: &Endpoint| Reach::to(&endpoint.http_url(), endpoint.is_loopback());
        let socket = match &account.signalling {
            Signalling::At(socket) => reach(socket),
            Signalling::Told { .. } => Reach::Network,
        };
        let reaches = [reach(&account.api), socket];
        let network = reaches.contains(&Reach::Network);
        let network = network.then(|| client(Reach::Network, REST_TIMEOUT));
        let here = if reaches.contains(&Reach::LoopbackEncrypted) {
            Reach::LoopbackEncrypted
        } else {
            Reach::Loopback
        };
        Ok(Self {
            loopback: client(here, REST_TIMEOUT)?,
            network: network.transpose()?,
        })
    }

    /// The client for an address. What is not encrypted must not leave this machine, not even
    /// through a proxy.
    pub(crate) fn to(&self, endpoint: &Endpoint) -> &Client {
        match &self.network {
            Some(network) if !endpoint.is_loopback() => network,
            _ => &self.loopback,
        }
    }
}
