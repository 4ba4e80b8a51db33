//! Runs the checks that a change must pass before it lands, by layer. They need only Rust, and install the rest.

use std::{env, fs, process};

use crate::circles;
use crate::run::{Failure, cargo, command, output, step};

/// A name, and the checks under it.
type Layer = (&'static str, fn() -> Result<(), Failure>);

/// In the order in which they run without a name: what fails fast comes first.
const LAYERS: [Layer; 5] = [
    ("quick", quick),
    ("test", test),
    ("api", api),
    ("first-run", first_run),
    ("sdk", sdk),
];

pub(crate) fn run(name: Option<&str>) -> Result<(), Failure> {
    let is_chosen = |layer: &&Layer| name.is_none_or(|name| name == layer.0);
    let layers: Vec<&Layer> = LAYERS.iter().filter(is_chosen).collect();
    if layers.is_empty() {
        let names = LAYERS.map(|(name, _)| name).join(", ");
        return Err(format!("no such layer; there are: {names}").into());
    }
    layers.into_iter().try_for_each(|(_, checks)| checks())
}

/// What reads the sources: format, imports, lints, documentation, licences.
fn quick() -> Result<(), Failure> {
    step(&mut cargo(&["fmt", "--all", "--check"]))?;
    println!("\n== cargo xtask circles");
    circles::check()?;
    let everything = ["clippy", "--workspace", "--all-targets", "--locked"];
    step(cargo(&everything).args(["--", "-D", "warnings"]))?;
    let docs = ["doc", "--workspace", "--no-deps", "--locked"];
    step(cargo(&docs).env("RUSTDOCFLAGS", "-D warnings"))?;
    if output(&mut cargo(&["deny", "--version"])).is_err() {
        step(&mut cargo(&["install", "cargo-deny", "--locked"]))?;
    }
    let deny = ["deny", "--workspace", "--locked", "check"];
    step(cargo(&deny).args(["bans", "licenses", "sources"]))
}

/// The README's second command, and the tests of these chores.
fn test() -> Result<(), Failure> {
    step(&mut cargo(&["test", "--locked"]))?;
    step(&mut cargo(&["test", "--locked", "--package", "xtask"]))
}

/// The service against its own `OpenAPI` document.
fn api() -> Result<(), Failure> {
    step(&mut command(".ci/schemathesis", &[]))
}

/// The README's first command, on an empty home.
fn first_run() -> Result<(), Failure> {
    let home = env::temp_dir().join(format!("dyte-stage-first-run-{}", process::id()));
    fs::create_dir(&home).map_err(|error| format!("cannot make {}: {error}", home.display()))?;
    let first = ["run", "--release", "--locked", "--", "requests", "list"];
    let result = step(cargo(&first).env("DYTE_STAGE_HOME", &home));
    fs::remove_dir_all(&home)?;
    result
}

/// The official browser SDKs in the sandbox's meetings.
fn sdk() -> Result<(), Failure> {
    step(&mut command(".ci/sdk", &[]))
}
