//! Where a command listens: an address, a certificate, and whether that is safe.

use std::net::SocketAddr;
use std::path::PathBuf;

use tokio::net::TcpListener;

use crate::error::CliError;
use crate::exit::Exit;
use net::Tls;

/// Where to listen, and how.
#[derive(Debug)]
pub(crate) struct ListenOptions {
    pub(crate) address: SocketAddr,
    /// A certificate and its key.
    pub(crate) tls: Option<(PathBuf, PathBuf)>,
    /// Whether something in front of it encrypts.
    pub(crate) behind_proxy: bool,
}

impl ListenOptions {
    /// Tokens must not cross a network unencrypted.
    pub(crate) fn check(&self) -> Result<(), CliError> {
        if self.address.ip().is_loopback() || self.tls.is_some() || self.behind_proxy {
            return Ok(());
        }
        Err(CliError::usage(format!(
            "tokens would cross the network unencrypted: {} is not this machine's own",
            self.address
        ))
        .with_hint("add --tls-cert and --tls-key, or --behind-proxy if TLS ends in front of it"))
    }

    /// The certificate, if there is one.
    pub(crate) async fn tls(&self) -> Result<Option<Tls>, CliError> {
        Ok(match &self.tls {
            Some((cert, key)) => Some(Tls::read(cert, key).await?),
            None => None,
        })
    }

    /// Listens.
    pub(crate) async fn bind(&self) -> Result<TcpListener, CliError> {
        let listener = TcpListener::bind(self.address).await;
        listener.map_err(|error| {
            let message = format!("cannot listen on {}: {error}", self.address);
            CliError::new("listen", Exit::Failed, message)
                .with_hint("take another address or port: --listen")
        })
    }
}
