//! `auth`: which platform or service to work on, as a profile, and its secret.
//!
//! | file | what it does |
//! |---|---|
//! | `command` | the subcommands |
//! | `login` | makes a profile, checks it and saves it |
//! | `login_flags`, `login_form` | the flags of a login, and the questions for what they leave out |
//! | `flag_text` | messages with the flags of a login in the place of keys and variables |
//! | `place_check` | whether a place can be worked on with its secret |
//! | `place_text` | the place of a profile or of a configuration, in words |
//! | `status`, `logout` | show the profiles, and forget a secret |

mod command;
mod flag_text;
mod login;
mod login_flags;
mod login_form;
mod logout;
mod place_check;
mod place_text;
mod status;

pub(crate) use command::AuthCommand;
pub(super) use command::run;
