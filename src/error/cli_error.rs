//! The one error of the command line: a message and a hint for people, a code for programs, an exit
//! code for the shell.

use std::borrow::Cow;
use std::fmt;

use crate::exit::Exit;
use api::Problem;
use model::nearest_word;

/// Why a command failed. Exit code and hint are given where the error enters the program: in this
/// room for the errors of libraries, where it arises for the command line's own.
#[derive(Debug)]
pub(crate) struct CliError {
    message: String,
    code: Cow<'static, str>,
    exit: Exit,
    hint: Option<String>,
    problem: Option<Box<ProblemDocument>>,
}

/// A problem of the Stage API, as the service sent it.
#[derive(Debug)]
struct ProblemDocument {
    problem: Problem,
    /// The document, unchanged.
    text: String,
}

impl CliError {
    /// An error with a code for programs and an exit code for the shell. The message is a
    /// lower-case fragment.
    pub(crate) fn new(
        code: impl Into<Cow<'static, str>>,
        exit: Exit,
        message: impl Into<String>,
    ) -> Self {
        Self {
            message: message.into(),
            code: code.into(),
            exit,
            hint: None,
            problem: None,
        }
    }

    /// The same error with what to do next: a command that can be pasted, where there is one.
    pub(crate) fn with_hint(self, hint: impl Into<String>) -> Self {
        let hint = Some(hint.into());
        Self { hint, ..self }
    }

    /// The same error with what to do next, where that is known.
    pub(crate) fn with_hint_if(self, hint: Option<impl Into<String>>) -> Self {
        let hint = hint.map(Into::into);
        Self { hint, ..self }
    }

    /// The same error with the problem that the service sent, and its document.
    pub(super) fn with_problem(self, problem: Problem, text: String) -> Self {
        let problem = Some(Box::new(ProblemDocument { problem, text }));
        Self { problem, ..self }
    }

    /// Wrong usage, or values that do not go together.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new("usage", Exit::Usage, message)
    }

    /// Something that the program itself needs cannot be had.
    pub(crate) fn cannot_start(error: impl fmt::Display) -> Self {
        Self::new("internal", Exit::Failed, format!("cannot start: {error}"))
    }

    /// stdin cannot be read.
    pub(crate) fn stdin(error: impl fmt::Display) -> Self {
        let message = format!("cannot read from stdin: {error}");
        Self::new("stdin", Exit::Failed, message)
    }

    /// A question that cannot be asked.
    pub(crate) fn no_terminal(question: &str) -> Self {
        let message = format!("{question} No answer can be asked for: this is no terminal");
        Self::new("no_terminal", Exit::Usage, message).with_hint("answer it beforehand with --yes")
    }

    /// A question that was answered with no.
    pub(crate) fn declined() -> Self {
        Self::new("declined", Exit::Failed, "declined; nothing was changed")
    }

    /// What went wrong, for programs.
    pub(crate) fn code(&self) -> &str {
        &self.code
    }

    /// How the program ends.
    pub(crate) const fn exit(&self) -> Exit {
        self.exit
    }

    /// What to do next.
    pub(crate) fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// The problem that the service sent, if it did.
    pub(crate) fn problem(&self) -> Option<&Problem> {
        self.problem.as_ref().map(|document| &document.problem)
    }

    /// The service's problem document, unchanged.
    pub(crate) fn problem_text(&self) -> Option<&str> {
        self.problem.as_ref().map(|document| &*document.text)
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The hint with the word that may have been meant, if one is near.
pub(crate) fn did_you_mean<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let nearest = nearest_word(word, known)?;
    Some(format!("did you mean {nearest}?"))
}
