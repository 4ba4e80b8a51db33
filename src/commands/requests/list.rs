//! `requests list`: who asks to come on stage.

use clap::Args;

use crate::cache::CacheUpdate;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Listing;
use crate::output::columns::PEOPLE;
use crate::output::table::Table;
use crate::session::Session;
use api::Requests;
use model::RequestOrder;

/// List who asks to come on stage
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage requests list
  dyte-stage requests list -o json
  dyte-stage requests list -o id | dyte-stage grant -")]
pub(crate) struct RequestsListArgs {}

pub(super) async fn run(session: &Session<'_>) -> Result<Exit, CliError> {
    let (client, meeting) = (session.client().await?, session.meeting().await?);
    let answer = client.requests(meeting).await?;
    session.remember(CacheUpdate::Requests(&answer.body));
    let Requests {
        requests,
        order,
        complete,
        ..
    } = &answer.body;
    let mut table = Table::new(PEOPLE);
    for request in requests {
        table.row([
            request.user_id.as_str(),
            &request.display_name,
            request.custom_participant_id.as_deref().unwrap_or_default(),
            request.preset_name.as_deref().unwrap_or_default(),
        ]);
    }
    session.output.show(Listing {
        json: &answer.text,
        items: requests,
        id: |request| Some(request.user_id.as_str()),
        table,
    });
    if !complete {
        session
            .output
            .warn("the platform did not tell of everybody: others may ask too");
    }
    session.output.summarize(&match requests.len() {
        0 => "nobody asks to come on stage".to_owned(),
        1 => "1 asks to come on stage".to_owned(),
        count => format!("{count} ask to come on stage, {}", in_order(*order)),
    });
    match &requests[..] {
        [] => session.output.suggest("requests watch"),
        [first, ..] => session
            .output
            .suggest(&format!("grant {}", first.user_id.short())),
    }
    Ok(Exit::Done)
}

const fn in_order(order: RequestOrder) -> &'static str {
    match order {
        RequestOrder::Queue | RequestOrder::Observed => "first come first",
        RequestOrder::Unknown => "in no known order",
    }
}
