//! `man`: the man pages.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Command};
use clap_complete::ArgValueCompleter;

use super::help::unknown_topic;
use crate::completion;
use crate::error::CliError;
use crate::exit::Exit;
use crate::help::{find, man};
use crate::output::Output;

/// Print the man page of a command, or write all of them
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage man > dyte-stage.1
  dyte-stage man requests list | head
  dyte-stage man --dir man1                # one file a command, such as dyte-stage-grant.1")]
pub(crate) struct ManArgs {
    /// The command; without it, the program
    #[arg(add = ArgValueCompleter::new(completion::topics))]
    command: Vec<String>,

    /// Write every command's page into this folder, which is made if need be
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    dir: Option<PathBuf>,
}

pub(super) fn run(
    args: &ManArgs,
    command_line: &Command,
    output: &Output,
) -> Result<Exit, CliError> {
    if let Some(folder) = &args.dir {
        let pages = man::all(command_line).map_err(CliError::cannot_start)?;
        write(folder, &pages)?;
        let (count, folder) = (pages.len(), folder.display());
        output.note(&format!("{count} pages in {folder}"));
        return Ok(Exit::Done);
    }
    let unknown = || unknown_topic(&args.command.join(" "), command_line);
    let command = find(command_line, &args.command).ok_or_else(unknown)?;
    let page = man::page(&command).map_err(CliError::cannot_start)?;
    output.text(&page.text);
    Ok(Exit::Done)
}

fn write(folder: &Path, pages: &[man::Page]) -> Result<(), CliError> {
    let failed = |path: PathBuf| {
        move |error: io::Error| {
            let message = format!("cannot write the man page {}: {error}", path.display());
            CliError::new("man_page", Exit::Failed, message)
                .with_hint("make room or allow writing there, or take another folder: --dir")
        }
    };
    std::fs::create_dir_all(folder).map_err(failed(folder.to_owned()))?;
    for page in pages {
        let path = folder.join(&page.file);
        std::fs::write(&path, &page.text).map_err(failed(path))?;
    }
    Ok(())
}
