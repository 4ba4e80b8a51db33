//! What `sandbox run` needs before it serves.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::addresses::SandboxAddresses;
use crate::config::{Environment, Home};
use crate::error::sandbox::NO_ROOM;
use crate::error::{CliError, Exit};
use crate::output::Output;
use crate::session::listen::ListenOptions;
use crate::session::sandbox::warn_of_set_aside;
use model::MeetingId;
use sandbox::demo::Rehearsal;
use sandbox::faults::{FaultInjector, Faults, Latency};
use sandbox::script::Script;
use sandbox::state::State;
use sandbox::{Certificate, Sandbox, ServeError};

/// What is addresses, and what goes wrong meanwhile.
#[derive(Debug)]
pub(crate) struct SandboxRun {
    pub(crate) front: Front,
    /// What the sandbox is started over with, if it is.
    pub(crate) anew: Option<Rehearsal>,
    pub(crate) script: Option<PathBuf>,
    pub(crate) latency: Latency,
    pub(crate) faults: Faults,
    pub(crate) seed: u64,
}

/// Where browsers find it.
#[derive(Debug)]
pub(crate) struct Front {
    pub(crate) address: SocketAddr,
    /// Whether it is encrypted with a certificate that is made for it.
    pub(crate) makes_certificate: bool,
    /// A certificate and its key.
    pub(crate) certificate: Option<(PathBuf, PathBuf)>,
    /// The name that it has there.
    pub(crate) named: Option<String>,
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
        self.front.check()?;
        let certificate = self.front.certificate(folder)?;
        let listen = ListenOptions {
            address: self.front.address,
            tls: certificate.clone(),
            behind_proxy: false,
        };
        let tls = listen.tls().await?;
        let listener = listen.bind().await?;
        let sandbox = match self.anew {
            Some(rehearsal) => {
                // Nothing is started over for what cannot be addresses.
                check_state(&State::new(Timestamp::now(), rehearsal), &meeting, &script)?;
                let sandbox = Sandbox::serve_anew(folder, rehearsal).await?;
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
        let addresses = SandboxAddresses::of(&sandbox, &self.front, port, certificate, meeting)?;
        sandbox.disturb(FaultInjector::new(self.faults, self.latency, self.seed));
        let served = sandbox.serve_at(listener, tls).await;
        served.map_err(ServeError::Listen)?;
        sandbox.publish().await?;
        sandbox.play(addresses.meeting(), &script)?;
        Ok((sandbox, addresses))
    }
}

/// Whether a sandbox has what is to be addresses.
fn check_state(state: &State, meeting: &MeetingId, script: &Script) -> Result<(), CliError> {
    script.cast(state.meeting(meeting)?)?;
    Ok(())
}

fn read(path: &Path) -> Result<Script, CliError> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let message = format!("cannot read the script {}: {error}", path.display());
        CliError::new("script", Exit::Failed, message)
    })?;
    Ok(Script::parse(&text)?)
}

impl Front {
    /// Tokens must not cross a network unencrypted; media connections need an address, and browsers a name.
    fn check(&self) -> Result<(), CliError> {
        let (address, ip) = (self.address, self.address.ip());
        let is_encrypted = self.makes_certificate || self.certificate.is_some();
        let is_localhost = ip == Ipv4Addr::LOCALHOST || ip == Ipv6Addr::LOCALHOST;
        let problem = if ip.is_unspecified() {
            "say which address; browsers are told to find media there"
        } else if !ip.is_loopback() && !is_encrypted {
            "tokens would cross the network unencrypted; add --tls, or --tls-cert and --tls-key"
        } else if !is_localhost && is_encrypted && self.named.is_none() {
            "browsers would look for it at localhost; say under which name they find it: --host"
        } else {
            return Ok(());
        };
        Err(CliError::usage(format!("--listen {address}: {problem}")))
    }

    /// The name that browsers find it by.
    pub(super) fn host(&self) -> &str {
        self.named.as_deref().unwrap_or("localhost")
    }

    fn certificate(&self, folder: &Path) -> Result<Option<(PathBuf, PathBuf)>, CliError> {
        if !self.makes_certificate {
            return Ok(self.certificate.clone());
        }
        let made = Certificate::of(folder, self.host());
        let Certificate { cert, key } = made.map_err(|error| {
            let message = format!("cannot make a certificate in {}: {error}", folder.display());
            CliError::new("tls", Exit::Failed, message).with_hint(NO_ROOM)
        })?;
        Ok(Some((cert, key)))
    }
}
