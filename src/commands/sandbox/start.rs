//! Starts what `sandbox run` serves, and checks first that all of it can be.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::addresses::SandboxAddresses;
use super::sdk_address::SdkAddress;
use crate::config::{Environment, Home};
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Output;
use crate::session::listen::ListenOptions;
use crate::session::used_sandbox::warn_of_set_aside;
use model::MeetingId;
use sandbox::{
    DemoOptions, FaultInjector, Faults, Latency, Sandbox, SavedState, Script, ServeError,
};

/// How the sandbox is run: where, with which script, and what goes wrong meanwhile.
#[derive(Debug)]
pub(crate) struct SandboxRun {
    pub(crate) sdk_address: SdkAddress,
    /// What the sandbox is started over with, if it is.
    pub(crate) start_over: Option<DemoOptions>,
    pub(crate) script: Option<PathBuf>,
    pub(crate) latency: Latency,
    pub(crate) faults: Faults,
    pub(crate) seed: u64,
}

impl SandboxRun {
    /// Serves it all, or says what is missing.
    pub(crate) async fn start(
        self,
        meeting: MeetingId,
        output: &Output,
    ) -> Result<(Sandbox, SandboxAddresses), CliError> {
        let script = self.script.as_deref().map(read).transpose()?;
        let script = script.unwrap_or_default();
        let home = Home::find(&Environment::read())?;
        let folder = home.state()?;
        self.sdk_address.check()?;
        let certificate = self.sdk_address.certificate(folder)?;
        let listen = ListenOptions {
            address: self.sdk_address.address,
            tls: certificate.clone(),
            behind_proxy: false,
        };
        let tls = listen.tls().await?;
        let listener = listen.bind().await?;
        let sandbox = match self.start_over {
            Some(rehearsal) => {
                // Nothing is started over for what cannot be addresses.
                check_state(
                    &SavedState::new(Timestamp::now(), rehearsal),
                    &meeting,
                    &script,
                )?;
                let sandbox = Sandbox::serve_reset(folder, rehearsal).await?;
                output.note("the sandbox was started over, with tokens of its own");
                sandbox
            }
            None => Sandbox::serve(folder).await?,
        };
        warn_of_set_aside(sandbox.set_aside(), output);
        sandbox.read(|state| check_state(state, &meeting, &script))?;
        let port = listener
            .local_addr()
            .map_err(CliError::cannot_start)?
            .port();
        let certificate = certificate.map(|(cert, _)| cert);
        let addresses =
            SandboxAddresses::of(&sandbox, &self.sdk_address, port, certificate, meeting)?;
        sandbox.inject_faults(FaultInjector::new(self.faults, self.latency, self.seed));
        let served = sandbox.listen_for_sdks(listener, tls).await;
        served.map_err(ServeError::Listen)?;
        sandbox.publish().await?;
        sandbox.play_script(addresses.meeting(), &script)?;
        Ok((sandbox, addresses))
    }
}

/// Whether a sandbox has what is to be addresses.
fn check_state(state: &SavedState, meeting: &MeetingId, script: &Script) -> Result<(), CliError> {
    script.resolve(state.meeting(meeting)?)?;
    Ok(())
}

fn read(path: &Path) -> Result<Script, CliError> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let message = format!("cannot read the script {}: {error}", path.display());
        CliError::new("script", Exit::Failed, message)
    })?;
    Ok(Script::parse(&text)?)
}
