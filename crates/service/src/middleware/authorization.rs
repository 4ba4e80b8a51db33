//! Authorizes requests: the role that a route needs, and the meetings that a token is for.

use std::sync::Arc;

use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request};
use axum::http::Method;

use crate::access::Caller;
use crate::failure::Failure;
use api::problem::ProblemExt;
use api::{ErrorCode, Role, path};

/// Refuses a caller whose role or meetings do not suffice for the route.
pub(super) fn authorize(
    route: &str,
    parameters: Result<RawPathParams, RawPathParamsRejection>,
    request: &Request,
) -> Result<(), Failure> {
    let needed = role_for(request.method(), route);
    let Some(caller) = request.extensions().get::<Arc<Caller>>() else {
        let problem = ErrorCode::Internal.problem("nobody knows who calls");
        return Err(problem.into());
    };
    // A segment that is not text is refused by the handler's extractor.
    let parameters = parameters.ok();
    let mut parameters = parameters.iter().flatten();
    let meeting = parameters.find(|(name, _)| *name == "meeting");
    let refusal = if caller.role() < needed {
        let detail = format!(
            "this needs the role {needed}; {} is a {}'s",
            caller.label(),
            caller.role()
        );
        Some((detail, format!("ask for a token with the role {needed}")))
    } else if !meeting.is_none_or(|(_, meeting)| caller.is_for(meeting)) {
        let detail = format!("{} is for other meetings", caller.label());
        Some((detail, "ask for a token for this meeting".to_owned()))
    } else if meeting.is_none()
        && !caller.is_for_everything()
        && !is_filtered(request.method(), route)
    {
        let detail = format!("{} is only for some meetings", caller.label());
        Some((detail, "ask for a token for every meeting".to_owned()))
    } else {
        None
    };
    match refusal {
        Some((detail, hint)) => Err(ErrorCode::Forbidden.problem(detail).hint(hint).into()),
        None => Ok(()),
    }
}

/// The role that a route needs (docs/stage-api.md, "Roles").
fn role_for(method: &Method, route: &str) -> Role {
    match route {
        _ if method.is_safe() => Role::Viewer,
        path::GRANT | path::DENY | path::KICK | path::SESSION_KICK => Role::Moderator,
        _ => Role::Admin,
    }
}

/// Whether a route that is not about one meeting shows a caller only the meetings of its token.
fn is_filtered(method: &Method, route: &str) -> bool {
    match route {
        path::WHOAMI | path::CONNECTIONS | path::CONNECTION => true,
        path::MEETINGS => method.is_safe(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_is_for_viewers_and_a_route_that_is_not_listed_for_admins() {
        assert_eq!(role_for(&Method::GET, path::STAGE), Role::Viewer);
        assert_eq!(role_for(&Method::POST, path::KICK), Role::Moderator);
        assert_eq!(role_for(&Method::POST, path::JOIN), Role::Admin);
        assert_eq!(role_for(&Method::DELETE, path::CONNECTION), Role::Admin);
        assert_eq!(role_for(&Method::POST, "/v1/new"), Role::Admin);
    }
}
