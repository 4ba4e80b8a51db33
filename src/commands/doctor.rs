//! `doctor`: what works on the way to the platform, and what to do about what does not.

use clap::Args;

use crate::error::{CONFIGURATION, CliError, exit_of_code};
use crate::exit::Exit;
use crate::output::columns::CHECKS;
use crate::output::table::Table;
use crate::output::{Format, Listing};
use crate::session::Session;
use api::{Check, CheckStatus, DoctorQuery};

/// Check the way to the platform, changing and joining nothing
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage doctor
  dyte-stage doctor --meeting demo
  dyte-stage doctor -o json")]
pub(crate) struct DoctorArgs {}

pub(super) async fn run(session: &Session<'_>) -> Result<Exit, CliError> {
    let meeting = match session.named_meeting().await {
        Ok(meeting) => meeting.cloned(),
        Err(error) => return Err(show_configuration(error, session)),
    };
    let query = DoctorQuery { meeting };
    let answer = session.client().await?.doctor(&query).await?;
    let checks = &answer.body.checks;
    let mut table = Table::new(CHECKS);
    for check in checks {
        let milliseconds = check.milliseconds.map(|ms| ms.to_string());
        table.row([
            &check.name,
            in_words(check.status),
            milliseconds.as_deref().unwrap_or_default(),
            &check.detail,
        ]);
    }
    session.output.show(Listing {
        json: &answer.text,
        items: checks,
        id: |check| (check.status == CheckStatus::Failed).then_some(check.name.as_str()),
        table,
    });
    for check in checks {
        if let Some(hint) = &check.hint {
            session
                .output
                .summarize(&format!("hint: {}: {hint}", check.name));
        }
    }
    let exit = exit(checks);
    if exit == Exit::Done {
        session.output.suggest("requests list");
    }
    Ok(exit)
}

/// Without a configuration there is no service to ask: that is the first thing that fails.
fn show_configuration(error: CliError, session: &Session<'_>) -> CliError {
    if error.code() == CONFIGURATION && session.output.format() == Format::Table {
        let mut table = Table::new(CHECKS);
        let failed = in_words(CheckStatus::Failed);
        table.row(["configuration", failed, "", &error.to_string()]);
        session.output.table(table);
    }
    error
}

const fn in_words(status: CheckStatus) -> &'static str {
    match status {
        CheckStatus::Ok => "ok",
        CheckStatus::Warning => "warning",
        CheckStatus::Failed => "failed",
        CheckStatus::Skipped => "skipped",
    }
}

/// The exit code of the first thing that failed: what comes after may only follow from it.
fn exit(checks: &[Check]) -> Exit {
    let first = checks
        .iter()
        .find(|check| check.status == CheckStatus::Failed);
    first.map_or(Exit::Done, |check| {
        check.code.map_or(Exit::Failed, exit_of_code)
    })
}
