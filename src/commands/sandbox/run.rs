//! `sandbox run`: the sandbox for the official SDK, until it is told to stop.

use std::cell::OnceCell;
use std::future::pending;

use super::run_args::RunArgs;
use super::start::start;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::{Activity, Output};
use crate::session::background::Background;

pub(super) async fn run(
    args: RunArgs,
    meeting: Option<&str>,
    output: &Output,
    serving: &OnceCell<Background>,
) -> Result<Exit, CliError> {
    let (sandbox, addresses) = start(args, meeting, output).await?;
    // A command serves once.
    let _ = serving.set(Background::sandbox(sandbox));
    output.set_activity(Activity::Serving);
    addresses.show(output);
    if !addresses.is_encrypted() {
        let note = "no SDK can join: they speak https only; add --tls, or --tls-cert and --tls-key";
        output.warn(note);
    }
    pending().await
}
