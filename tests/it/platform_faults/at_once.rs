//! Several commands at the same time.

use crate::support::Home;

/// Runs commands at the same time, where each waits for a platform that does not answer.
pub(super) fn at_once<const N: usize>(commands: [(&Home, &[&str]); N]) -> [String; N] {
    std::thread::scope(|scope| {
        commands
            .map(|(home, arguments)| scope.spawn(move || home.run(arguments)))
            .map(|told| told.join().unwrap())
    })
}
