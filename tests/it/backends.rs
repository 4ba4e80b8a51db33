//! Backends outside the command's process: the sandbox taken for a live platform, and a service. The
//! command finds each by configuration alone.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use api::Role;
use sandbox::{ACCOUNT, Address, DEMO, Sandbox};
use secrecy::ExposeSecret;
use service::tokens::{NewToken, TokenStore};
use tokio::runtime;
use tokio::sync::oneshot;

/// What a user configures.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Live {
    RealtimeKit,
    Dyte,
    /// `dyte-stage serve`, on the sandbox.
    Service,
}

/// What is being served, until this is dropped.
pub(crate) enum Serving {
    Platform(Platform),
    Service(Service),
}

/// A sandbox that is taken for a live platform.
pub(crate) struct Platform {
    address: Address,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// A `dyte-stage serve`.
pub(crate) struct Service {
    url: String,
    token: String,
    child: Child,
}

impl Live {
    /// As JSON names the platform.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::RealtimeKit => "realtimekit",
            Self::Dyte => "dyte",
            Self::Service => "sandbox",
        }
    }

    /// What is the same for every command.
    pub(crate) fn usual(self) -> Vec<(&'static str, &'static str)> {
        let mut variables = vec![("DYTE_STAGE_MEETING", DEMO)];
        match self {
            Self::RealtimeKit => variables.extend([
                ("DYTE_STAGE_PLATFORM", self.name()),
                ("DYTE_STAGE_ACCOUNT_ID", ACCOUNT),
                ("DYTE_STAGE_APP_ID", ACCOUNT),
            ]),
            Self::Dyte => variables.extend([
                ("DYTE_STAGE_PLATFORM", self.name()),
                ("DYTE_STAGE_ORG_ID", ACCOUNT),
            ]),
            Self::Service => {}
        }
        variables
    }

    /// Serves what is in a home.
    pub(crate) fn serve(self, home: &Path) -> Serving {
        match self {
            Self::RealtimeKit | Self::Dyte => Serving::Platform(Platform::of(home)),
            Self::Service => Serving::Service(Service::of(home)),
        }
    }

    /// Where it is for one command, and its secret.
    pub(crate) fn at(self, serving: &Serving) -> Vec<(&'static str, String)> {
        match serving {
            Serving::Platform(Platform { address, .. }) => {
                let (secret, api_url) = match self {
                    Self::Dyte => ("DYTE_STAGE_API_KEY", address.dyte_api_url()),
                    _ => ("DYTE_STAGE_API_TOKEN", address.api_url()),
                };
                vec![
                    (secret, address.api_token().to_owned()),
                    ("DYTE_STAGE_API_URL", api_url),
                    ("DYTE_STAGE_SIGNALLING_URL", address.signalling_url()),
                ]
            }
            Serving::Service(Service { url, token, .. }) => vec![
                ("DYTE_STAGE_SERVER", url.clone()),
                ("DYTE_STAGE_SERVER_TOKEN", token.clone()),
            ],
        }
    }
}

/// The folder for state in a test's home, made if need be.
fn state_folder(home: &Path) -> PathBuf {
    let folder = home.join("state");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

impl Platform {
    fn of(home: &Path) -> Self {
        let folder = state_folder(home);
        let (tell, told) = mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let sandbox = Sandbox::serve(&folder).await.unwrap();
                tell.send(sandbox.address().clone()).unwrap();
                let _ = stopped.await;
            });
        });
        Self {
            address: told.recv().unwrap(),
            stop: Some(stop),
            thread: Some(thread),
        }
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        // Connections that are still open end with the thread's runtime, and the lock with them.
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Service {
    fn of(home: &Path) -> Self {
        let tokens = TokenStore::in_folder(&state_folder(home));
        let name = "the tests";
        if tokens
            .list()
            .unwrap()
            .iter()
            .any(|token| token.name == name)
        {
            tokens.revoke(name).unwrap();
        }
        let (_, token) = tokens
            .create(NewToken {
                name: name.to_owned(),
                role: Role::Admin,
                meetings: Vec::new(),
                expires_in: Some(Duration::from_hours(1)),
            })
            .unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_dyte-stage"))
            .args(["serve", "--listen", "127.0.0.1:0", "-o", "id", "-q"])
            .env_clear()
            .env("DYTE_STAGE_HOME", home)
            .env("DYTE_STAGE_PLATFORM", "sandbox")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut url = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut url).unwrap();
        Self {
            url: url.trim().to_owned(),
            token: token.expose_secret().to_owned(),
            child,
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let id = self.child.id().to_string();
        let told = Command::new("kill").arg(&id).status();
        // Whoever is not told is killed.
        if !told.is_ok_and(|told| told.success()) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}
