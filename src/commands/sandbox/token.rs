//! `sandbox token`: the token with which an SDK joins the sandbox.

use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::commands::show_token::show_token;
use crate::completion;
use crate::config::{Environment, Home};
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::columns::PEOPLE;
use crate::output::table::Table;
use crate::output::{Listing, Output};
use crate::session::used_sandbox::{sandbox_meeting, warn_of_set_aside};
use sandbox::{Store, StoreHolder};

/// Print a participant's token, with which an SDK joins the sandbox as them
///
/// It is good for a day. A simulated attendee goes when the SDK joins, and is back when it leaves.
/// With -o id, nothing but the token is printed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage sandbox token guest-106
  dyte-stage sandbox token crew-1 -o id
  dyte-stage sandbox token guest-101 -o json")]
pub(crate) struct TokenArgs {
    /// Whose: an exact user id or custom participant id
    #[arg(value_name = "ID", add = ArgValueCompleter::new(completion::people))]
    participant: String,
}

pub(super) async fn run(
    args: &TokenArgs,
    meeting: Option<&str>,
    output: &Output,
) -> Result<Exit, CliError> {
    let home = Home::find(&Environment::read())?;
    let state = match Store::lock_or_find(home.state()?).await? {
        StoreHolder::ThisProcess(store) => {
            let (state, set_aside) = store.load()?;
            warn_of_set_aside(set_aside.as_ref(), output);
            state
        }
        StoreHolder::OtherProcess(_) => Store::peek(home.state()?)?.1,
    };
    let meeting = sandbox_meeting(meeting)?;
    let credentials = state.sdk_credentials(&meeting, &args.participant)?;
    let mut table = Table::new(PEOPLE);
    table.row([
        credentials.user_id.as_str(),
        &credentials.display_name,
        &credentials.custom_participant_id,
        &credentials.preset_name,
    ]);
    output.show(Listing {
        json: &serde_json::to_string(&credentials).unwrap_or_default(),
        items: std::slice::from_ref(&credentials),
        id: |credentials| Some(&credentials.token),
        table,
    });
    show_token(&credentials.token, output);
    Ok(Exit::Done)
}
