//! The commands, one file each: arguments whose doc comments are the help, and one function.
//!
//! A command with subcommands is a folder, with a file for each of them. `command` has the list of
//! commands, and `run` runs one. The others are what several commands share:
//!
//! | file | what it does |
//! |---|---|
//! | `moderate` | `grant`, `deny` and `kick` |
//! | `act_as` | `request`, `cancel`, `join` and `leave` |
//! | `participant_ids` | the ids of participants, from arguments or stdin |
//! | `results` | shows the results of an operation on participants |
//! | `show_token` | prints a token on a line of its own |
//! | `profile_name` | refuses what cannot be a profile's name |
//! | `stdin` | reads stdin |
//! | `this_machine` | notes that a command is about this machine |

mod act_as;
mod api;
mod auth;
mod cancel;
mod command;
mod completions;
mod config;
mod connections;
mod deny;
mod doctor;
mod grant;
mod help;
mod join;
mod kick;
mod leave;
mod man;
mod meetings;
mod moderate;
mod participant_ids;
mod participants;
mod presets;
mod profile_name;
mod request;
mod requests;
mod results;
mod run;
mod sandbox;
mod serve;
mod show_token;
mod status;
mod stdin;
mod this_machine;
mod tokens;
mod wait;
mod watch;

pub(crate) use command::Command;
pub(crate) use run::{Invocation, run};
