//! `presets check`: which preset the host joins with, and why not with the others.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use super::{on_stage, yes_or_no};
use crate::api::{PresetItem, PresetList, PresetQuery};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::output::Shown;
use crate::cli::table::Table;

/// Say which preset the host joins with, and why not with the others
///
/// Ends with exit code 4 when there is none.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage presets check
  dyte-stage presets check webinar_presenter")]
pub(in crate::cli) struct CheckArgs {
    /// Only this preset; exit code 4 when the host would not join with it by itself
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    name: Option<String>,
}

pub(super) async fn run(args: CheckArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let query = PresetQuery { name: args.name };
    let answer = context.client().await?.presets(&query).await?;
    let PresetList {
        presets,
        host_preset,
        problem,
        hint,
        ..
    } = &answer.body;
    show(&answer.text, presets, context);
    let Some(name) = query.name else {
        return match host_preset {
            Some(name) => {
                let seen = presets
                    .iter()
                    .any(|preset| preset.name == *name && !preset.hidden_participant);
                let seen = if seen { ", and everybody sees it" } else { "" };
                context
                    .output
                    .summarize(&format!("the host joins with {name}{seen}"));
                Ok(Exit::Done)
            }
            None => Err(CliError::NoHost {
                reason: problem.clone().unwrap_or_default(),
                hint: hint.clone(),
            }),
        };
    };
    let obstacles = presets.iter().flat_map(|preset| &preset.obstacles);
    let obstacles: Vec<_> = obstacles.map(String::as_str).collect();
    if obstacles.is_empty() || host_preset.as_ref() == Some(&name) {
        return Ok(Exit::Done);
    }
    Err(CliError::NoHost {
        reason: format!(
            "the host would not join with {name} by itself: {}",
            obstacles.join("; ")
        ),
        hint: None,
    })
}

fn show(json: &str, presets: &[PresetItem], context: &Context<'_>) {
    let mut table = Table::new([
        "NAME",
        "ON STAGE",
        "MANAGES",
        "HIDDEN",
        "WHY IT IS NO HOST'S",
    ]);
    for preset in presets {
        table.row([
            preset.name.as_str(),
            on_stage(preset),
            yes_or_no(preset.manages_stage),
            yes_or_no(preset.hidden_participant),
            &preset.obstacles.join("; "),
        ]);
    }
    context.output.show(Shown {
        json,
        items: presets,
        id: |preset| preset.obstacles.is_empty().then_some(preset.name.as_str()),
        table,
    });
}
