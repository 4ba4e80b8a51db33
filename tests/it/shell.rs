//! Lines of the help, as somebody pastes them: bash, with the program on the path, in a folder and a home of
//! their own.

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use tempfile::TempDir;

/// How long anything may take that ends by itself, or says that it has begun.
const BOUND: Duration = Duration::from_mins(1);

/// A shell's surroundings.
pub(crate) struct Shell {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

impl Shell {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let bin = folder.path().join("bin");
        std::fs::create_dir(&bin).unwrap();
        std::fs::create_dir(folder.path().join("here")).unwrap();
        let program = Path::new(env!("CARGO_BIN_EXE_dyte-stage"));
        std::os::unix::fs::symlink(program, bin.join("dyte-stage")).unwrap();
        Self {
            folder,
            variables: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The folder where lines are run.
    pub(crate) fn here(&self) -> std::path::PathBuf {
        self.folder.path().join("here")
    }

    pub(crate) fn home(&self) -> std::path::PathBuf {
        self.folder.path().join("home")
    }

    fn command(&self, script: &str) -> Command {
        let mut command = Command::new("bash");
        let bin = self.folder.path().join("bin");
        command
            .args(["--norc", "-euo", "pipefail", "-c", script])
            .current_dir(self.here())
            .env_clear()
            .env(
                "PATH",
                format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display()),
            )
            .env("HOME", self.folder.path())
            .env("DYTE_STAGE_HOME", self.home())
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            // Whoever interrupts it interrupts all of it.
            .process_group(0);
        command
    }

    /// Runs a script to its end.
    pub(crate) fn run(&self, script: &str) -> Output {
        let mut command = self.command(script);
        let child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let child = child.unwrap();
        let id = child.id();
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || tell.send(child.wait_with_output()));
        let done = told.recv_timeout(BOUND).unwrap_or_else(|_| {
            signal(id, "KILL");
            panic!("it does not end: {script}");
        });
        done.unwrap()
    }

    /// Runs a script until it has said something, and interrupts it, as Ctrl-C does. Yields its exit code and
    /// what it had said.
    pub(crate) fn run_until_it_speaks(&self, script: &str) -> (Option<i32>, String) {
        // On either stream.
        let mut command = self.command(&format!("exec 2>&1; {script}"));
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            let mut some = [0; 4096];
            while let Ok(count @ 1..) = stdout.read(&mut some) {
                let text = String::from_utf8_lossy(&some[..count]).into_owned();
                // Nobody listens to what follows, but it must not be kept from ending.
                let _ = tell.send(text);
            }
        });
        let said = told.recv_timeout(BOUND);
        signal(child.id(), "INT");
        let code = wait(&mut child);
        let said = said.unwrap_or_else(|_| panic!("it says nothing: {script}"));
        (code, said)
    }
}

fn wait(child: &mut Child) -> Option<i32> {
    let id = child.id();
    let (tell, told) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if told.recv_timeout(BOUND).is_err() {
                signal(id, "KILL");
            }
        });
        let code = child.wait().unwrap().code();
        tell.send(()).unwrap();
        code
    })
}

fn signal(group: u32, signal: &str) {
    let group = format!("-{group}");
    let told = Command::new("kill")
        .args([&format!("-{signal}"), "--", &group])
        .status();
    assert!(told.unwrap().success() || signal == "KILL");
}
