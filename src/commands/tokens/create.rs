//! `tokens create`: makes a token, which is shown this once.

use std::time::Duration;

use clap::{Args, ValueEnum};
use clap_complete::ArgValueCompleter;
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde::Serialize;

use super::store::in_store;
use super::table::table;
use crate::args::{DryRun, NOTHING_DONE, duration};
use crate::commands::show_token::show_token;
use crate::completion;
use crate::config::meeting_id;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::{Listing, Output};
use model::MeetingId;
use service::tokens::{NewToken, Token};

/// Make a token for somebody who calls the service of this machine
///
/// It is shown this once only: what is kept is its SHA-256, in tokens.json in the folder for state.
/// The service takes it from the next request on. With -o id, nothing but the token is printed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage tokens create --role moderator --name backend
  dyte-stage tokens create --role viewer --name wallboard --meeting demo --expires 30d
  TOKEN=$(dyte-stage tokens create --role admin --name ci --expires 12h -o id)")]
pub(crate) struct TokensCreateArgs {
    /// What its holder may do
    #[arg(long, value_enum, value_name = "ROLE")]
    role: Role,

    /// Whose it is: at most 64 characters, and no other token's name
    #[arg(long, value_name = "NAME")]
    name: String,

    // It has the id of the global flag, whose place it takes.
    /// Only for this meeting; repeat it for further ones. Without it: for every meeting, whatever
    /// the environment names
    #[arg(short, long, value_name = "ID", add = ArgValueCompleter::new(completion::meetings))]
    meeting: Vec<String>,

    /// How long it is good for: 30d, 12h, 90m, or seconds; without it, until it is revoked
    #[arg(long, value_name = "TIME", value_parser = lifetime)]
    expires: Option<Duration>,

    #[command(flatten)]
    dry_run: DryRun,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Role {
    /// Reads
    Viewer,
    /// Also grants, denies and kicks
    Moderator,
    /// Also everything else
    Admin,
}

impl From<Role> for api::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Viewer => Self::Viewer,
            Role::Moderator => Self::Moderator,
            Role::Admin => Self::Admin,
        }
    }
}

/// The token, with its secret.
#[derive(Serialize)]
struct Created<'a> {
    #[serde(flatten)]
    about: &'a Token,
    token: &'a str,
}

/// What would be made.
#[derive(Serialize)]
struct Planned<'a> {
    dry_run: bool,
    name: &'a str,
    role: api::Role,
    meetings: &'a [MeetingId],
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
}

impl<'a> Planned<'a> {
    fn of(token: &'a Token) -> Self {
        Self {
            dry_run: true,
            name: &token.name,
            role: token.role,
            meetings: &token.meetings,
            expires_at: token.expires_at,
        }
    }
}

pub(super) async fn run(args: TokensCreateArgs, output: &Output) -> Result<Exit, CliError> {
    let meetings = args.meeting.iter().map(|id| meeting_id(id));
    let new = NewToken {
        name: args.name,
        role: args.role.into(),
        meetings: meetings.collect::<Result<_, _>>()?,
        expires_in: args.expires,
    };
    let (about, secret) = in_store(args.dry_run, |store| store.create(new)).await?;
    if args.dry_run.dry_run {
        // Its id and its secret would be others.
        output.show(Listing {
            json: &serde_json::to_string(&Planned::of(&about)).unwrap_or_default(),
            items: &[Planned::of(&about)],
            id: |_| None,
            table: table(std::slice::from_ref(&about)),
        });
        output.summarize(NOTHING_DONE);
        return Ok(Exit::Done);
    }
    let created = Created {
        about: &about,
        token: secret.expose_secret(),
    };
    output.show(Listing {
        json: &serde_json::to_string(&created).unwrap_or_default(),
        items: std::slice::from_ref(&created),
        id: |created| Some(created.token),
        table: table(std::slice::from_ref(&about)),
    });
    show_token(created.token, output);
    output.note("the token is shown this once only");
    if about.expires_at.is_none() {
        let note = "it never expires; to end it: dyte-stage tokens revoke";
        output.note(note);
    }
    Ok(Exit::Done)
}

fn lifetime(text: &str) -> Result<Duration, &'static str> {
    duration(text).map_err(|_| "say how long, such as 30d or 12h")
}
