//! The calls of an account: whether its credentials are valid, and its apps. They only read.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::DATE;

use super::client::{MOST_PAGES, Rest, paging};
use super::envelope::read;
use crate::account::Credentials;
use crate::error::Error;
use net::send_once;
use protocol::rest::{App, Meeting, TokenStatus};

/// The answer to a call, with its time and date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// How long the answer took.
    pub took: Duration,
    /// The platform's clock, if it told; it counts in seconds.
    pub date: Option<Timestamp>,
    /// Whether the platform accepted the credentials.
    pub answer: Result<(), Error>,
}

impl Rest {
    /// Reads one meeting, to see what the platform answers. Never repeated by itself.
    ///
    /// # Errors
    ///
    /// When no answer comes; what it says is in the [`Probe`].
    pub async fn probe(&self) -> Result<Probe, Error> {
        let request = self.http.get(self.url(&["meetings"])).query(&paging(1, 1));
        let begun = Instant::now();
        let response = send_once(self.authorized(request)).await?;
        let took = begun.elapsed();
        let date = response.headers().get(DATE);
        let date = date.and_then(|date| rfc2822::parse(date.to_str().ok()?).ok());
        Ok(Probe {
            took,
            date: date.map(|date| date.timestamp()),
            answer: read::<Vec<Meeting>>(response).await.map(|_| ()),
        })
    }

    /// What Cloudflare says of the API token; `None` on a platform that has no such call. Tokens of
    /// an account, not of a user, are refused here and good all the same.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn verify_token(&self) -> Result<Option<TokenStatus>, Error> {
        match self.credentials {
            Credentials::RealtimeKit { .. } => {
                let url = self.api.join(["user", "tokens", "verify"]);
                Ok(Some(self.get_url(url, &[]).await?.0))
            }
            Credentials::Dyte { .. } => Ok(None),
        }
    }

    /// The account's apps; `None` on a platform that has none.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn apps(&self) -> Result<Option<Vec<App>>, Error> {
        let Credentials::RealtimeKit { account_id, .. } = &self.credentials else {
            return Ok(None);
        };
        let url = self
            .api
            .join(["accounts", account_id, "realtime", "kit", "apps"]);
        let apps = self.pages::<Vec<_>>(url, &[], MOST_PAGES);
        apps.await.map(Some)
    }
}
