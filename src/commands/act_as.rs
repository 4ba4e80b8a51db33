//! What `request`, `cancel`, `join` and `leave` have in common: acting as a participant.

use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::cache::CacheUpdate;
use crate::commands::results::outcome_text;
use crate::completion;
use crate::error::CliError;
use crate::exit::{Exit, exit_of};
use crate::follow::HeldConnection;
use crate::output::columns::ACTING;
use crate::output::table::{Table, plain};
use crate::output::{Listing, Output};
use crate::session::Session;
use api::{Acting, ActingRequest, Platform};
use client::Response;
use model::{Operation, Outcome, StageStatus};

/// The participant to act as.
#[derive(Debug, Args)]
pub(super) struct ActAs {
    /// The participant to act as: an exact user id or custom participant id
    #[arg(long = "as", value_name = "ID", value_parser = participant_id, add = ArgValueCompleter::new(completion::people))]
    id: String,

    /// Also when they are in the session already, by a second and silent connection
    #[arg(long)]
    second_connection: bool,

    /// Do not ask before acting as somebody on a live platform
    #[arg(short, long)]
    yes: bool,

    /// Only say what would be done, without joining
    #[arg(long)]
    dry_run: bool,
}

/// The result of acting, and the connection that it rests on.
pub(super) struct ActResult {
    pub(super) exit: Exit,
    /// The participant's status afterwards.
    pub(super) status: Option<StageStatus>,
    pub(super) held: Option<HeldConnection>,
}

impl ActAs {
    /// Acts and shows the result.
    pub(super) async fn act(
        &self,
        operation: Operation,
        session: &Session<'_>,
    ) -> Result<ActResult, CliError> {
        self.confirm(operation, session).await?;
        self.act_without_asking(operation, session).await
    }

    /// Acts and shows the result, for an operation that was confirmed before.
    pub(super) async fn act_without_asking(
        &self,
        operation: Operation,
        session: &Session<'_>,
    ) -> Result<ActResult, CliError> {
        let answer = self.send(operation, self.dry_run, session).await?;
        session.remember(CacheUpdate::Acting(&answer.body));
        show(&answer, session.output);
        Ok(ActResult {
            exit: exit_of(answer.body.outcome, answer.body.reason),
            status: answer.body.stage_status,
            held: HeldConnection::of(&answer.body),
        })
    }

    /// Asks before acting as a participant who may be a real person.
    async fn confirm(&self, operation: Operation, session: &Session<'_>) -> Result<(), CliError> {
        if self.yes || self.dry_run {
            return Ok(());
        }
        let platform = session.client().await?.whoami().await?.body.platform;
        if platform == Platform::Sandbox {
            return Ok(());
        }
        if !session.output.can_ask() {
            let question = format!("{operation} as {} on {platform}?", plain(&self.id));
            return Err(CliError::no_terminal(&question));
        }
        let planned = self.send(operation, true, session).await?.body;
        // What comes to nothing without joining needs no question. A conflict may be gone once the
        // participant is there.
        if matches!(planned.outcome, Outcome::Failed | Outcome::Unchanged) {
            return Ok(());
        }
        let question = format!(
            "{operation} as {} ({}) in {} on {platform}? Everybody there sees them do it.",
            plain(planned.participant.called()),
            planned.participant.user_id,
            planned.meeting_id
        );
        match session.output.ask(&question).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(CliError::declined()),
            Err(error) => Err(CliError::stdin(error)),
        }
    }

    async fn send(
        &self,
        operation: Operation,
        dry_run: bool,
        session: &Session<'_>,
    ) -> Result<Response<Acting>, CliError> {
        let (client, meeting) = (session.client().await?, session.meeting().await?);
        let how = ActingRequest {
            second_connection: self.second_connection,
            dry_run,
        };
        Ok(client.act(meeting, &self.id, operation, &how).await?)
    }
}

fn show(answer: &Response<Acting>, output: &Output) {
    let acting = &answer.body;
    let mut table = Table::new(ACTING);
    table.row([
        &outcome_text(acting.outcome, acting.dry_run),
        acting.participant.user_id.as_str(),
        &plain(
            acting
                .participant
                .display_name
                .as_deref()
                .unwrap_or_default(),
        ),
        acting.stage_status.map_or("", StageStatus::name),
        &acting.detail,
    ]);
    output.show(Listing {
        json: &answer.text,
        items: std::slice::from_ref(acting),
        id: |acting| {
            let is_good = acting.outcome.is_good();
            is_good.then_some(acting.participant.user_id.as_str())
        },
        table,
    });
}

/// Reads an id. As part of an address, `.` and `..` would mean something else.
fn participant_id(text: &str) -> Result<String, String> {
    match text {
        "" | "." | ".." => Err("no participant has such an id".to_owned()),
        id => Ok(id.to_owned()),
    }
}
