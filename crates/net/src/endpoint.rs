//! An address that credentials are sent to.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

/// An address to which credentials may be sent: encrypted, or on this machine.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint(Url);

/// Why an address is not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// It is no absolute address.
    #[error("it is not an absolute URL")]
    NotAUrl,
    /// It is of another scheme.
    #[error("its scheme is neither {0} nor {1}")]
    Scheme(&'static str, &'static str),
    /// It is not encrypted, and not on this machine.
    #[error("it would send credentials unencrypted to another machine")]
    Unencrypted,
    /// It ends otherwise than the platform's addresses do.
    #[error("it does not end with {0}")]
    Ending(&'static str),
    /// It is the other platform's.
    #[error("it takes {0}")]
    OtherPlatform(&'static str),
    /// It is the Stage API's own path, not where it begins.
    #[error("it must not end with {0}, which is added")]
    Added(&'static str),
    /// It holds a user, a password, a query or a fragment.
    #[error("it must have no user, password, query or fragment")]
    Extra,
}

impl Endpoint {
    /// Reads the address of a REST API: https, or http on this machine.
    ///
    /// # Errors
    ///
    /// When it is not such an address.
    pub fn rest(text: &str) -> Result<Self, EndpointError> {
        Self::parse(text, "https", "http")
    }

    /// Reads the address of a Stage API service: that of a REST API, without the path that is the Stage API's own.
    ///
    /// # Errors
    ///
    /// When it is not such an address.
    pub fn service(text: &str) -> Result<Self, EndpointError> {
        let endpoint = Self::rest(text)?;
        match endpoint.ending("/v1") {
            Ok(_) => Err(EndpointError::Added("/v1")),
            Err(_) => Self::rest(text),
        }
    }

    /// Reads the address of a socket: wss, or ws on this machine.
    ///
    /// # Errors
    ///
    /// When it is not such an address.
    pub fn socket(text: &str) -> Result<Self, EndpointError> {
        Self::parse(text, "wss", "ws")
    }

    fn parse(
        text: &str,
        encrypted: &'static str,
        plain: &'static str,
    ) -> Result<Self, EndpointError> {
        let url = Url::parse(text).map_err(|_| EndpointError::NotAUrl)?;
        if ![encrypted, plain].contains(&url.scheme()) {
            return Err(EndpointError::Scheme(encrypted, plain));
        }
        let extra = [url.query(), url.fragment(), url.password()];
        if extra.iter().any(Option::is_some) || !url.username().is_empty() {
            return Err(EndpointError::Extra);
        }
        let endpoint = Self(url);
        if endpoint.0.scheme() == plain && !endpoint.is_loopback() {
            return Err(EndpointError::Unencrypted);
        }
        Ok(endpoint)
    }

    /// The same, if its path ends so.
    ///
    /// # Errors
    ///
    /// When it does not.
    pub fn ending(self, path: &'static str) -> Result<Self, EndpointError> {
        if self.0.path().trim_end_matches('/').ends_with(path) {
            Ok(self)
        } else {
            Err(EndpointError::Ending(path))
        }
    }

    /// Whether it is on this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
            Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
            None => false,
        }
    }

    /// The address.
    #[must_use]
    pub const fn url(&self) -> &Url {
        &self.0
    }

    /// The address of a socket as http or https, with which its connection begins.
    #[must_use]
    pub fn http_url(&self) -> Url {
        let mut url = self.0.clone();
        let scheme = match url.scheme() {
            "wss" => "https",
            "ws" => "http",
            _ => return url,
        };
        // The schemes of sockets and of HTTP can always replace each other.
        let _ = url.set_scheme(scheme);
        url
    }

    /// The address with further path segments, each escaped as needed.
    #[must_use]
    pub fn join<'a>(&self, segments: impl IntoIterator<Item = &'a str>) -> Url {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_go_encrypted_or_stay_here() {
        for ok in [
            "https://api.cloudflare.com/client/v4",
            "http://127.0.0.1:7/client/v4",
            "http://[::1]:7",
            "http://api.localhost:7",
        ] {
            assert!(Endpoint::rest(ok).is_ok(), "{ok}");
        }
        let refused = [
            ("http://example.com", EndpointError::Unencrypted),
            ("http://localhost.example.com", EndpointError::Unencrypted),
            ("http://127.0.0.1.example.com", EndpointError::Unencrypted),
            ("ftp://127.0.0.1", EndpointError::Scheme("https", "http")),
            ("https://key@example.com", EndpointError::Extra),
            ("https://example.com/?a=b", EndpointError::Extra),
            ("example.com", EndpointError::NotAUrl),
        ];
        for (text, error) in refused {
            assert_eq!(Endpoint::rest(text), Err(error), "{text}");
        }
        assert!(Endpoint::socket("ws://127.0.0.1:7/ws").is_ok());
        assert!(Endpoint::socket("https://127.0.0.1:7/ws").is_err());
    }

    #[test]
    fn segments_are_escaped() {
        let base = Endpoint::rest("https://example.com/client/v4/").unwrap();
        let url = base.join(["meetings", "a/../b c"]);
        assert_eq!(
            url.as_str(),
            "https://example.com/client/v4/meetings/a%2F..%2Fb%20c"
        );
    }
}
