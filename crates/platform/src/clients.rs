//! The HTTP clients: one for this machine, which knows no proxy, and one for everywhere else.

use reqwest::Client;

use super::timing::REST_TIMEOUT;
use crate::{Account, Signalling};
use net::Endpoint;
use net::{Reach, client};

/// The clients that an account needs.
#[derive(Debug)]
pub(super) struct Clients {
    loopback: Client,
    /// None when nothing is elsewhere: reading the system's certificates takes its time.
    network: Option<Client>,
}

impl Clients {
    pub(super) fn new(account: &Account) -> reqwest::Result<Self> {
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

    /// The client for an address. What is not encrypted must not leave this machine, through a proxy
    /// neither.
    pub(super) fn to(&self, endpoint: &Endpoint) -> &Client {
        match &self.network {
            Some(network) if !endpoint.is_loopback() => network,
            _ => &self.loopback,
        }
    }
}
