//! Measures the program: builds it as it is released, and runs the benches with its path.

use crate::run::{Failure, cargo, program, step};

/// The variable in which the benches look for the program's path.
const PROGRAM: &str = "BENCH_PROGRAM";

pub(crate) fn run(name: Option<&str>) -> Result<(), Failure> {
    step(&mut cargo(&["build", "--release", "--locked"]))?;
    let mut arguments = vec!["bench", "--locked", "--package", "dyte-stage-benches"];
    if let Some(name) = name {
        arguments.extend(["--bench", name]);
    }
    step(cargo(&arguments).env(PROGRAM, program("release")?))
}
