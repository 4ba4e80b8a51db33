//! What `request`, `cancel`, `join` and `leave` have in common: acting as a participant.

use clap::Args;
use clap_complete::ArgValueCompleter;

use super::columns::ACTING;
use super::completion::{self, Seen};
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::hold::Holding;
use super::output::{Output, Shown};
use super::results::exit_of;
use super::table::{Table, plain};
use api::{Acting, ActingRequest, Platform};
use client::Response;
use model::{Operation, Outcome, StageStatus};

/// For whom to act.
#[derive(Debug, Args)]
pub(super) struct As {
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

/// What came of acting, and the connection that it rests on.
pub(super) struct Acted {
    pub(super) exit: Exit,
    /// Where they stand by then.
    pub(super) status: Option<StageStatus>,
    pub(super) holding: Option<Holding>,
}

impl As {
    /// Acts and shows what became of it.
    pub(super) async fn act(
        &self,
        operation: Operation,
        context: &Context<'_>,
    ) -> Result<Acted, CliError> {
        self.agree(operation, context).await?;
        self.act_without_asking(operation, context).await
    }

    /// The same, for somebody for whom it was asked already.
    pub(super) async fn act_without_asking(
        &self,
        operation: Operation,
        context: &Context<'_>,
    ) -> Result<Acted, CliError> {
        let answer = self.send(operation, self.dry_run, context).await?;
        context.remember(Seen::Acting(&answer.body));
        show(&answer, context.output);
        Ok(Acted {
            exit: exit_of(answer.body.outcome, answer.body.reason),
            status: answer.body.stage_status,
            holding: Holding::of(&answer.body),
        })
    }

    /// Asks before somebody who may be real is acted for.
    async fn agree(&self, operation: Operation, context: &Context<'_>) -> Result<(), CliError> {
        if self.yes || self.dry_run {
            return Ok(());
        }
        let platform = context.client().await?.whoami().await?.body.platform;
        if platform == Platform::Sandbox {
            return Ok(());
        }
        if !context.output.can_ask() {
            return Err(CliError::NoTerminal {
                question: format!("{operation} as {} on {platform}?", plain(&self.id)),
            });
        }
        let rehearsed = self.send(operation, true, context).await?.body;
        // What comes to nothing without joining need not be asked about. A conflict may not be one any
        // more once they are there.
        if matches!(rehearsed.outcome, Outcome::Failed | Outcome::Unchanged) {
            return Ok(());
        }
        let question = format!(
            "{operation} as {} ({}) in {} on {platform}? Everybody there sees them do it.",
            name(&rehearsed),
            rehearsed.participant.user_id,
            rehearsed.meeting_id
        );
        match context.output.ask(&question).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(CliError::Declined),
            Err(error) => Err(CliError::Stdin(error)),
        }
    }

    async fn send(
        &self,
        operation: Operation,
        dry_run: bool,
        context: &Context<'_>,
    ) -> Result<Response<Acting>, CliError> {
        let (client, meeting) = (context.client().await?, context.meeting().await?);
        let how = ActingRequest {
            second_connection: self.second_connection,
            dry_run,
        };
        Ok(client.act(meeting, &self.id, operation, &how).await?)
    }
}

/// How to call whoever was acted for.
pub(super) fn name(acting: &Acting) -> String {
    plain(acting.participant.called())
}

fn show(answer: &Response<Acting>, output: &Output) {
    let acting = &answer.body;
    let mut table = Table::new(ACTING);
    let outcome = match acting.outcome {
        Outcome::Done if acting.dry_run => "dry run".to_owned(),
        outcome => outcome.to_string(),
    };
    table.row([
        &outcome,
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
    output.show(Shown {
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
