//! Commands about this machine say so where a service elsewhere is configured.

use crate::config::{Config, Flags, Target};
use crate::configured::Configured;
use crate::output::Output;

/// Notes that a command is about this machine, where a service elsewhere is configured.
pub(super) fn note_this_machine(what: &str, flags: &Flags, output: &Output) {
    let config = Configured::read(output).and_then(|it| it.resolve(flags));
    if let Ok(Config {
        target: Target::Server(server),
        ..
    }) = config
    {
        let url = server.url;
        output.note(&format!(
            "this is about {what} of this machine, not about {url}"
        ));
    }
}
