//! The sandbox taken for a live platform: served outside the command's process, which finds it by
//! configuration alone.

use std::path::Path;
use std::sync::mpsc;
use std::thread::JoinHandle;

use dyte_stage::config;
use dyte_stage::sandbox::{ACCOUNT, Address, DEMO, Sandbox};
use tokio::runtime;
use tokio::sync::oneshot;

/// A live platform, as a user configures it.
#[derive(Clone, Copy)]
pub(crate) enum Live {
    RealtimeKit,
    Dyte,
}

/// A sandbox that is being served, until this is dropped.
pub(crate) struct Serving {
    api_token: String,
    api_url: String,
    dyte_api_url: String,
    signalling_url: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Live {
    /// As `DYTE_STAGE_PLATFORM` and JSON name it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::RealtimeKit => "realtimekit",
            Self::Dyte => "dyte",
        }
    }

    /// What is the same for every command.
    pub(crate) fn usual(self) -> Vec<(&'static str, &'static str)> {
        let mut variables = vec![
            ("DYTE_STAGE_PLATFORM", self.name()),
            ("DYTE_STAGE_MEETING", DEMO),
        ];
        match self {
            Self::RealtimeKit => variables.extend([
                ("DYTE_STAGE_ACCOUNT_ID", ACCOUNT),
                ("DYTE_STAGE_APP_ID", ACCOUNT),
            ]),
            Self::Dyte => variables.push(("DYTE_STAGE_ORG_ID", ACCOUNT)),
        }
        variables
    }

    /// Where the platform is for one command, and its secret.
    pub(crate) fn at(self, serving: &Serving) -> [(&'static str, &str); 3] {
        let (secret, api_url) = match self {
            Self::RealtimeKit => ("DYTE_STAGE_API_TOKEN", &serving.api_url),
            Self::Dyte => ("DYTE_STAGE_API_KEY", &serving.dyte_api_url),
        };
        [
            (secret, &serving.api_token),
            ("DYTE_STAGE_API_URL", api_url),
            ("DYTE_STAGE_SIGNALLING_URL", &serving.signalling_url),
        ]
    }
}

impl Serving {
    /// Serves the sandbox of a home.
    pub(crate) fn of(home: &Path) -> Self {
        let folder = config::Home::at(home).state().unwrap().to_owned();
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
        let address: Address = told.recv().unwrap();
        Self {
            api_token: address.api_token().to_owned(),
            api_url: address.api_url(),
            dyte_api_url: address.dyte_api_url(),
            signalling_url: address.signalling_url(),
            stop: Some(stop),
            thread: Some(thread),
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Connections that are still open end with the thread's runtime, and the lock with them.
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
