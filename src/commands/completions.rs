//! `completions`: what a shell sources to complete commands.

use clap::Args;

use crate::completion::Shell;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Output;

/// Print a script that completes commands, flags and ids
///
/// Ids are those that a command can act on: for grant, those who ask; for kick, those on stage. On
/// a live platform and on a service, people are those whom a command was told of lately, such as
/// requests list, status or watch: completing joins no meeting.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage completions bash > dyte-stage.bash
  source <(dyte-stage completions bash)
  dyte-stage completions zsh > _dyte-stage
  dyte-stage completions fish > dyte-stage.fish

Where it goes:
  Bash        ~/.local/share/bash-completion/completions/dyte-stage, or source it in ~/.bashrc
  Zsh         _dyte-stage in a folder of $fpath, before compinit; or source it after that in ~/.zshrc
  fish        ~/.config/fish/completions/dyte-stage.fish
  PowerShell  dyte-stage completions powershell | Out-String | Invoke-Expression, in $PROFILE")]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs, output: &Output) -> Result<Exit, CliError> {
    let script = args.shell.script().map_err(CliError::cannot_start)?;
    output.text(&script);
    Ok(Exit::Done)
}
