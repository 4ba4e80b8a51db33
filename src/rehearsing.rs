//! What `sandbox run` needs before it serves.

mod rehearsed;

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::error::CliError;
use super::output::Output;
use super::serving::Listen;
use crate::config::{Environment, Home};
use model::MeetingId;
pub(super) use rehearsed::Rehearsed;
use sandbox::{
    Certificate, DemoOptions, FaultInjector, Faults, Latency, Sandbox, SavedState, Script,
    ServeError,
};

/// What is rehearsed, and what goes wrong meanwhile.
#[derive(Debug)]
pub(super) struct Rehearsing {
    pub(super) front: Front,
    /// What the sandbox is started over with, if it is.
    pub(super) anew: Option<DemoOptions>,
    pub(super) script: Option<PathBuf>,
    pub(super) latency: Latency,
    pub(super) faults: Faults,
    pub(super) seed: u64,
}

/// Where browsers find it.
#[derive(Debug)]
pub(super) struct Front {
    pub(super) address: SocketAddr,
    /// Whether it is encrypted with a certificate that is made for it.
    pub(super) makes_certificate: bool,
    /// A certificate and its key.
    pub(super) certificate: Option<(PathBuf, PathBuf)>,
    /// The name that it has there.
    pub(super) named: Option<String>,
}

impl Rehearsing {
    /// Serves it all, or says what is missing.
    pub(super) async fn begin(
        self,
        meeting: MeetingId,
        output: &Output,
    ) -> Result<(Sandbox, Rehearsed), CliError> {
        let script = self.script.as_deref().map(read).transpose()?;
        let script = script.unwrap_or_default();
        let home = Home::find(&Environment::read())?;
        let folder = home.state()?;
        self.front.check()?;
        let certificate = self.front.certificate(folder)?;
        let listen = Listen {
            address: self.front.address,
            tls: certificate.clone(),
            behind_proxy: false,
        };
        let tls = listen.tls().await?;
        let listener = listen.bind().await?;
        let sandbox = match self.anew {
            Some(rehearsal) => {
                // Nothing is started over for what cannot be rehearsed.
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
        super::connect::warn_of_set_aside(sandbox.set_aside(), output);
        sandbox.read(|state| check_state(state, &meeting, &script))?;
        let port = listener.local_addr().map_err(CliError::Runtime)?.port();
        let certificate = certificate.map(|(cert, _)| cert);
        let rehearsed = Rehearsed::of(&sandbox, &self.front, port, certificate, meeting)?;
        sandbox.inject_faults(FaultInjector::new(self.faults, self.latency, self.seed));
        let served = sandbox.listen_for_sdks(listener, tls).await;
        served.map_err(ServeError::Listen)?;
        sandbox.publish().await?;
        sandbox.play_script(rehearsed.meeting(), &script)?;
        Ok((sandbox, rehearsed))
    }
}

/// Whether a sandbox has what is to be rehearsed.
fn check_state(state: &SavedState, meeting: &MeetingId, script: &Script) -> Result<(), CliError> {
    script.resolve(state.meeting(meeting)?)?;
    Ok(())
}

fn read(path: &Path) -> Result<Script, CliError> {
    let text = std::fs::read_to_string(path).map_err(|source| CliError::ReadScript {
        path: path.to_owned(),
        source,
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
        Err(CliError::Usage(format!("--listen {address}: {problem}")))
    }

    /// The name that browsers find it by.
    fn host(&self) -> &str {
        self.named.as_deref().unwrap_or("localhost")
    }

    fn certificate(&self, folder: &Path) -> Result<Option<(PathBuf, PathBuf)>, CliError> {
        if !self.makes_certificate {
            return Ok(self.certificate.clone());
        }
        let made = Certificate::load_or_create(folder, self.host());
        let Certificate { cert, key } = made.map_err(|source| CliError::Certificate {
            folder: folder.to_owned(),
            source,
        })?;
        Ok(Some((cert, key)))
    }
}
