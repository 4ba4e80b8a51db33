//! The sandbox that a command uses: its own, or that of a process that stays (docs/sandbox.md, "One
//! sandbox a home").

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use super::error::CliError;
use platform::Platform;
use sandbox::{Address, LOCK_TIMEOUT, Sandbox, SandboxHolder, ServeError, SetAside, Store};

/// How long to wait before looking again, after what was published was not the sandbox's address.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

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
    /// Finds the sandbox of a folder, and the platform that it is. What was published is believed once
    /// it knows the token: the port may be somebody else's by now.
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
            sleep(LOOK_AGAIN).await;
        }
    }

    /// A file that could not be used and was kept under another name.
    pub(super) const fn set_aside(&self) -> Option<&SetAside> {
        match self {
            Self::Ours(sandbox) => sandbox.set_aside(),
            Self::Theirs { .. } => None,
        }
    }

    /// Says that this command stays: others use the sandbox that it serves, or will serve when the
    /// process that does has ended.
    pub(super) async fn stay(&self) -> Result<(), CliError> {
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
