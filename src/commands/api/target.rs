//! Which API is called: the service's, or the platform's own.

use http::Method;
use url::Url;

use super::pages::Pager;
use crate::error::CliError;
use crate::session::Session;
use client::{ClientError, StageClient};
use net::{PathError, RawResponse};
use platform::Rest;

/// An API, with its client.
pub(super) enum ApiTarget<'a> {
    Service(&'a StageClient),
    Platform(&'a Rest),
}

impl<'a> ApiTarget<'a> {
    /// The one that is meant.
    pub(super) async fn find(
        platform_api: bool,
        session: &'a Session<'_>,
    ) -> Result<Self, CliError> {
        if !platform_api {
            return Ok(Self::Service(session.client().await?));
        }
        let rest = session.rest().await?;
        rest.map(Self::Platform).ok_or_else(|| {
            CliError::usage(
                "--platform-api needs the platform's credentials, which the service has, and not \
                 this machine: call the service without it, or work without a server"
                    .to_owned(),
            )
        })
    }

    pub(super) fn url(&self, path: &str) -> Result<Url, PathError> {
        match self {
            Self::Service(client) => client.url(path),
            Self::Platform(rest) => rest.url_of(path),
        }
    }

    pub(super) const fn pager(&self) -> Pager {
        match self {
            Self::Service(_) => Pager::Stage,
            Self::Platform(_) => Pager::Platform,
        }
    }

    pub(super) async fn call(
        &self,
        method: Method,
        url: Url,
        body: Option<String>,
    ) -> Result<RawResponse, CliError> {
        Ok(match self {
            Self::Service(client) => client.call(method, url, body).await?,
            Self::Platform(rest) => rest.call(method, url, body).await?,
        })
    }

    /// The text of an answer, or what it says is wrong.
    pub(super) async fn text(&self, answer: RawResponse) -> Result<String, CliError> {
        Ok(match self {
            Self::Service(client) => client.text(answer).await?,
            Self::Platform(rest) => rest.text(answer).await?,
        })
    }
}

/// A stream that breaks off.
pub(super) fn broken(reason: String) -> CliError {
    ClientError::Unreachable(reason).into()
}
