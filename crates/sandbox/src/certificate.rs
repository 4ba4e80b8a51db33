//! The certificate that the sandbox makes for itself: kept, so that whoever trusts it need do so once.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};
use rcgen::{CertificateParams, DnType, IsCa, KeyPair, date_time_ymd};

use net::file::write_atomically;

/// What the SDK puts before a name to reach the parts of a platform (docs/protocol.md, "Hosts").
const PARTS: [&str; 7] = [
    "api",
    "socket-edge",
    "api-silos",
    "da-collector",
    "location",
    "location-legacy",
    "flags",
];
/// How long a certificate is good for; browsers take none that is good for longer.
const GOOD_FOR_DAYS: i64 = 397;
/// How old a certificate may be when it is taken again.
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
    /// The certificate that a folder has for a name and what the SDK puts before it; made where there is
    /// none, or it is about to end.
    ///
    /// # Errors
    ///
    /// When it cannot be made or written.
    pub fn of(folder: &Path, name: &str) -> io::Result<Self> {
        let certificate = Self {
            cert: folder.join(format!("sandbox-{name}-cert.pem")),
            key: folder.join(format!("sandbox-{name}-key.pem")),
        };
        if !certificate.is_good() {
            let (cert, key) = make(name).map_err(io::Error::other)?;
            write_atomically(&certificate.key, key.as_bytes())?;
            write_atomically(&certificate.cert, cert.as_bytes())?;
        }
        Ok(certificate)
    }

    fn is_good(&self) -> bool {
        let made = std::fs::metadata(&self.cert).and_then(|cert| cert.modified());
        let age = made
            .ok()
            .and_then(|made| SystemTime::now().duration_since(made).ok());
        self.key.exists() && age.is_some_and(|age| age < RENEW_AFTER)
    }
}

/// A certificate that vouches for itself, and its key, in PEM.
fn make(name: &str) -> Result<(String, String), rcgen::Error> {
    let parts = PARTS.iter().map(|part| format!("{part}.{name}"));
    let addresses = ["127.0.0.1", "::1"].map(str::to_owned);
    let names: Vec<_> = [name.to_owned()]
        .into_iter()
        .chain(parts)
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
    params.not_after = day(GOOD_FOR_DAYS - 1);
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
    fn a_certificate_is_kept_until_it_is_about_to_end() {
        let folder = tempfile::tempdir().unwrap();
        let of = |name| Certificate::of(folder.path(), name).unwrap();
        let made = of("localhost");
        let read = || fs::read(&made.cert).unwrap();
        let first = read();
        assert_eq!((of("localhost"), read()), (made.clone(), first.clone()));
        assert_ne!(of("stage.example.com"), made);
        let old = SystemTime::now() - RENEW_AFTER;
        fs::File::open(&made.cert)
            .unwrap()
            .set_modified(old)
            .unwrap();
        assert_eq!(of("localhost"), made);
        assert_ne!(read(), first);
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_can_read_the_key() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let made = Certificate::of(folder.path(), "localhost").unwrap();
        let permissions = fs::metadata(made.key).unwrap().permissions();
        assert_eq!(permissions.mode() & 0o777, 0o600);
    }
}
