//! The man pages, one a command: what clap knows, with examples, exit codes and variables in
//! sections of their own.

use std::io;

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::command_tree::{built, with_all_below};
use super::section::sections;
use crate::config::env;
use crate::exit::Exit;

/// A man page: the name of its file, and what is in it.
pub(crate) struct Page {
    pub(crate) file: String,
    pub(crate) text: String,
}

/// The pages of all commands.
pub(crate) fn all(root: &Command) -> io::Result<Vec<Page>> {
    let command = built(root);
    with_all_below(&command).into_iter().map(page).collect()
}

/// The page of a command that has everything filled in.
pub(crate) fn page(command: &Command) -> io::Result<Page> {
    let source = concat!("dyte-stage ", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone())
        .title(name(command))
        .source(source)
        .manual("dyte-stage manual");
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut text)?;
    }
    let mut rest = Roff::new();
    add_sections(command, &mut rest);
    add_exit_codes(&mut rest);
    add_environment(&mut rest);
    rest.to_writer(&mut text)?;
    Ok(Page {
        file: format!("{}.1", name(command)),
        text: String::from_utf8(text).map_err(io::Error::other)?,
    })
}

/// The command's words, as the name of a page has them: `dyte-stage-requests-list`.
fn name(command: &Command) -> String {
    let name = command.get_bin_name().unwrap_or(command.get_name());
    name.replace(' ', "-")
}

fn add_sections(command: &Command, roff: &mut Roff) {
    for section in sections(command) {
        let Some(title) = section.title else {
            roff.control("PP", []);
            roff.text([roman(section.lines.join(" "))]);
            continue;
        };
        roff.control("SH", [title.to_uppercase().as_str()]);
        // As it stands: lines are to be pasted.
        roff.control("nf", []);
        for line in section.lines {
            roff.text([roman(line)]);
        }
        roff.control("fi", []);
    }
}

fn add_exit_codes(roff: &mut Roff) {
    roff.control("SH", ["EXIT STATUS"]);
    for exit in Exit::ALL {
        roff.control("TP", []);
        roff.text([bold(exit.code().to_string())]);
        roff.text([roman(exit.meaning())]);
    }
}

fn add_environment(roff: &mut Roff) {
    roff.control("SH", ["ENVIRONMENT"]);
    for variable in env::ALL.iter().chain(&env::OTHERS) {
        roff.control("TP", []);
        roff.text([bold(variable.name)]);
        roff.text([roman(variable.meaning)]);
    }
}
