//! Runs `dyte-stage serve` as a user does: in a process of its own, on an empty home.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::{Failure, program};

/// A user's home. It is gone when this is dropped.
#[derive(Debug)]
pub struct Home {
    folder: TempDir,
    variables: Vec<(&'static str, String)>,
}

/// A service that runs. It is killed when this is dropped.
#[derive(Debug)]
pub struct Serve {
    /// Its process.
    pub child: Child,
    /// Its address.
    pub url: String,
    /// An admin token.
    pub token: String,
}

impl Home {
    /// An empty home, with nothing configured but these variables.
    ///
    /// # Errors
    ///
    /// When no folder can be made.
    pub fn with(variables: Vec<(&'static str, String)>) -> Result<Self, Failure> {
        Ok(Self {
            folder: tempfile::tempdir()?,
            variables,
        })
    }

    /// Its folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The program, ready to be run in this home.
    fn command(&self, arguments: &[&str]) -> Result<Command, Failure> {
        let mut command = Command::new(program()?);
        command
            .args(arguments)
            .env_clear()
            .env("DYTE_STAGE_HOME", self.path())
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        Ok(command)
    }

    /// Starts a service that logs to a file.
    ///
    /// # Errors
    ///
    /// When the program cannot be run, or does not serve; then its log.
    pub fn serve(&self) -> Result<Serve, Failure> {
        let create = ["tokens", "create", "--role", "admin", "--name", "bench"];
        let made = self.command(&create)?.args(["--output", "id"]).output()?;
        if !made.status.success() {
            return Err(String::from_utf8_lossy(&made.stderr).into());
        }
        let token = String::from_utf8(made.stdout)?.trim().to_owned();
        let mut command =
            self.command(&["serve", "--listen", "127.0.0.1:0", "--output", "json"])?;
        let log = self.path().join("serve.log");
        command.stdout(Stdio::piped()).stderr(File::create(&log)?);
        let mut child = command.spawn()?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let Ok(Value::Object(served)) = serde_json::from_str(&line) else {
            child.kill()?;
            return Err(std::fs::read_to_string(log)?.into());
        };
        let url = served["url"].as_str().unwrap_or_default().to_owned();
        Ok(Serve { child, url, token })
    }
}

impl Drop for Serve {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
