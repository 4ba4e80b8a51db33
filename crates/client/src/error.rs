//! Why there is no answer, and whether trying again may help.

use http::StatusCode;

use api::{ErrorCode, Problem};

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The service says why.
    #[error("{}", .problem.detail.as_deref().unwrap_or("the service gave no reason"))]
    Problem {
        /// What it says.
        problem: Box<Problem>,
        /// The document, unchanged.
        text: String,
    },
    /// The service cannot be reached.
    #[error("cannot reach the service: {0}")]
    Unreachable(String),
    /// What came is not the Stage API.
    #[error("{url} answered {status}, but not as the Stage API: {reason}")]
    NotStageApi {
        /// The service.
        url: String,
        /// Its answer's status.
        status: StatusCode,
        /// What is wrong with the answer.
        reason: String,
    },
}

impl From<Problem> for ClientError {
    /// A problem that came as a part of something else.
    fn from(problem: Problem) -> Self {
        let text = serde_json::to_string(&problem).unwrap_or_default();
        let problem = Box::new(problem);
        Self::Problem { problem, text }
    }
}

/// An error of a call that only looks, and whether making it again may help.
#[derive(Debug)]
pub enum Failed {
    /// It would end the same again.
    Final(ClientError),
    /// It may go better in a moment.
    Retryable(ClientError),
}

impl From<ClientError> for Failed {
    fn from(error: ClientError) -> Self {
        let may_pass = match &error {
            ClientError::Unreachable(_) => true,
            ClientError::Problem { problem, .. } => may_pass(problem),
            // A proxy answers in the place of a service that is being started again.
            ClientError::NotStageApi { status, .. } => status.is_server_error(),
        };
        if may_pass {
            Self::Retryable(error)
        } else {
            Self::Final(error)
        }
    }
}

fn may_pass(problem: &Problem) -> bool {
    let code = problem.extensions.code;
    let status = problem.status.unwrap_or_else(|| code.status());
    // The platform's own refusals are told as 502, and do not pass.
    let is_refusal = matches!(
        code,
        ErrorCode::PlatformUnauthorized | ErrorCode::AppNotFound
    );
    !is_refusal && (status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may_pass(error: ClientError) -> bool {
        matches!(Failed::from(error), Failed::Retryable(_))
    }

    fn problem(code: ErrorCode) -> ClientError {
        code.problem("so it is").into()
    }

    #[test]
    fn what_the_service_says_of_itself_may_pass_and_what_it_says_of_us_does_not() {
        for code in [
            ErrorCode::Overloaded,
            ErrorCode::PlatformUnavailable,
            ErrorCode::TooManyConnections,
            ErrorCode::TimedOut,
        ] {
            assert!(may_pass(problem(code)), "{code:?}");
        }
        for code in [
            ErrorCode::Unauthorized,
            ErrorCode::NoLiveSession,
            ErrorCode::MeetingNotFound,
            ErrorCode::PlatformUnauthorized,
        ] {
            assert!(!may_pass(problem(code)), "{code:?}");
        }
        let mut limited = ErrorCode::Unknown.problem("a proxy's limit");
        limited.status = Some(StatusCode::TOO_MANY_REQUESTS);
        assert!(may_pass(limited.into()));
        assert!(may_pass(ClientError::Unreachable("refused".to_owned())));
    }

    #[test]
    fn a_page_in_the_place_of_an_answer_passes_only_when_it_is_an_error_of_a_server() {
        let page = |status| ClientError::NotStageApi {
            url: "http://127.0.0.1:9/".to_owned(),
            status,
            reason: "it is no JSON".to_owned(),
        };
        assert!(may_pass(page(StatusCode::BAD_GATEWAY)));
        assert!(!may_pass(page(StatusCode::OK)));
        assert!(!may_pass(page(StatusCode::FOUND)));
    }
}
