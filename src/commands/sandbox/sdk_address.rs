//! Where SDKs find the sandbox: an address, a certificate and a name, and whether they go together.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};

use crate::error::{CliError, NO_ROOM};
use crate::exit::Exit;
use sandbox::Certificate;

/// Where SDKs in browsers find the sandbox.
#[derive(Debug)]
pub(super) struct SdkAddress {
    pub(super) address: SocketAddr,
    /// Whether it is encrypted with a certificate that is made for it.
    pub(super) makes_certificate: bool,
    /// A certificate and its key.
    pub(super) certificate: Option<(PathBuf, PathBuf)>,
    /// The name that it has there.
    pub(super) named: Option<String>,
}

impl SdkAddress {
    /// Checks that the parts go together: tokens must not cross a network unencrypted, media
    /// connections need an address, and browsers a name.
    pub(super) fn check(&self) -> Result<(), CliError> {
        let (address, ip) = (self.address, self.address.ip());
        let is_encrypted = self.makes_certificate || self.certificate.is_some();
        let is_localhost = ip == Ipv4Addr::LOCALHOST || ip == Ipv6Addr::LOCALHOST;
        let problem = if ip.is_unspecified() {
            "say which address; browsers are told to find media there"
        } else if !ip.is_loopback() && !is_encrypted {
            "tokens would cross the network unencrypted; add --tls, or --tls-cert and --tls-key"
        } else if !is_localhost && is_encrypted && self.named.is_none() {
            "browsers would look for it at localhost; say under which name they find it: --host"
        } else {
            return Ok(());
        };
        Err(CliError::usage(format!("--listen {address}: {problem}")))
    }

    /// The name that browsers find it by.
    pub(super) fn host(&self) -> &str {
        self.named.as_deref().unwrap_or("localhost")
    }

    pub(super) fn certificate(
        &self,
        folder: &Path,
    ) -> Result<Option<(PathBuf, PathBuf)>, CliError> {
        if !self.makes_certificate {
            return Ok(self.certificate.clone());
        }
        let made = Certificate::load_or_create(folder, self.host());
        let Certificate { cert, key } = made.map_err(|error| {
            let message = format!("cannot make a certificate in {}: {error}", folder.display());
            CliError::new("tls", Exit::Failed, message).with_hint(NO_ROOM)
        })?;
        Ok(Some((cert, key)))
    }
}
