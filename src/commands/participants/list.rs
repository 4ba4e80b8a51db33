//! `participants list`: who may join the meeting, and who of them is there.

use clap::Args;

use crate::cache::CacheUpdate;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Listing;
use crate::output::columns::REGISTERED;
use crate::output::table::Table;
use crate::session::Session;

/// List who may join the meeting, and who of them is there, without joining it
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage participants list
  dyte-stage participants list -o ndjson")]
pub(crate) struct ParticipantsListArgs {}

pub(super) async fn run(session: &Session<'_>) -> Result<Exit, CliError> {
    let (client, meeting) = (session.client().await?, session.meeting().await?);
    let answer = client.participants(meeting).await?;
    session.remember(CacheUpdate::Participants(&answer.body));
    let participants = &answer.body.participants;
    let mut table = Table::new(REGISTERED);
    for participant in participants {
        let text = |text: &'_ Option<String>| text.clone().unwrap_or_default();
        table.row([
            participant.user_id.as_str(),
            if participant.in_session == Some(true) {
                "yes"
            } else {
                ""
            },
            &text(&participant.display_name),
            &text(&participant.custom_participant_id),
            &text(&participant.preset_name),
        ]);
    }
    session.output.show(Listing {
        json: &answer.text,
        items: participants,
        id: |participant| Some(participant.user_id.as_str()),
        table,
    });
    let there = participants
        .iter()
        .filter(|p| p.in_session == Some(true))
        .count();
    let words = format!("{} may join, {there} in the session", participants.len());
    session.output.summarize(&words);
    Ok(Exit::Done)
}
