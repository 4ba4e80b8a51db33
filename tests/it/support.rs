//! A user's shell: the real binary, with a home of its own and nothing else from this machine.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A user's home. It is gone when the test ends.
pub(crate) struct Home {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

impl Home {
    /// An empty home, with nothing configured.
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            variables: Vec::new(),
        }
    }

    /// The same home, with a variable set in every command.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
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
        command
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
        child
            .stdin
            .take()
            .unwrap()
            .write_all(stdin.as_bytes())
            .unwrap();
        self.told(&child.wait_with_output().unwrap())
    }

    /// Runs the program and returns its stdout as JSON. It must succeed.
    pub(crate) fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let output = self.command(arguments).output().unwrap();
        assert!(output.status.success(), "{}", self.told(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// What a user sees. The home's own path is written as `HOME`.
    pub(crate) fn told(&self, output: &Output) -> String {
        let text = |bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            text.replace(self.path().to_str().unwrap(), "HOME")
        };
        let code = output.status.code();
        let code = code.map_or_else(|| output.status.to_string(), |code| code.to_string());
        format!(
            "{}-- stderr\n{}-- exit {code}\n",
            text(&output.stdout),
            text(&output.stderr)
        )
    }
}
