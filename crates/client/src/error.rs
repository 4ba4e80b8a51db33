//! Why a call failed, and whether a retry may help.

use http::StatusCode;

use api::{ErrorCode, Problem};

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The service responded with a problem document.
    #[error("{}", .problem.detail.as_deref().unwrap_or("the service gave no reason"))]
    Problem {
        /// The document, parsed.
        problem: Box<Problem>,
        /// The document, unchanged.
        text: String,
    },
    /// The service cannot be reached.
    #[error("cannot reach the service: {0}")]
    Unreachable(String),
    /// The response is not one of the Stage API.
    #[error("{url} answered {status}, but not as the Stage API: {reason}")]
    NotStageApi {
        /// The service.
        url: String,
        /// The status of its response.
        status: StatusCode,
        /// What is wrong with the response.
        reason: String,
    },
}

impl From<Problem> for ClientError {
    /// For a problem that is part of another body.
    fn from(problem: Problem) -> Self {
        let text = serde_json::to_string(&problem).unwrap_or_default();
        let problem = Box::new(problem);
        Self::Problem { problem, text }
    }
}

impl ClientError {
    /// Whether the same call may succeed a moment later.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Problem { problem, .. } => may_pass(problem),
            // A proxy responds in the place of a service that is being restarted.
            Self::NotStageApi { status, .. } => status.is_server_error(),
        }
    }
}

fn may_pass(problem: &Problem) -> bool {
    let code = problem.extensions.code;
    let status = problem.status.unwrap_or_else(|| code.status());
    // Refusals of the platform have the status 502, and do not pass.
    let is_refusal = matches!(
        code,
        ErrorCode::PlatformUnauthorized | ErrorCode::AppNotFound
    );
    !is_refusal && (status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(code: ErrorCode) -> ClientError {
        code.problem("so it is").into()
    }

    #[test]
    fn errors_of_the_service_may_pass_and_errors_of_the_request_do_not() {
        for code in [
            ErrorCode::Overloaded,
            ErrorCode::PlatformUnavailable,
            ErrorCode::TooManyConnections,
            ErrorCode::TimedOut,
        ] {
            assert!(problem(code).may_pass(), "{code:?}");
        }
        for code in [
            ErrorCode::Unauthorized,
            ErrorCode::NoLiveSession,
            ErrorCode::MeetingNotFound,
            ErrorCode::PlatformUnauthorized,
        ] {
            assert!(!problem(code).may_pass(), "{code:?}");
        }
        let mut limited = ErrorCode::Unknown.problem("a proxy's limit");
        limited.status = Some(StatusCode::TOO_MANY_REQUESTS);
        assert!(ClientError::from(limited).may_pass());
        assert!(ClientError::Unreachable("refused".to_owned()).may_pass());
    }

    #[test]
    fn another_response_may_pass_only_with_the_status_of_a_server_error() {
        let page = |status| ClientError::NotStageApi {
            url: "http://127.0.0.1:9/".to_owned(),
            status,
            reason: "it is no JSON".to_owned(),
        };
        assert!(page(StatusCode::BAD_GATEWAY).may_pass());
        assert!(!page(StatusCode::OK).may_pass());
        assert!(!page(StatusCode::FOUND).may_pass());
    }
}
