//! `presets list`: the presets, and what each may do on the stage.

use clap::Args;

use super::table::show;
use crate::cache::CacheUpdate;
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;
use api::PresetQuery;

/// List presets, and what each may do on the stage
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage presets list
  dyte-stage presets list -o json")]
pub(crate) struct PresetsListArgs {}

pub(super) async fn run(session: &Session<'_>) -> Result<Exit, CliError> {
    let answer = session
        .client()
        .await?
        .presets(&PresetQuery::default())
        .await?;
    session.remember(CacheUpdate::Presets(&answer.body.presets));
    show(&answer.text, &answer.body.presets, session.output);
    session.output.summarize(&match &answer.body.host_preset {
        Some(name) => format!("the host joins with {name}"),
        None => "the host has none to join with; see: dyte-stage presets check".to_owned(),
    });
    Ok(Exit::Done)
}
