//! The `dyte-stage` program; everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    dyte_stage::app::main()
}
