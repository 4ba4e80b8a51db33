//! The fake platform, as the program's libraries see it.

use std::path::Path;
use std::sync::Arc;

use net::Endpoint;
use platform::{Account, Credentials, Platform, Signalling};

use super::names::API_TOKEN;

/// The platform at these addresses as the program sees it.
pub fn platform(api_url: &str, signalling_url: &str, tokens: &Path) -> Arc<Platform> {
    let signalling = Signalling::At(Endpoint::socket(signalling_url).unwrap());
    let kind = api::Platform::RealtimeKit;
    Arc::new(platform_with(kind, api_url, signalling, tokens))
}

/// The same, where the platform is asked for the socket's address.
pub(super) fn told_platform(api_url: &str, by: &str, usual: &str, tokens: &Path) -> Arc<Platform> {
    let signalling = Signalling::Told {
        by: Endpoint::rest(by).unwrap(),
        usual: Endpoint::socket(usual).unwrap(),
    };
    let kind = api::Platform::RealtimeKit;
    Arc::new(platform_with(kind, api_url, signalling, tokens))
}

pub(super) fn platform_with(
    kind: api::Platform,
    api_url: &str,
    signalling: Signalling,
    tokens: &Path,
) -> Platform {
    let account = Account {
        credentials: Credentials::RealtimeKit {
            account_id: "acc".to_owned(),
            app_id: "app".to_owned(),
            api_token: API_TOKEN.into(),
        },
        api: Endpoint::rest(api_url).unwrap(),
        signalling,
        host_preset: None,
    };
    Platform::new(kind, account, tokens.to_owned()).unwrap()
}
