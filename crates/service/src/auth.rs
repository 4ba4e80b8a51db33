//! Who may call, and what: a token's role, and the meetings that it is for.

use std::sync::Arc;

use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request};
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use headers::authorization::Bearer;
use headers::{Authorization, HeaderMapExt};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use super::App;
use super::failure::Failure;
use super::tokens::{Token, Tokens};
use api::problem::ProblemExt;
use api::{ErrorCode, Role, path};
use model::MeetingId;

/// Whom a service lets in.
#[derive(Debug)]
pub enum Access {
    /// Whoever has this token, to everything.
    One(SecretString),
    /// Whoever has one of these tokens, to what it is for.
    Tokens(Tokens),
}

/// Whoever calls: the command whose own service this is, or somebody with a token.
#[derive(Debug)]
pub(super) struct Caller(Option<Arc<Token>>);

impl Caller {
    pub(super) fn role(&self) -> Role {
        self.token().map_or(Role::Admin, |token| token.role)
    }

    /// The token, if it is one that was made.
    pub(super) fn token(&self) -> Option<&Token> {
        self.0.as_deref()
    }

    /// The meetings that the token is for; none: every one.
    pub(super) fn meetings(&self) -> &[MeetingId] {
        self.token().map_or(&[], |token| &token.meetings)
    }

    /// Whether the token is for a meeting.
    pub(super) fn is_for(&self, meeting: &str) -> bool {
        self.is_for_everything() || self.meetings().iter().any(|m| m.as_str() == meeting)
    }

    /// Whether the token is for every meeting, and for what is no meeting's.
    pub(super) fn is_for_everything(&self) -> bool {
        self.meetings().is_empty()
    }

    fn call_it(&self) -> String {
        match self.token() {
            Some(token) => format!("the token '{}'", token.name),
            None => "the token".to_owned(),
        }
    }
}

impl Access {
    /// Whose token it is; nobody's, when it is none of these.
    fn caller(&self, token: &str) -> Result<Option<Caller>, Failure> {
        match self {
            Self::One(known) => {
                let known = known.expose_secret().as_bytes();
                let is_known: bool = token.as_bytes().ct_eq(known).into();
                Ok(is_known.then_some(Caller(None)))
            }
            Self::Tokens(tokens) => {
                let known = tokens.who(token).map_err(|error| {
                    // Where the file is, is not the caller's business.
                    tracing::error!(%error, "the tokens cannot be read");
                    ErrorCode::Internal.problem("the service cannot read its tokens")
                })?;
                Ok(known.map(|token| Caller(Some(token))))
            }
        }
    }

    /// Whether whoever was let in would be let in now.
    pub(super) fn admits(&self, caller: &Caller) -> bool {
        match (self, caller.token()) {
            // Who cannot be looked up is not let in, either.
            (Self::Tokens(tokens), Some(token)) => tokens.has(&token.id).unwrap_or(false),
            (Self::Tokens(_) | Self::One(_), _) => true,
        }
    }
}

/// Lets only those in who have a token.
pub(super) async fn authenticate(
    app: &App,
    mut request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let given = request.headers().typed_get::<Authorization<Bearer>>();
    let caller = match given.map(|given| app.access.caller(given.token())) {
        Some(Ok(caller)) => caller,
        Some(Err(failure)) => return failure.into_response(),
        None => None,
    };
    let Some(caller) = caller else {
        let problem = ErrorCode::Unauthorized
            .problem("the request has no bearer token that this service knows")
            .hint(
                "send the header Authorization: Bearer <token>, from the command line DYTE_STAGE_SERVER_TOKEN; \
                 it may have been revoked, or have expired",
            );
        return Failure::from(problem).into_response();
    };
    let caller = Arc::new(caller);
    request.extensions_mut().insert(caller.clone());
    let mut response = next(request).await;
    response.extensions_mut().insert(caller);
    response
}

/// Refuses those whose token is not for this.
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
    // What is no text is refused by whoever reads it.
    let parameters = parameters.ok();
    let mut parameters = parameters.iter().flatten();
    let meeting = parameters.find(|(name, _)| *name == "meeting");
    let refusal = if caller.role() < needed {
        let detail = format!(
            "this needs the role {needed}; {} is a {}'s",
            caller.call_it(),
            caller.role()
        );
        Some((detail, format!("ask for a token with the role {needed}")))
    } else if !meeting.is_none_or(|(_, meeting)| caller.is_for(meeting)) {
        let detail = format!("{} is for other meetings", caller.call_it());
        Some((detail, "ask for a token for this meeting".to_owned()))
    } else if meeting.is_none()
        && !caller.is_for_everything()
        && !is_filtered(request.method(), route)
    {
        let detail = format!("{} is only for some meetings", caller.call_it());
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
        path::GRANT | path::DENY | path::KICK | path::REMOVAL => Role::Moderator,
        _ => Role::Admin,
    }
}

/// Whether a route that is about no one meeting tells a caller only of theirs.
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
    fn whoever_only_looks_is_a_viewer_and_what_is_not_named_is_for_admins() {
        assert_eq!(role_for(&Method::GET, path::STAGE), Role::Viewer);
        assert_eq!(role_for(&Method::POST, path::KICK), Role::Moderator);
        assert_eq!(role_for(&Method::POST, path::JOIN), Role::Admin);
        assert_eq!(role_for(&Method::DELETE, path::CONNECTION), Role::Admin);
        assert_eq!(role_for(&Method::POST, "/v1/new"), Role::Admin);
    }
}
