//! Answers a shell that asks for completions, instead of running a command.

use clap::Command;
use clap_complete::CompleteEnv;
use clap_complete::env::Shells;

use super::shells::{PROGRAM, Shell, VARIABLE};

/// Answers a shell, if one asks. Returns whether one did: then the program must do and print
/// nothing else.
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
