//! The certificate of an encrypted server.

use std::io;
use std::path::{Path, PathBuf};

use axum_server::tls_rustls::RustlsConfig;

/// A certificate and its key.
#[derive(Debug, Clone)]
pub struct Tls(pub(crate) RustlsConfig);

/// Why a certificate or its key cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use the certificate {} with the key {}: {source}", .cert.display(), .key.display())]
pub struct TlsError {
    cert: PathBuf,
    key: PathBuf,
    source: io::Error,
}

impl Tls {
    /// Reads a certificate chain and its key, in PEM.
    ///
    /// # Errors
    ///
    /// When one of them cannot be read, or they do not belong together.
    pub async fn read(cert: &Path, key: &Path) -> Result<Self, TlsError> {
        install_crypto();
        let read = RustlsConfig::from_pem_file(cert, key).await;
        read.map(Self).map_err(|source| TlsError {
            cert: cert.to_owned(),
            key: key.to_owned(),
            source: in_words(source),
        })
    }
}

/// Replaces an error about readable files by one that a person understands.
fn in_words(error: io::Error) -> io::Error {
    let reason = match error.get_ref().and_then(|error| error.downcast_ref()) {
        Some(rustls::Error::NoCertificatesPresented) => "there is no certificate in the first",
        Some(rustls::Error::InconsistentKeys(_)) => "they do not belong together",
        _ => return error,
    };
    io::Error::other(reason)
}

/// Installs the cryptography for TLS in this process. Call it before TLS is used; further calls do nothing.
pub fn install_crypto() {
    // The error is that it is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
