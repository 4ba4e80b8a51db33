//! What `serve` needs before it serves: an address that is safe, a certificate, tokens, an audit log.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tokio::net::TcpListener;

use super::error::CliError;
use crate::config::{Environment, Home};
use api::Platform;
use net::Tls;
use service::tokens::{TokenStore, TokenVerifier};
use service::{Access, AuditLog, Settings};

/// Where to listen, and how.
#[derive(Debug)]
pub(super) struct Listen {
    pub(super) address: SocketAddr,
    /// A certificate and its key.
    pub(super) tls: Option<(PathBuf, PathBuf)>,
    /// Whether something in front of it encrypts.
    pub(super) behind_proxy: bool,
}

impl Listen {
    /// Tokens must not cross a network unencrypted.
    pub(super) fn check(&self) -> Result<(), CliError> {
        if self.address.ip().is_loopback() || self.tls.is_some() || self.behind_proxy {
            return Ok(());
        }
        Err(CliError::Unencrypted(self.address))
    }

    /// The certificate, if there is one.
    pub(super) async fn tls(&self) -> Result<Option<Tls>, CliError> {
        Ok(match &self.tls {
            Some((cert, key)) => Some(Tls::read(cert, key).await?),
            None => None,
        })
    }

    /// Listens.
    pub(super) async fn bind(&self) -> Result<TcpListener, CliError> {
        let listener = TcpListener::bind(self.address).await;
        listener.map_err(|source| CliError::Listen {
            address: self.address,
            source,
        })
    }
}

/// Everything that a service needs but a platform.
#[derive(Debug)]
pub(super) struct Serving {
    pub(super) listener: TcpListener,
    pub(super) settings: Settings,
    /// Where those who may call are kept.
    pub(super) tokens: TokenStore,
}

/// A service that is served.
#[derive(Debug, Serialize)]
pub(super) struct Served {
    pub(super) platform: Platform,
    pub(super) url: String,
}

impl Serving {
    /// Gets it all, or says what is missing.
    pub(super) async fn prepare(
        listen: Listen,
        audit_log: Option<&Path>,
    ) -> Result<Self, CliError> {
        let home = Home::find(&Environment::read())?;
        let tokens = TokenStore::in_folder(home.state()?);
        let tls = listen.tls().await?;
        let audit = audit_log.map(open).transpose()?;
        let listener = listen.bind().await?;
        let settings = Settings {
            access: Access::Tokens(TokenVerifier::new(tokens.clone())),
            tls,
            audit,
            outlives_callers: true,
        };
        Ok(Self {
            listener,
            settings,
            tokens,
        })
    }
}

fn open(path: &Path) -> Result<AuditLog, CliError> {
    AuditLog::open(path).map_err(|source| CliError::AuditLog {
        path: path.to_owned(),
        source,
    })
}
