//! The variables of a live platform's app.

use super::{ConfigError, Values, parse};
use crate::config::env::{self, Variable};
use net::endpoint::{Endpoint, EndpointError};
use platform::{Account, Credentials, Signalling};

/// The REST address of Cloudflare (docs/platform-rest.md, "Base and authentication").
const REALTIMEKIT_API: &str = "https://api.cloudflare.com/client/v4";
/// Its host.
const CLOUDFLARE: &str = "api.cloudflare.com";
/// Where RealtimeKit answers participants (docs/protocol.md, "Hosts").
const REALTIMEKIT_PARTICIPANTS: &str = "https://api.realtime.cloudflare.com/v2";
/// The REST address of Dyte, for customers and participants alike.
const DYTE_API: &str = "https://api.dyte.io/v2";

/// The hosts that take Dyte's credentials: its own, and that of RealtimeKit's beta.
const DYTE_HOSTS: [&str; 2] = ["api.dyte.io", "api.realtime.cloudflare.com"];

impl Values<'_> {
    pub(super) fn realtimekit(&self) -> Result<Account, ConfigError> {
        let account_id = self.either(env::ACCOUNT_ID, env::CLOUDFLARE_ACCOUNT_ID)?;
        let app_id = self.get(env::APP_ID)?;
        let api_token = self.either(env::API_TOKEN, env::CLOUDFLARE_API_TOKEN)?;
        let [account_id, app_id, api_token] = self.all(
            "RealtimeKit is chosen",
            [
                (env::ACCOUNT_ID, account_id),
                (env::APP_ID, app_id),
                (env::API_TOKEN, api_token),
            ],
        )?;
        let credentials = Credentials::RealtimeKit {
            account_id,
            app_id,
            api_token: api_token.into(),
        };
        self.account(credentials, REALTIMEKIT_API)
    }

    pub(super) fn dyte(&self) -> Result<Account, ConfigError> {
        let [org_id, api_key] = self.all(
            "Dyte is chosen",
            [
                (env::ORG_ID, self.get(env::ORG_ID)?),
                (env::API_KEY, self.get(env::API_KEY)?),
            ],
        )?;
        let credentials = Credentials::Dyte {
            org_id,
            api_key: api_key.into(),
        };
        self.account(credentials, DYTE_API)
    }

    /// An app at the platform's usual REST address, or at the one that is set.
    fn account(&self, credentials: Credentials, usual_api: &str) -> Result<Account, ConfigError> {
        let api = self.get(env::API_URL)?;
        // One platform's credentials are not for the other's address.
        let read: fn(&str) -> _ = match &credentials {
            Credentials::RealtimeKit { .. } => |url| match Endpoint::rest(url)? {
                api if DYTE_HOSTS.contains(&host(&api)) => Err(EndpointError::OtherPlatform(
                    "Dyte's credentials, DYTE_STAGE_ORG_ID and DYTE_STAGE_API_KEY",
                )),
                api => api.ending("/client/v4"),
            },
            Credentials::Dyte { .. } => |url| match Endpoint::rest(url)? {
                api if host(&api) == CLOUDFLARE => {
                    Err(EndpointError::OtherPlatform("RealtimeKit's credentials"))
                }
                api => api.ending("/v2"),
            },
        };
        let api = parse(
            self.name(env::API_URL),
            api.as_deref().unwrap_or(usual_api),
            read,
        )?;
        Ok(Account {
            signalling: self.signalling(&credentials, &api)?,
            credentials,
            api,
            host_preset: self.get(env::HOST_PRESET)?,
        })
    }

    /// The socket that is set, else the one of the platform's own REST address. A token for another
    /// address is not one to try there.
    fn signalling(
        &self,
        credentials: &Credentials,
        api: &Endpoint,
    ) -> Result<Signalling, ConfigError> {
        if let Some(url) = self.get(env::SIGNALLING_URL)? {
            let endpoint = parse(self.name(env::SIGNALLING_URL), &url, Endpoint::socket)?;
            return Ok(Signalling::At(endpoint));
        }
        let told = match credentials {
            Credentials::RealtimeKit { .. } if host(api) == CLOUDFLARE => {
                Endpoint::rest(REALTIMEKIT_PARTICIPANTS).ok()
            }
            Credentials::RealtimeKit { .. } => None,
            Credentials::Dyte { .. } => Some(api.clone()),
        };
        let told = told.and_then(|by| {
            let usual = Signalling::beside(by.url())?;
            Some(Signalling::Told { by, usual })
        });
        told.ok_or_else(|| ConfigError::Missing {
            for_what: format!("{} is {api}", self.name(env::API_URL)),
            missing: vec![self.name(env::SIGNALLING_URL)],
        })
    }

    /// The values, if every one is set.
    fn all<const N: usize>(
        &self,
        for_what: &str,
        values: [(Variable, Option<String>); N],
    ) -> Result<[String; N], ConfigError> {
        let missing = values.iter().filter(|(_, value)| value.is_none());
        let missing: Vec<_> = missing.map(|(variable, _)| self.name(*variable)).collect();
        if missing.is_empty() {
            return Ok(values.map(|(_, value)| value.unwrap_or_default()));
        }
        Err(ConfigError::Missing {
            for_what: for_what.to_owned(),
            missing,
        })
    }
}

fn host(endpoint: &Endpoint) -> &str {
    endpoint.url().host_str().unwrap_or_default()
}
