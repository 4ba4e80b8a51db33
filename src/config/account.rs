//! The account of a live platform: its credentials and addresses, validated.

use super::error::ConfigError;
use super::validate::{endpoint, socket};
use super::values::{PlaceValues, Value};
use net::{Endpoint, EndpointError};
use platform::{Account, Credentials, Signalling};

/// The REST address of Cloudflare (docs/platform-rest.md, "Base and authentication").
const REALTIMEKIT_API: &str = "https://api.cloudflare.com/client/v4";
/// Its host.
const CLOUDFLARE: &str = "api.cloudflare.com";
/// The address at which RealtimeKit answers participants (docs/protocol.md, "Hosts").
const REALTIMEKIT_PARTICIPANTS: &str = "https://api.realtime.cloudflare.com/v2";
/// The REST address of Dyte, for customers and participants alike.
const DYTE_API: &str = "https://api.dyte.io/v2";

/// The hosts that take Dyte's credentials: its own, and that of RealtimeKit's beta.
const DYTE_HOSTS: [&str; 2] = ["api.dyte.io", "api.realtime.cloudflare.com"];

/// An app of RealtimeKit.
pub(super) fn realtimekit(values: &PlaceValues) -> Result<Account, ConfigError> {
    let account_id = values.account_id.or(&values.cloudflare_account_id)?;
    let app_id = values.app_id.get()?;
    let api_token = values.api_token.or(&values.cloudflare_api_token)?;
    let (Some(account_id), Some(app_id), Some(api_token)) = (account_id, app_id, api_token) else {
        let all = [
            (values.account_id.name, account_id.is_some()),
            (values.app_id.name, app_id.is_some()),
            (values.api_token.name, api_token.is_some()),
        ];
        return Err(missing("RealtimeKit is chosen", &all));
    };
    let credentials = Credentials::RealtimeKit {
        account_id: account_id.clone(),
        app_id: app_id.clone(),
        api_token: api_token.clone(),
    };
    let api = realtimekit_api(&values.api_url)?;
    let participants = (host(&api) == CLOUDFLARE)
        .then(|| Endpoint::rest(REALTIMEKIT_PARTICIPANTS).ok())
        .flatten();
    account(values, credentials, api, participants)
}

/// An organization of Dyte.
pub(super) fn dyte(values: &PlaceValues) -> Result<Account, ConfigError> {
    let org_id = values.org_id.get()?;
    let api_key = values.api_key.get()?;
    let (Some(org_id), Some(api_key)) = (org_id, api_key) else {
        let all = [
            (values.org_id.name, org_id.is_some()),
            (values.api_key.name, api_key.is_some()),
        ];
        return Err(missing("Dyte is chosen", &all));
    };
    let credentials = Credentials::Dyte {
        org_id: org_id.clone(),
        api_key: api_key.clone(),
    };
    let api = dyte_api(&values.api_url)?;
    let participants = Some(api.clone());
    account(values, credentials, api, participants)
}

/// The REST address that is set, else the usual one. It does not take Dyte's credentials.
pub(super) fn realtimekit_api(api_url: &Value) -> Result<Endpoint, ConfigError> {
    let url = api_url.get()?.map_or(REALTIMEKIT_API, String::as_str);
    endpoint(api_url.name, url, |url| match Endpoint::rest(url)? {
        api if DYTE_HOSTS.contains(&host(&api)) => Err(EndpointError::OtherPlatform(
            "Dyte's credentials, DYTE_STAGE_ORG_ID and DYTE_STAGE_API_KEY",
        )),
        api => api.ending("/client/v4"),
    })
}

/// The REST address that is set, else the usual one. It does not take RealtimeKit's credentials.
pub(super) fn dyte_api(api_url: &Value) -> Result<Endpoint, ConfigError> {
    let url = api_url.get()?.map_or(DYTE_API, String::as_str);
    endpoint(api_url.name, url, |url| match Endpoint::rest(url)? {
        api if host(&api) == CLOUDFLARE => {
            Err(EndpointError::OtherPlatform("RealtimeKit's credentials"))
        }
        api => api.ending("/v2"),
    })
}

/// The account, with the socket that is set, else that of the platform's own REST address for
/// participants: a token for another address must not be tried there.
fn account(
    values: &PlaceValues,
    credentials: Credentials,
    api: Endpoint,
    participants: Option<Endpoint>,
) -> Result<Account, ConfigError> {
    let PlaceValues {
        api_url,
        signalling_url,
        ..
    } = values;
    let signalling = if let Some(endpoint) = signalling_endpoint(signalling_url)? {
        Signalling::At(endpoint)
    } else {
        let signalling = participants.and_then(|by| {
            let usual = Signalling::beside(by.url())?;
            Some(Signalling::Told { by, usual })
        });
        signalling.ok_or_else(|| ConfigError::Missing {
            for_what: format!("{} is {api}", api_url.name),
            missing: vec![signalling_url.name],
        })?
    };
    Ok(Account {
        signalling,
        credentials,
        api,
        host_preset: values.host_preset.get()?.cloned(),
    })
}

/// The socket address that is set.
pub(super) fn signalling_endpoint(signalling_url: &Value) -> Result<Option<Endpoint>, ConfigError> {
    let url = signalling_url.get()?;
    url.map(|url| socket(signalling_url.name, url)).transpose()
}

/// Which of the values that are needed are not set.
fn missing(for_what: &str, values: &[(&'static str, bool)]) -> ConfigError {
    let missing = values.iter().filter(|(_, is_set)| !is_set);
    ConfigError::Missing {
        for_what: for_what.to_owned(),
        missing: missing.map(|(name, _)| *name).collect(),
    }
}

fn host(endpoint: &Endpoint) -> &str {
    endpoint.url().host_str().unwrap_or_default()
}
