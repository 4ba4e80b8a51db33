//! `presets check`: which preset the host joins with, and why not with the others.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use clap_complete::ArgValueCompleter;

use super::table::{on_stage, yes_or_no};
use crate::completion;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Listing;
use crate::output::columns::PRESET_CHECK;
use crate::output::table::Table;
use crate::session::Session;
use api::{PresetItem, PresetList, PresetQuery};

/// Say which preset the host joins with, and why not with the others
///
/// Ends with exit code 4 when there is none.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage presets check
  dyte-stage presets check dyte-stage-host")]
pub(crate) struct CheckArgs {
    /// Only this preset; exit code 4 when it is not the one that the host joins with
    #[arg(value_parser = NonEmptyStringValueParser::new(), add = ArgValueCompleter::new(completion::presets))]
    name: Option<String>,
}

pub(super) async fn run(args: CheckArgs, session: &Session<'_>) -> Result<Exit, CliError> {
    let query = PresetQuery { name: args.name };
    let answer = session.client().await?.presets(&query).await?;
    let PresetList {
        presets,
        host_preset,
        problem,
        hint,
        ..
    } = &answer.body;
    show(&answer.text, presets, session);
    let chosen = host_preset.as_deref();
    let reason = match (query.name.as_deref(), chosen) {
        (None, Some(name)) => {
            session
                .output
                .summarize(&format!("the host joins with {name}"));
            if let Some(preset) = presets.iter().find(|preset| preset.name == name)
                && !preset.obstacles.is_empty()
            {
                let obstacles = preset.obstacles.join("; ");
                session
                    .output
                    .warn(&format!("it was named, and {obstacles}"));
            }
            return Ok(Exit::Done);
        }
        (Some(name), Some(chosen)) if name == chosen => return Ok(Exit::Done),
        (Some(_), Some(chosen)) => format!("the host joins with {chosen}"),
        (_, None) => problem.clone().unwrap_or_default(),
    };
    Err(CliError::new("host_preset", Exit::NotPermitted, reason).with_hint_if(hint.clone()))
}

fn show(json: &str, presets: &[PresetItem], session: &Session<'_>) {
    let mut table = Table::new(PRESET_CHECK);
    for preset in presets {
        table.row([
            preset.name.as_str(),
            on_stage(preset),
            yes_or_no(preset.manages_stage),
            yes_or_no(preset.hidden_participant),
            &preset.obstacles.join("; "),
        ]);
    }
    session.output.show(Listing {
        json,
        items: presets,
        id: |preset| preset.obstacles.is_empty().then_some(preset.name.as_str()),
        table,
    });
}
