//! An error as people read it, and as programs do.

use crate::cli::error::CliError;
use crate::cli::table::plain;
use crate::client::ClientError;

/// What went wrong, who may have been meant, and what to do next.
pub(super) fn explanation(error: &CliError) -> String {
    let mut lines = vec![format!("error: {}", plain(&error.to_string()))];
    if let CliError::Api(ClientError::Problem { problem, .. }) = error {
        let candidates = problem.extensions.candidates.iter();
        lines.extend(candidates.map(|candidate| {
            let name = plain(&candidate.display_name);
            format!(
                "  {}  {name}  {}",
                candidate.user_id, candidate.stage_status
            )
        }));
    }
    if let Some(hint) = error.hint() {
        lines.push(format!("hint: {hint}"));
    }
    lines.join("\n")
}

/// The error as a problem document: the service's own, unchanged, or one of the same form.
pub(super) fn problem(error: &CliError) -> String {
    if let CliError::Api(ClientError::Problem { text, .. }) = error {
        return text.clone();
    }
    let mut problem = serde_json::json!({
        "title": "dyte-stage failed",
        "detail": error.to_string(),
        "code": error.code(),
    });
    if let Some(hint) = error.hint() {
        problem["hint"] = hint.into();
    }
    problem.to_string()
}
