//! `presets create-host`: makes the preset that the host joins with.

use clap::Args;

use super::show;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;

/// Make the preset that the host joins with: it manages the stage, and nobody sees it
///
/// Where there is such a preset already, nothing is made.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage presets create-host")]
pub(in crate::cli) struct CreateHostArgs {}

pub(super) async fn run(
    CreateHostArgs {}: &CreateHostArgs,
    context: &Context<'_>,
) -> Result<Exit, CliError> {
    let answer = context.client().await?.create_host_preset().await?;
    let preset = &answer.body.preset;
    show(&answer.text, std::slice::from_ref(preset), context);
    context.output.summarize(if answer.body.created {
        "made"
    } else {
        "nothing had to be made: the host can join with it"
    });
    context.suggest("requests list");
    Ok(Exit::Done)
}
