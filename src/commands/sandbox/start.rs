//! Starts the sandbox that `sandbox run` serves, and checks beforehand that it can be served.

use std::path::Path;

use jiff::Timestamp;

use super::addresses::SandboxAddresses;
use super::run_args::RunArgs;
use super::sdk_address::SdkAddress;
use crate::config::{Environment, Home};
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Output;
use crate::session::listen::ListenOptions;
use crate::session::used_sandbox::{sandbox_meeting, warn_of_set_aside};
use model::MeetingId;
use sandbox::{FaultInjector, Sandbox, SavedState, Script, ServeError};

/// Serves the sandbox as the arguments say.
pub(super) async fn start(
    args: RunArgs,
    meeting: Option<&str>,
    output: &Output,
) -> Result<(Sandbox, SandboxAddresses), CliError> {
    let demo = args.demo.check()?;
    let meeting = sandbox_meeting(meeting)?;
    let script = args.script.as_deref().map(read).transpose()?;
    let script = script.unwrap_or_default();
    let home = Home::find(&Environment::read())?;
    let folder = home.state()?;
    let sdk_address = SdkAddress {
        address: args.listen,
        makes_certificate: args.tls,
        certificate: args.tls_cert.zip(args.tls_key),
        named: args.host,
    };
    sdk_address.check()?;
    let certificate = sdk_address.certificate(folder)?;
    let listen = ListenOptions {
        address: sdk_address.address,
        tls: certificate.clone(),
        behind_proxy: false,
    };
    let tls = listen.tls().await?;
    let listener = listen.bind().await?;
    let sandbox = if args.demo.is_named() {
        // The old state is kept if the new one lacks the meeting or a participant of the script.
        let state = SavedState::new(Timestamp::now(), demo);
        check_state(&state, &meeting, &script)?;
        let sandbox = Sandbox::serve_reset(folder, demo).await?;
        output.note("the sandbox was started over, with tokens of its own");
        sandbox
    } else {
        Sandbox::serve(folder).await?
    };
    warn_of_set_aside(sandbox.set_aside(), output);
    sandbox.read(|state| check_state(state, &meeting, &script))?;
    let port = listener
        .local_addr()
        .map_err(CliError::cannot_start)?
        .port();
    let certificate = certificate.map(|(cert, _)| cert);
    let addresses = SandboxAddresses::of(&sandbox, &sdk_address, port, certificate, meeting)?;
    let (faults, latency) = (
        args.fault.unwrap_or_default(),
        args.latency.unwrap_or_default(),
    );
    sandbox.inject_faults(FaultInjector::new(faults, latency, args.seed));
    let served = sandbox.listen_for_sdks(listener, tls).await;
    served.map_err(ServeError::Listen)?;
    sandbox.publish().await?;
    sandbox.play_script(addresses.meeting(), &script)?;
    Ok((sandbox, addresses))
}

/// Fails if a sandbox lacks the meeting or a participant of the script.
fn check_state(state: &SavedState, meeting: &MeetingId, script: &Script) -> Result<(), CliError> {
    script.resolve(state.meeting(meeting)?)?;
    Ok(())
}

/// Reads a script.
fn read(path: &Path) -> Result<Script, CliError> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let message = format!("cannot read the script {}: {error}", path.display());
        CliError::new("script", Exit::Failed, message)
    })?;
    Ok(Script::parse(&text)?)
}
