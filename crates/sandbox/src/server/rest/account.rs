//! The account: its API token and its app.

use super::extract::QueryParameters;
use super::list_query::ListQuery;
use super::response::{ApiResult, ok, page};
use crate::ids::ACCOUNT;
use protocol::rest::{App, TokenStatus};

/// The token is valid: authentication comes first.
pub(super) async fn verify() -> ApiResult<TokenStatus> {
    Ok(ok(TokenStatus {
        status: "active".to_owned(),
    }))
}

pub(super) async fn apps(QueryParameters(list): QueryParameters<ListQuery>) -> ApiResult<Vec<App>> {
    let app = App {
        id: ACCOUNT.to_owned(),
        name: Some("The sandbox".to_owned()),
    };
    Ok(page(list.page(vec![app])))
}
