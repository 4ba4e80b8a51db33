//! A URL that credentials may be sent to.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

/// A URL to which credentials may be sent: encrypted, or on this machine.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint(Url);

/// Why a text is not an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// It is not an absolute URL.
    #[error("it is not an absolute URL")]
    NotAUrl,
    /// It has another scheme.
    #[error("its scheme is neither {0} nor {1}")]
    Scheme(&'static str, &'static str),
    /// It is not encrypted, and not on this machine.
    #[error("it would send credentials unencrypted to another machine")]
    Unencrypted,
    /// It does not end as the platform's URLs do.
    #[error("it does not end with {0}")]
    Ending(&'static str),
    /// It is the other platform's.
    #[error("it takes {0}")]
    OtherPlatform(&'static str),
    /// It includes the Stage API's own path.
    #[error("it must not end with {0}, which is added")]
    Added(&'static str),
    /// It holds a user, a password, a query or a fragment.
    #[error("it must have no user, password, query or fragment")]
    Extra,
}

impl Endpoint {
    /// Reads the URL of a REST API: https, or http on this machine.
    ///
    /// # Errors
    ///
    /// When it is not such a URL.
    pub fn rest(text: &str) -> Result<Self, EndpointError> {
        Self::parse(text, "https", "http")
    }

    /// Reads the URL of a Stage API service: as that of a REST API, without the Stage API's own path.
    ///
    /// # Errors
    ///
    /// When it is not such a URL.
    pub fn service(text: &str) -> Result<Self, EndpointError> {
        let endpoint = Self::rest(text)?;
        match endpoint.ending("/v1") {
            Ok(_) => Err(EndpointError::Added("/v1")),
            Err(_) => Self::rest(text),
        }
    }

    /// Reads the URL of a socket: wss, or ws on this machine.
    ///
    /// # Errors
    ///
    /// When it is not such a URL.
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

    /// The same endpoint, if its path ends with `path`.
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

    /// The URL.
    #[must_use]
    pub const fn url(&self) -> &Url {
        &self.0
    }

    /// The URL of a socket as http or https, for the request that opens it.
    #[must_use]
    pub fn http_url(&self) -> Url {
        let mut url = self.0.clone();
        let scheme = match url.scheme() {
            "wss" => "https",
            "ws" => "http",
            _ => return url,
        };
        // Cannot fail: the schemes of sockets and of HTTP may replace each other.
        let _ = url.set_scheme(scheme);
        url
    }

    /// The URL with further path segments, each escaped as needed.
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
    fn credentials_are_sent_encrypted_or_on_loopback() {
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
