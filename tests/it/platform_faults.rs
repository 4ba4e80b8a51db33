//! What a user sees when the platform fails: the right exit code, what failed and what to do next,
//! and never a success that was none.

mod acting;
mod joining;
mod moderation;
mod rest;

use crate::support::Home;

/// Runs commands at the same time, where each waits for a platform that does not answer.
fn at_once<const N: usize>(commands: [(&Home, &[&str]); N]) -> [String; N] {
    std::thread::scope(|scope| {
        commands
            .map(|(home, arguments)| scope.spawn(move || home.run(arguments)))
            .map(|told| told.join().unwrap())
    })
}
