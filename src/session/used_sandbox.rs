//! The sandbox that a command uses: its own, or that of a process that stays (docs/sandbox.md, "One
//! sandbox a home").

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use crate::config::{Environment, env, meeting_id};
use crate::error::CliError;
use crate::output::Output;
use model::MeetingId;
use platform::Platform;
use sandbox::{Address, DEMO, LOCK_TIMEOUT, Sandbox, SandboxHolder, ServeError, SetAside, Store};

/// How long to wait before looking again, after what was published was not the sandbox's address.
const RETRY_INTERVAL: Duration = Duration::from_millis(10);

/// The sandbox that a command uses.
#[derive(Debug)]
pub(super) enum UsedSandbox {
    /// This command serves it.
    Ours(Sandbox),
    /// A process that stays serves it.
    Theirs {
        folder: PathBuf,
        address: Address,
        /// Waits until that process has ended, to serve in its place.
        successor: Mutex<Option<Successor>>,
    },
}

type Successor = JoinHandle<Result<Sandbox, ServeError>>;

impl UsedSandbox {
    /// Finds the sandbox of a folder, and the platform that it is. What was published is believed
    /// once it knows the token: another program may have the port by now.
    pub(super) async fn find(
        folder: &Path,
        platform: impl Fn(&Address) -> Result<Platform, CliError>,
    ) -> Result<(Self, Platform), CliError> {
        let deadline = Instant::now() + LOCK_TIMEOUT;
        loop {
            let address = match Sandbox::open(folder).await? {
                SandboxHolder::ThisProcess(sandbox) => {
                    let platform = platform(sandbox.address())?;
                    return Ok((Self::Ours(sandbox), platform));
                }
                SandboxHolder::OtherProcess(address) => address,
            };
            let platform = platform(&address)?;
            if platform.rest.verify_token().await.is_ok() {
                let theirs = Self::Theirs {
                    folder: folder.to_owned(),
                    address,
                    successor: Mutex::default(),
                };
                return Ok((theirs, platform));
            }
            if Instant::now() > deadline {
                return Err(Store::busy(folder).into());
            }
            sleep(RETRY_INTERVAL).await;
        }
    }

    /// A file that could not be used and was kept under another name.
    pub(super) const fn set_aside(&self) -> Option<&SetAside> {
        match self {
            Self::Ours(sandbox) => sandbox.set_aside(),
            Self::Theirs { .. } => None,
        }
    }

    /// Publishes the sandbox that this command serves, or waits in the background to succeed the
    /// process that serves it.
    pub(super) async fn publish_or_succeed(&self) -> Result<(), CliError> {
        let (folder, address, successor) = match self {
            Self::Ours(sandbox) => return Ok(sandbox.publish().await?),
            Self::Theirs {
                folder,
                address,
                successor,
            } => (folder.clone(), address.clone(), successor),
        };
        let mut successor = successor.lock().unwrap_or_else(PoisonError::into_inner);
        successor.get_or_insert_with(|| {
            tokio::spawn(async move {
                let taken = Sandbox::take_over(&folder, &address).await;
                taken.inspect_err(|error| tracing::debug!(%error, "the sandbox is not taken over"))
            })
        });
        Ok(())
    }

    /// Lets others have the sandbox.
    pub(super) async fn close(self) {
        let ours = match self {
            Self::Ours(sandbox) => Some(sandbox),
            Self::Theirs { successor, .. } => {
                match successor
                    .into_inner()
                    .unwrap_or_else(PoisonError::into_inner)
                {
                    Some(successor) => {
                        // It has the sandbox, or need not wait for it any longer.
                        successor.abort();
                        successor.await.ok().and_then(Result::ok)
                    }
                    None => None,
                }
            }
        };
        if let Some(sandbox) = ours {
            sandbox.close().await;
        }
    }
}

/// Says that a file could not be used, and where it is now.
pub(crate) fn warn_of_set_aside(set_aside: Option<&SetAside>, output: &Output) {
    if let Some(SetAside { path, reason }) = set_aside {
        let path = path.display();
        output.warn(&format!(
            "the sandbox's state could not be used ({reason}); it is kept as {path}, and a new \
             sandbox takes its place"
        ));
    }
}

/// The meeting of the sandbox that is meant: the one of `--meeting`, else of the environment if the
/// sandbox has it, else the demo meeting.
pub(crate) fn sandbox_meeting(flag: Option<&str>) -> Result<MeetingId, CliError> {
    if let Some(named) = flag {
        return Ok(meeting_id(named)?);
    }
    // A meeting of a live platform is not meant here.
    let environment = Environment::read();
    let named = environment.get(env::MEETING).and_then(|id| id.to_str());
    let named = named.filter(|id| sandbox::is_meeting(id));
    Ok(named.unwrap_or(DEMO).into())
}
