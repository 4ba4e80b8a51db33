//! The ways to ask for something on the terminal. Questions are on stderr, as everything that is no
//! data.

use dialoguer::{Input, Password, Result, Select};

/// Asks for a line of text.
pub(crate) fn text(question: String) -> impl FnOnce() -> Result<String> + Send {
    move || {
        let answer: String = Input::new().with_prompt(question).interact_text()?;
        Ok(answer.trim().to_owned())
    }
}

/// Asks for a secret, which is not shown.
pub(crate) fn secret(question: String) -> impl FnOnce() -> Result<String> + Send {
    move || Password::new().with_prompt(question).interact()
}

/// Asks which one of several, by its index among them.
pub(crate) fn choice(
    question: String,
    among: Vec<String>,
) -> impl FnOnce() -> Result<usize> + Send {
    move || {
        Select::new()
            .with_prompt(question)
            .items(&among)
            .default(0)
            .interact()
    }
}
