//! The `dyte-stage` program.

fn main() {}
