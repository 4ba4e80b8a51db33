//! `grant`: lets participants come on stage.

use clap::Args;

use crate::commands::moderate::{Moderated, Targets, moderate, send};
use crate::commands::results::{summarize, table};
use crate::error::CliError;
use crate::exit::{Exit, exit_of_all};
use crate::follow::grant_wait::until_on_stage;
use crate::output::table::plain;
use crate::output::{Format, Listing};
use crate::session::Session;
use model::{Operation, Outcome, StageStatus};

/// Let participants come on stage, whether or not they asked
///
/// They come when they join: until then they are accepted. One id that fails does not stop the
/// others; the exit code says whether all went well.
///
/// With --wait, it shows where they stand once everybody who was granted is on stage. Whoever turns
/// away or leaves meanwhile is not waited for: exit 1, or 6 when others came. --timeout ends the
/// waiting (exit 124); the grant stays. With -o json, the answer to the grant is printed at once,
/// unchanged; with -o id, those who came.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage grant 5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03
  dyte-stage grant 5f2a9c                  # the beginning of a user id
  dyte-stage grant 'name:Amara Okafor'     # the only one of that name
  dyte-stage requests list -o id | dyte-stage grant -
  dyte-stage grant --all --yes             # all who ask now
  dyte-stage grant 5f2a9c --wait --timeout 1m && echo 'Amara is on stage'")]
pub(crate) struct GrantArgs {
    #[command(flatten)]
    targets: Targets,

    /// Wait until everybody who was granted is on stage
    #[arg(long, conflicts_with = "dry_run")]
    wait: bool,
}

pub(super) async fn run(args: GrantArgs, session: &Session<'_>) -> Result<Exit, CliError> {
    if args.wait {
        return grant_and_wait(args.targets, session).await;
    }
    moderate(Operation::Grant, args.targets, false, session).await
}

async fn grant_and_wait(targets: Targets, session: &Session<'_>) -> Result<Exit, CliError> {
    let Moderated {
        answer,
        empty_note,
        hint,
    } = send(Operation::Grant, targets, false, session).await?;
    let (mut moderation, output) = (answer.body, session.output);
    if output.format() == Format::Json {
        output.json(&answer.text);
    }
    // Failures are printed at once: nothing is waited for there.
    for result in moderation.results.iter().filter(|r| !r.outcome.is_good()) {
        let detail = result.detail.as_deref().unwrap_or_default();
        output.warn(&format!("{}: {detail}", plain(&result.id)));
    }
    let wait = until_on_stage(&moderation.results, session).await?;
    let mut missing = Vec::new();
    for result in &mut moderation.results {
        let is_missing = wait.failed(result);
        wait.write_result(result);
        if is_missing {
            result.outcome = Outcome::Failed;
            missing.push(result.clone());
        }
    }
    output.show(Listing {
        // The JSON was printed before.
        json: "",
        items: &moderation.results,
        id: |result| {
            let is_there = result.stage_status == Some(StageStatus::OnStage);
            let participant = result.participant.as_ref();
            Some(participant.filter(|_| is_there)?.user_id.as_str())
        },
        table: table(&moderation),
    });
    summarize(&moderation, empty_note, &hint, output);
    for result in &missing {
        let who = result.participant.as_ref().map(|p| plain(p.called()));
        let detail = result.detail.as_deref().unwrap_or_default();
        output.warn(&format!("{}: {detail}", who.unwrap_or_default()));
    }
    let results = moderation.results.iter();
    Ok(exit_of_all(
        results.map(|result| (result.outcome, result.reason)),
    ))
}
