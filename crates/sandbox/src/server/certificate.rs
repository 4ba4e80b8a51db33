//! The self-signed certificate of the sandbox. It is kept, so that a browser has to trust it only once.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};
use rcgen::{CertificateParams, DnType, IsCa, KeyPair, date_time_ymd};

use net::file::write_atomically;

/// The subdomains that an SDK uses (docs/protocol.md, "Hosts").
const SUBDOMAINS: [&str; 7] = [
    "api",
    "socket-edge",
    "api-silos",
    "da-collector",
    "location",
    "location-legacy",
    "flags",
];
/// How long a certificate is valid, in days; browsers accept no longer one.
const VALID_DAYS: i64 = 397;
/// The age after which a certificate is replaced.
const RENEW_AFTER: Duration = Duration::from_hours(300 * 24);

/// A certificate and its key, in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The file of the certificate.
    pub cert: PathBuf,
    /// The file of its key.
    pub key: PathBuf,
}

impl Certificate {
    /// The certificate in a folder for a name and its subdomains. Creates one if there is none, or if it is about to
    /// expire.
    ///
    /// # Errors
    ///
    /// When it cannot be created or written.
    pub fn load_or_create(folder: &Path, name: &str) -> io::Result<Self> {
        let certificate = Self {
            cert: folder.join(format!("sandbox-{name}-cert.pem")),
            key: folder.join(format!("sandbox-{name}-key.pem")),
        };
        if !certificate.is_usable() {
            let (cert, key) = self_sign(name).map_err(io::Error::other)?;
            write_atomically(&certificate.key, key.as_bytes())?;
            write_atomically(&certificate.cert, cert.as_bytes())?;
        }
        Ok(certificate)
    }

    fn is_usable(&self) -> bool {
        let made = std::fs::metadata(&self.cert).and_then(|cert| cert.modified());
        let age = made
            .ok()
            .and_then(|made| SystemTime::now().duration_since(made).ok());
        self.key.exists() && age.is_some_and(|age| age < RENEW_AFTER)
    }
}

/// A self-signed certificate and its key, in PEM.
fn self_sign(name: &str) -> Result<(String, String), rcgen::Error> {
    let subdomains = SUBDOMAINS.iter().map(|part| format!("{part}.{name}"));
    let addresses = ["127.0.0.1", "::1"].map(str::to_owned);
    let names: Vec<_> = [name.to_owned()]
        .into_iter()
        .chain(subdomains)
        .chain(addresses)
        .collect();
    let mut params = CertificateParams::new(names)?;
    let day = |days: i64| {
        let at = Timestamp::now() + (days * 24).hours();
        let date = Offset::UTC.to_datetime(at).date();
        let [month, day] = [date.month(), date.day()].map(i8::unsigned_abs);
        date_time_ymd(date.year().into(), month, day)
    };
    params.not_before = day(-1);
    params.not_after = day(VALID_DAYS - 1);
    params.is_ca = IsCa::ExplicitNoCa;
    params
        .distinguished_name
        .push(DnType::CommonName, "dyte-stage sandbox");
    let key = KeyPair::generate()?;
    let cert = params.self_signed(&key)?;
    Ok((cert.pem(), key.serialize_pem()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_certificate_is_kept_until_it_is_about_to_expire() {
        let folder = tempfile::tempdir().unwrap();
        let load = |name| Certificate::load_or_create(folder.path(), name).unwrap();
        let made = load("localhost");
        let read = || fs::read(&made.cert).unwrap();
        let first = read();
        assert_eq!((load("localhost"), read()), (made.clone(), first.clone()));
        assert_ne!(load("stage.example.com"), made);
        let old = SystemTime::now() - RENEW_AFTER;
        fs::File::open(&made.cert)
            .unwrap()
            .set_modified(old)
            .unwrap();
        assert_eq!(load("localhost"), made);
        assert_ne!(read(), first);
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_can_read_the_key() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let made = Certificate::load_or_create(folder.path(), "localhost").unwrap();
        let permissions = fs::metadata(made.key).unwrap().permissions();
        assert_eq!(permissions.mode() & 0o777, 0o600);
    }
}
