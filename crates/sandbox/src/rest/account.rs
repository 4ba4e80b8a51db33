//! The account, and its API token.

use super::extract::Parameters;
use super::{ACCOUNT, Answer, List, found, page};
use protocol::rest::{App, TokenStatus};

/// Whoever comes here has shown a good token.
pub(super) async fn verify() -> Answer<TokenStatus> {
    Ok(found(TokenStatus {
        status: "active".to_owned(),
    }))
}

pub(super) async fn apps(Parameters(list): Parameters<List>) -> Answer<Vec<App>> {
    let app = App {
        id: ACCOUNT.to_owned(),
        name: Some("The sandbox".to_owned()),
    };
    Ok(page(list.page(vec![app])))
}
