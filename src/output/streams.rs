//! The two streams: whether a person reads them, and whether in colour.

use std::io::{self, IsTerminal, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use clap::ColorChoice;

/// How each stream is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Streams {
    pub(super) stdout: Reader,
    pub(super) stderr: Reader,
}

/// The reader of a stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader {
    pub(super) is_terminal: bool,
    pub(super) is_coloured: bool,
    /// Whether what was written can be written over.
    pub(super) is_movable: bool,
}

impl Streams {
    /// How they are read, given what was said of colour; else `NO_COLOR`, `CLICOLOR`,
    /// `CLICOLOR_FORCE` and `TERM` say it.
    pub(super) fn find(color: ColorChoice) -> Self {
        let is_coloured = |found: anstream::ColorChoice| match color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => found != anstream::ColorChoice::Never,
        };
        let is_dumb = std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
        let reader = |is_terminal, found| Reader {
            is_terminal,
            is_coloured: is_coloured(found),
            is_movable: is_terminal && (cfg!(windows) || !is_dumb),
        };
        let (stdout, stderr) = (io::stdout(), io::stderr());
        Self {
            stdout: reader(stdout.is_terminal(), AutoStream::choice(&stdout)),
            stderr: reader(stderr.is_terminal(), AutoStream::choice(&stderr)),
        }
    }
}

/// The width of the terminal on stdout, in columns; `None` off a terminal.
pub(super) fn terminal_width() -> Option<u16> {
    if !io::stdout().is_terminal() {
        return None;
    }
    terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0)
}

/// Says something on the side.
pub(super) fn say(text: &str, is_coloured: bool) {
    let text = if is_coloured {
        painted(text)
    } else {
        text.to_owned()
    };
    // That stderr is closed cannot be reported anywhere.
    let _ = writeln!(io::stderr(), "{text}");
}

/// What the first word of a line is painted in.
fn style(word: &str) -> Option<Style> {
    let colour = match word {
        "error" => AnsiColor::Red,
        "warning" => AnsiColor::Yellow,
        "hint" | "next" => AnsiColor::Cyan,
        _ => return None,
    };
    Some(colour.on_default().bold())
}

fn painted(text: &str) -> String {
    let lines = text.split('\n').map(|line| {
        let word = line.split_once(": ");
        match word.and_then(|(word, rest)| Some((word, rest, style(word)?))) {
            Some((word, rest, style)) => format!("{style}{word}:{style:#} {rest}"),
            None => line.to_owned(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_line_is_about_is_painted_and_nothing_else() {
        let text = "error: cannot reach it: hint: none\n  a  b\nhint: try again";
        assert_eq!(
            painted(text),
            "\u{1b}[1m\u{1b}[31merror:\u{1b}[0m cannot reach it: hint: none\n  a  b\n\
             \u{1b}[1m\u{1b}[36mhint:\u{1b}[0m try again"
        );
    }
}
