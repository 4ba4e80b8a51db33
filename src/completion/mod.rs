//! Completion: what a shell offers after a command's first letters.
//!
//! The script that a shell sources ([`Shell::script`]) calls this program with a variable set, which
//! [`answer`] sees first of all. Candidates come from [the cache](crate::cache), from the sandbox's file, or
//! for a moment from the service ([`source`]). Completing never joins a meeting, asks, waits or prints anything
//! else: pressing TAB is not a decision.

mod candidates;
mod line;
mod shells;
mod source;

use clap::Command;
use clap_complete::CompleteEnv;
use clap_complete::env::Shells;

pub(crate) use candidates::{
    columns, connections, keys, meetings, people, presets, profiles, tokens, topics, values,
};
pub(crate) use shells::Shell;

/// Says which shell asks. A variable of a common name, such as clap's own `COMPLETE`, may be set for another
/// reason, and a command that prints completions instead of granting would be missed by a script.
const VARIABLE: &str = "_DYTE_STAGE_COMPLETE";

/// The program, as scripts call it: found as the user's own commands are, wherever it is.
const PROGRAM: &str = "dyte-stage";

/// Answers a shell, if one asks. Says whether one did: then nothing else is to be done, nor printed.
pub(crate) fn answer(command: fn() -> Command) -> bool {
    if std::env::var_os(VARIABLE).is_none() {
        return false;
    }
    // An error would be printed into the middle of the user's command line.
    std::panic::set_hook(Box::new(|_| {}));
    let _ = std::panic::catch_unwind(|| complete(command));
    true
}

fn complete(command: fn() -> Command) {
    let folder = std::env::current_dir().ok();
    let shells = Shell::ALL.map(Shell::completer);
    let complete = CompleteEnv::with_factory(command)
        .var(VARIABLE)
        .bin(PROGRAM)
        .completer(PROGRAM)
        .shells(Shells(&shells));
    let _ = complete.try_complete(std::env::args_os(), folder.as_deref());
}
