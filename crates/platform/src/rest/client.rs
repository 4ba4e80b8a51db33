//! The client: how a call of the management API is addressed, authorized, sent and read.

use std::collections::HashSet;

use reqwest::{Client, RequestBuilder};
use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;
use url::Url;

use super::envelope::read;
use crate::account::{Account, Credentials};
use crate::error::Error;
use net::Endpoint;
use net::{send_get, send_once};
use protocol::rest::{Item, Page, Paging};

/// How many items to ask for a page.
const PER_PAGE: u32 = 100;
/// How many pages to read of a list before it is taken as endless.
pub(super) const MOST_PAGES: u32 = 1000;

/// A client of the management API of one app.
#[derive(Debug, Clone)]
pub struct Rest {
    pub(super) http: Client,
    pub(super) api: Endpoint,
    pub(super) credentials: Credentials,
}

impl Rest {
    pub(crate) fn new(http: Client, account: &Account) -> Self {
        Self {
            http,
            api: account.api.clone(),
            credentials: account.credentials.clone(),
        }
    }

    /// Its address.
    #[must_use]
    pub const fn api(&self) -> &Endpoint {
        &self.api
    }

    /// The credentials it is called with.
    #[must_use]
    pub const fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    pub(super) fn url(&self, path: &[&str]) -> Url {
        match &self.credentials {
            Credentials::RealtimeKit {
                account_id, app_id, ..
            } => {
                let app = ["accounts", account_id, "realtime", "kit", app_id];
                self.api.join(app.into_iter().chain(path.iter().copied()))
            }
            Credentials::Dyte { .. } => self.api.join(path.iter().copied()),
        }
    }

    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, String)],
    ) -> Result<(T, Option<Paging>), Error> {
        self.get_url(self.url(path), query).await
    }

    pub(super) async fn get_url<T: DeserializeOwned>(
        &self,
        url: Url,
        query: &[(&str, String)],
    ) -> Result<(T, Option<Paging>), Error> {
        let request = self.authorized(self.http.get(url)).query(query);
        read(send_get(request).await?).await
    }

    /// The first pages of a list: until one is the last by its own account, or brings nothing new.
    /// How many items the platform gives at most is not known, so a short page may not be the last.
    pub(super) async fn pages<P: DeserializeOwned + Page>(
        &self,
        url: Url,
        query: &[(&str, String)],
        pages: u32,
    ) -> Result<Vec<P::Item>, Error> {
        let mut all = Vec::new();
        let mut ids = HashSet::new();
        for page in 1..=pages {
            let query = [query, &paging(page, PER_PAGE)].concat();
            let (page, beside) = self.get_url::<P>(url.clone(), &query).await?;
            let (items, inside) = page.into_items();
            let before = all.len();
            let new = |item: &P::Item| ids.insert(item.id().to_owned());
            all.extend(items.into_iter().filter(new));
            let paging = beside.or(inside);
            let is_last =
                paging.is_some_and(|p| p.total_count.is_some_and(|total| p.end_offset >= total));
            if is_last || all.len() == before {
                break;
            }
        }
        Ok(all)
    }

    pub(super) async fn change<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
    ) -> Result<T, Error> {
        Ok(read(send_once(self.authorized(request)).await?).await?.0)
    }

    pub(super) fn authorized(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.credentials {
            Credentials::RealtimeKit { api_token, .. } => {
                request.bearer_auth(api_token.expose_secret())
            }
            Credentials::Dyte { org_id, api_key } => {
                request.basic_auth(org_id, Some(api_key.expose_secret()))
            }
        }
    }
}

pub(super) fn paging(page: u32, per_page: u32) -> Vec<(&'static str, String)> {
    vec![
        ("page_no", page.to_string()),
        ("per_page", per_page.to_string()),
    ]
}
