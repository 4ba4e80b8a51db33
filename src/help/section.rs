//! What stands after a command's options in its help, by sections: examples, and what else there is
//! to say.

use clap::Command;

/// A section: a title with its lines, or only text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) title: Option<String>,
    pub(super) lines: Vec<String>,
}

/// The sections of a command's help.
pub(super) fn sections(command: &Command) -> Vec<Section> {
    let text = command.get_after_long_help().or(command.get_after_help());
    let text = text.map(ToString::to_string).unwrap_or_default();
    read(&text)
}

fn read(text: &str) -> Vec<Section> {
    let paragraphs = text.split("\n\n").filter(|paragraph| !paragraph.is_empty());
    let sections = paragraphs.map(|paragraph| {
        let (first, rest) = paragraph.split_once('\n').unwrap_or((paragraph, ""));
        let title = first.strip_suffix(':').filter(|_| !rest.is_empty());
        let lines = if title.is_some() { rest } else { paragraph };
        let lines = lines.lines().map(|line| match title {
            // They are set in by two.
            Some(_) => line.strip_prefix("  ").unwrap_or(line).to_owned(),
            None => line.to_owned(),
        });
        Section {
            title: title.map(str::to_owned),
            lines: lines.collect(),
        }
    });
    sections.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_has_lines_below_it() {
        let section = |title: Option<&str>, lines: &[&str]| Section {
            title: title.map(str::to_owned),
            lines: lines.iter().map(ToString::to_string).collect(),
        };
        let text = "Examples:\n  a\n  b \\\n      c\n\nFor more: d\n\nElsewhere, too:\n  e";
        assert_eq!(
            read(text),
            [
                section(Some("Examples"), &["a", "b \\", "    c"]),
                section(None, &["For more: d"]),
                section(Some("Elsewhere, too"), &["e"]),
            ]
        );
        assert_eq!(read(""), []);
    }
}
