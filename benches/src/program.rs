//! Finds the program that is measured.

use std::env;
use std::path::PathBuf;

use crate::Failure;

/// The variable that holds the program's path.
const VARIABLE: &str = "BENCH_PROGRAM";

/// The program's path, as `cargo xtask bench` gives it.
///
/// # Errors
///
/// When the variable is not set.
pub fn program() -> Result<PathBuf, Failure> {
    env::var_os(VARIABLE).map(PathBuf::from).ok_or_else(|| {
        format!("{VARIABLE} is not set to the path of dyte-stage; run: cargo xtask bench").into()
    })
}
