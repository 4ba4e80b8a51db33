//! `sandbox`: the platform on this machine, whichever platform is configured.
//!
//! | file | what it does |
//! |---|---|
//! | `command` | the subcommands |
//! | `run_args`, `demo_args` | the arguments of `run`, and those that it shares with `reset` |
//! | `run` | serves the sandbox to SDKs |
//! | `start` | starts what `run` serves |
//! | `sdk_address` | where SDKs find the sandbox |
//! | `addresses` | what `run` prints |
//! | `reset`, `status` | start it over, and show what it holds |
//! | `report` | what these two print |
//! | `token` | prints a token with which an SDK joins |

mod addresses;
mod command;
mod demo_args;
mod report;
mod reset;
mod run;
mod run_args;
mod sdk_address;
mod start;
mod status;
mod token;

pub(crate) use command::SandboxCommand;
pub(super) use command::run;
