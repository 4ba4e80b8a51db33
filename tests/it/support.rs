//! A user's shell: the real binary, with a home of its own and nothing else from this machine.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;

use serde_json::Value;
use tempfile::TempDir;

use crate::backends::{Live, Serving};

/// An address on which nothing listens: no test is given this port.
pub(crate) const NOBODY: &str = "127.0.0.1:9";

/// A user's home. It is gone when the test ends.
pub(crate) struct Home {
    /// Serves the sandbox to the last command, for which it is a live platform.
    serving: Mutex<Option<Serving>>,
    live: Option<Live>,
    folder: TempDir,
    /// What must stay as long as this.
    kept: Vec<TempDir>,
    variables: Vec<(String, String)>,
}

impl Home {
    /// An empty home, with nothing configured.
    pub(crate) fn new() -> Self {
        Self {
            serving: Mutex::default(),
            live: None,
            folder: tempfile::tempdir().unwrap(),
            kept: Vec::new(),
            variables: Vec::new(),
        }
    }

    /// An empty home in which the sandbox was chosen on purpose.
    pub(crate) fn rehearsing() -> Self {
        Self::new().with("DYTE_STAGE_PLATFORM", "sandbox")
    }

    /// An empty home in which a live platform, or a service, is configured. Its part is played by the home's
    /// own sandbox, which is served anew to every command: simulated attendees have done what they do
    /// when the next one begins, as they have on the sandbox.
    pub(crate) fn on(live: Live) -> Self {
        let home = Self {
            live: Some(live),
            ..Self::new()
        };
        let usual = live.usual().into_iter();
        usual.fold(home, |home, (name, value)| home.with(name, value))
    }

    /// The home of a user on another machine, configured for what is being served.
    pub(crate) fn remote(live: Live, serving: &Serving) -> Self {
        let usual = live.usual().into_iter();
        let usual = usual.map(|(name, value)| (name, value.to_owned()));
        let all = usual.chain(live.at(serving));
        all.fold(Self::new(), |home, (name, value)| home.with(name, &value))
    }

    /// The same home, with a variable set in every command.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same home, with another folder that is gone when the test ends.
    pub(crate) fn keeping(mut self, folder: TempDir) -> Self {
        self.kept.push(folder);
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The program, ready to be run in this home.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dyte-stage"));
        command
            .args(arguments)
            .env_clear()
            .env("DYTE_STAGE_HOME", self.path())
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        self.serve_no_more();
        // What names the sandbox uses it itself.
        if let Some(live) = self.live.filter(|_| !arguments.contains(&"sandbox")) {
            let serving = live.serve(self.path());
            command.envs(live.at(&serving));
            *self.serving.lock().unwrap() = Some(serving);
        }
        command
    }

    fn serve_no_more(&self) {
        drop(self.serving.lock().unwrap().take());
    }

    /// Runs the program and returns what a user sees: stdout, stderr and the exit code.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        self.told(&self.command(arguments).output().unwrap())
    }

    /// The same, with something on stdin.
    pub(crate) fn run_with(&self, arguments: &[&str], stdin: &str) -> String {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let written = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        // A command that is refused for its arguments does not read.
        if let Err(error) = written {
            assert_eq!(error.kind(), std::io::ErrorKind::BrokenPipe);
        }
        self.told(&child.wait_with_output().unwrap())
    }

    /// Runs the program and returns its stdout as JSON. It must succeed.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let output = self.command(arguments).output().unwrap();
        assert!(output.status.success(), "{}", self.told(&output));
        serde_json::from_str(&self.text(&output.stdout)).unwrap()
    }

    /// Adds somebody who may join the meeting.
    pub(crate) fn add(&self, id: &str, preset: &str, name: &str) {
        let who = [
            "participants",
            "add",
            id,
            "--preset",
            preset,
            "--name",
            name,
        ];
        let told = self.run(&who);
        assert!(told.ends_with("-- exit 0\n"), "{told}");
    }

    /// Whether no command has got as far as connecting to a platform, or as letting a service join a meeting.
    pub(crate) fn is_untouched(&self) -> bool {
        match std::fs::read_dir(self.path().join("cache")) {
            Ok(mut kept) => self.live == Some(Live::Service) && kept.next().is_none(),
            Err(_) => true,
        }
    }

    /// The file in which the sandbox remembers.
    pub(crate) fn sandbox_file(&self) -> PathBuf {
        self.serve_no_more();
        self.path().join("state/sandbox.json")
    }

    /// What the sandbox remembers.
    pub(crate) fn sandbox(&self) -> Value {
        serde_json::from_slice(&std::fs::read(self.sandbox_file()).unwrap()).unwrap()
    }

    /// Changes what the sandbox remembers, as no command can.
    pub(crate) fn edit_sandbox(&self, edit: impl FnOnce(&mut Value)) {
        self.run(&["sandbox", "status"]);
        let mut state = self.sandbox();
        edit(&mut state);
        std::fs::write(self.sandbox_file(), state.to_string()).unwrap();
    }

    /// What a user sees, as it is the same on every machine and every platform.
    pub(crate) fn told(&self, output: &Output) -> String {
        let code = output.status.code();
        let code = code.map_or_else(|| output.status.to_string(), |code| code.to_string());
        format!(
            "{}-- stderr\n{}-- exit {code}\n",
            self.text(&output.stdout),
            self.text(&output.stderr)
        )
    }

    /// What the program wrote. The home's own path is written as `HOME`, and the name of a live
    /// platform in JSON, which is all that may tell it from the sandbox, as the sandbox's.
    fn text(&self, bytes: &[u8]) -> String {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let text = text.replace(self.path().to_str().unwrap(), "HOME");
        let named = |name| format!(r#""platform":"{name}""#);
        match self.live {
            None | Some(Live::Service) => text,
            Some(live) => {
                assert!(!text.contains(&named("sandbox")), "{text}");
                text.replace(&named(live.name()), &named("sandbox"))
            }
        }
    }
}
