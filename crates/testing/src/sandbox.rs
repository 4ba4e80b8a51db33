//! A sandbox, as a service takes it for its platform.

use std::path::Path;

use net::Endpoint;
use platform::{Account, Credentials, Platform, Signalling};

/// The sandbox at these addresses; its host keeps its token in a folder.
pub fn sandbox_platform(
    account_id: &str,
    api_token: &str,
    api_url: &str,
    signalling_url: &str,
    tokens: &Path,
) -> Platform {
    let account = Account {
        credentials: Credentials::RealtimeKit {
            account_id: account_id.to_owned(),
            app_id: account_id.to_owned(),
            api_token: api_token.into(),
        },
        api: Endpoint::rest(api_url).unwrap(),
        signalling: Signalling::At(Endpoint::socket(signalling_url).unwrap()),
        host_preset: None,
    };
    Platform::new(api::Platform::Sandbox, account, tokens.to_owned()).unwrap()
}
