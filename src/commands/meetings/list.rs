//! `meetings list`: which meetings there are, and which are live.

use clap::Args;

use super::table::show;
use crate::cache::CacheUpdate;
use crate::error::{CliError, quoted};
use crate::exit::Exit;
use crate::session::Session;
use api::MeetingQuery;

/// List meetings; those with people in them now are live
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage meetings list
  dyte-stage meetings list --live -o id
  dyte-stage meetings list --search 'town hall'")]
pub(crate) struct MeetingsListArgs {
    /// Only those with this in their id or title
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,

    /// Which page, from 1; with neither --page nor --per-page, all meetings are listed
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    page: Option<u32>,

    /// How many a page
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    per_page: Option<u32>,

    /// Only those with people in them now; goes with none of the others
    #[arg(long, conflicts_with_all = ["search", "page", "per_page"])]
    live: bool,
}

pub(super) async fn run(args: MeetingsListArgs, session: &Session<'_>) -> Result<Exit, CliError> {
    let query = MeetingQuery {
        search: args.search,
        page: args.page,
        per_page: args.per_page,
        live: args.live,
    };
    let answer = session.client().await?.meetings(&query).await?;
    session.remember(CacheUpdate::Meetings(&answer.body.meetings));
    let meetings = &answer.body.meetings;
    show(&answer.text, meetings, session.output);
    session.output.summarize(&match answer.body.total {
        Some(total) if total != meetings.len() as u64 => {
            format!("{} of {total} meetings", meetings.len())
        }
        _ if meetings.len() == 1 => "1 meeting".to_owned(),
        _ => format!("{} meetings", meetings.len()),
    });
    if let Some(live) = meetings.iter().find(|meeting| meeting.live) {
        let id = quoted(live.id.as_str());
        session
            .output
            .suggest(&format!("requests list --meeting {id}"));
    }
    Ok(Exit::Done)
}
