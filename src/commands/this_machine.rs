//! Commands about this machine say so where a service elsewhere is configured.

use crate::config::{Config, Flags, Target};
use crate::output::Output;
use crate::session::load_config;

/// Notes that a command is about this machine, where a service elsewhere is configured.
pub(super) fn note_this_machine(what: &str, flags: &Flags, output: &Output) {
    let config = load_config(output).and_then(|loaded| Ok(loaded.resolve(flags)?));
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
