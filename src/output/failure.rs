//! An error as people read it, and as programs do; and what is printed when the arguments cannot be
//! read.

use std::io;

use super::streams::say;
use super::table::plain;
use crate::error::CliError;
use crate::exit::Exit;

/// What went wrong, who may have been meant, and what to do next.
pub(super) fn explanation(error: &CliError) -> String {
    let mut lines = vec![format!("error: {}", plain(&error.to_string()))];
    if let Some(problem) = error.problem() {
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
    if let Some(text) = error.problem_text() {
        return text.to_owned();
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

/// What is wrong with the arguments as a problem document: what, and as the hint what clap says
/// beside it.
fn usage_problem(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let mut paragraphs = text.split("\n\n").map(str::trim);
    let what = paragraphs.next().unwrap_or_default();
    let what = what.strip_prefix("error: ").unwrap_or(what);
    let beside = paragraphs.filter(|p| !p.is_empty());
    let beside = beside.map(|p| p.trim_start_matches("tip: ").to_owned());
    serde_json::json!({
        "title": "dyte-stage failed",
        "detail": one_line(what),
        "code": "usage",
        "hint": beside.map(|p| one_line(&p)).collect::<Vec<_>>().join("; "),
    })
    .to_string()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Says what is wrong with the arguments as a problem document, as every other error.
pub(crate) fn usage(error: &clap::Error) -> Exit {
    say(&usage_problem(error), false);
    Exit::Usage
}

/// Prints a help text, the version, or what is wrong with the arguments.
pub(crate) fn help(error: &clap::Error) -> Exit {
    match error.print() {
        _ if error.use_stderr() => Exit::Usage,
        // A reader that closed the stream is no error.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let error = cannot_write(&error);
            say(&explanation(&error), false);
            error.exit()
        }
        _ => Exit::Done,
    }
}

/// The error that stdout cannot be written.
pub(super) fn cannot_write(error: &io::Error) -> CliError {
    let message = format!("cannot write the output: {error}");
    CliError::new("output", Exit::Failed, message)
        .with_hint("what was done is done; see where things stand: dyte-stage status")
}
