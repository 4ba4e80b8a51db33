//! The shells: the script that each sources, and what it is answered.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::Path;

use clap::{Command, ValueEnum};
use clap_complete::engine::{CompletionCandidate, complete};
use clap_complete::env::{self, EnvCompleter};

use super::line::Line;

/// The variable that names the shell that asks. A variable of a common name, such as clap's own
/// `COMPLETE`, may be set for another reason, and a script would get completions instead of a
/// grant.
pub(super) const VARIABLE: &str = "_DYTE_STAGE_COMPLETE";

/// The program, as scripts call it: found as the user's own commands are, wherever it is.
pub(super) const PROGRAM: &str = "dyte-stage";

/// A shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shell {
    /// GNU Bash, 3.2 and later
    Bash,
    /// Zsh
    Zsh,
    /// fish
    Fish,
    /// `PowerShell`, also on other systems than Windows
    #[value(alias = "pwsh")]
    Powershell,
}

/// What lets Bash ask. Later versions list candidates in the order in which they come.
/// Where a word that is completed ends with a slash, more may follow.
const BASH: &str = r#"# Completion of dyte-stage for Bash.
_dyte_stage() {
    local IFS=$'\n' words=("${COMP_WORDS[@]}")
    if [[ ${BASH_VERSINFO[0]} -ge 4 ]]; then
        words[COMP_CWORD]=$2
    fi
    COMPREPLY=($(_DYTE_STAGE_COMPLETE=bash _CLAP_COMPLETE_INDEX=$COMP_CWORD \
        _CLAP_COMPLETE_COMP_TYPE=$COMP_TYPE dyte-stage -- "${words[@]}" 2>/dev/null))
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
if [[ ${BASH_VERSINFO[0]} -eq 4 && ${BASH_VERSINFO[1]} -ge 4 || ${BASH_VERSINFO[0]} -gt 4 ]]; then
    complete -o nosort -F _dyte_stage dyte-stage
else
    complete -F _dyte_stage dyte-stage
fi
"#;

/// What lets Zsh ask. Found in `$fpath`, the file is the function, and completes at once.
const ZSH: &str = r#"#compdef dyte-stage
# Completion of dyte-stage for Zsh.
_dyte-stage() {
    local -a line=("${words[@]}") found folders others
    line[CURRENT]=$PREFIX
    found=("${(@f)$(_DYTE_STAGE_COMPLETE=zsh _CLAP_COMPLETE_INDEX=$((CURRENT - 1)) \
        dyte-stage -- "${line[@]}" 2>/dev/null)}")
    folders=(${(M)found:#*/})
    others=(${found:#*/})
    (( $#folders )) && _describe -V 'folders' folders -S ''
    (( $#others )) && _describe -V 'values' others
}
if [[ $funcstack[1] == _dyte-stage ]]; then
    _dyte-stage "$@"
else
    compdef _dyte-stage dyte-stage
fi
"#;

/// The kinds of completion (`COMP_TYPE`) in which Bash lists what there is: after a second TAB, and
/// at the first where the user has set it up so. What is listed is not inserted.
const LISTS: [&str; 3] = ["63", "33", "64"];

impl Shell {
    /// Every shell.
    pub(super) const ALL: [Self; 4] = [Self::Bash, Self::Zsh, Self::Fish, Self::Powershell];

    /// What answers it.
    pub(super) fn completer(self) -> &'static dyn EnvCompleter {
        match self {
            Self::Bash => &ShellCompleter(Self::Bash),
            Self::Zsh => &ShellCompleter(Self::Zsh),
            Self::Fish => &ShellCompleter(Self::Fish),
            Self::Powershell => &ShellCompleter(Self::Powershell),
        }
    }

    /// The same as clap knows it.
    const fn clap(self) -> &'static dyn EnvCompleter {
        match self {
            Self::Bash => &env::Bash,
            Self::Zsh => &env::Zsh,
            Self::Fish => &env::Fish,
            Self::Powershell => &env::Powershell,
        }
    }

    /// The script that it sources.
    pub(crate) fn script(self) -> io::Result<String> {
        let mut script = Vec::new();
        let completer = self.completer();
        completer.write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut script)?;
        let script = String::from_utf8(script).map_err(io::Error::other)?;
        // As any text file: no line ends with a space, the last one with a line end.
        let lines: Vec<_> = script.trim().lines().map(str::trim_end).collect();
        Ok(lines.join("\n") + "\n")
    }
}

/// Answers a shell; unlike clap's own completers: flags are offered when one is begun, Bash lists
/// what each candidate is and offers no files instead, and Zsh completes the first time, too.
struct ShellCompleter(Shell);

impl EnvCompleter for ShellCompleter {
    fn name(&self) -> &'static str {
        self.0.clap().name()
    }

    fn is(&self, name: &str) -> bool {
        self.0.clap().is(name)
    }

    fn write_registration(
        &self,
        var: &str,
        name: &str,
        bin: &str,
        completer: &str,
        script: &mut dyn Write,
    ) -> io::Result<()> {
        match self.0 {
            Shell::Bash => script.write_all(BASH.as_bytes()),
            Shell::Zsh => script.write_all(ZSH.as_bytes()),
            shell => shell
                .clap()
                .write_registration(var, name, bin, completer, script),
        }
    }

    fn write_complete(
        &self,
        command: &mut Command,
        words: Vec<OsString>,
        folder: Option<&Path>,
        answer: &mut dyn Write,
    ) -> io::Result<()> {
        let (words, at) = self.0.asked(words);
        Line::note(command, &words, at);
        let is_flag = |word: &OsStr| word.as_encoded_bytes().starts_with(b"-");
        let begins_flag = words.get(at).is_some_and(|word| is_flag(word));
        let mut candidates = complete(command, words, at, folder)?;
        // As long as none is begun, they would only hide what can be acted on.
        if !begins_flag && candidates.iter().any(|c| !is_flag(c.get_value())) {
            candidates.retain(|candidate| !is_flag(candidate.get_value()));
        }
        answer.write_all(self.0.answer(&candidates).as_bytes())
    }
}

impl Shell {
    /// The words, and which of them is completed.
    fn asked(self, mut words: Vec<OsString>) -> (Vec<OsString>, usize) {
        let last = words.len().saturating_sub(1);
        let mut at = match self {
            Self::Bash | Self::Zsh => {
                let index = std::env::var("_CLAP_COMPLETE_INDEX").ok();
                index.and_then(|index| index.parse().ok()).unwrap_or(last)
            }
            Self::Fish | Self::Powershell => last,
        };
        if self == Self::Bash {
            at = join_equals(&mut words, at);
        }
        if at >= words.len() {
            words.resize(at + 1, OsString::new());
        }
        (words, at)
    }

    fn answer(self, candidates: &[CompletionCandidate]) -> String {
        let each = candidates.iter().map(|candidate| {
            let help = candidate.get_help().map(ToString::to_string);
            let help = help.and_then(|help| Some(help.lines().next()?.to_owned()));
            let value = candidate.get_value().to_string_lossy().into_owned();
            (value, help.filter(|help| !help.is_empty()))
        });
        let each: Vec<_> = each.collect();
        let lines: Vec<_> = match self {
            Self::Bash => {
                let kind = std::env::var("_CLAP_COMPLETE_COMP_TYPE").unwrap_or_default();
                let lists = each.len() > 1 && LISTS.contains(&kind.as_str());
                bash(each, lists)
            }
            Self::Zsh => each
                .into_iter()
                .map(|(value, help)| {
                    let value = value.replace('\\', r"\\").replace(':', r"\:");
                    let help = help.map(|help| format!(":{}", help.replace('\\', r"\\")));
                    value + &help.unwrap_or_default()
                })
                .collect(),
            Self::Fish | Self::Powershell => each
                .into_iter()
                .map(|(value, help)| match help {
                    Some(help) => format!("{value}\t{help}"),
                    None => value,
                })
                .collect(),
        };
        lines.join("\n")
    }
}

/// Bash takes `--flag=value` for three words. Returns the index of the completed one then.
fn join_equals(words: &mut Vec<OsString>, at: usize) -> usize {
    let mut removed = 0;
    let mut index = 1;
    while index + 1 < words.len() {
        let follows_flag = words[index - 1].as_encoded_bytes().starts_with(b"--");
        if words[index] == "=" && follows_flag {
            words.remove(index);
            removed += usize::from(index + removed < at);
        }
        index += 1;
    }
    at - removed
}

/// What Bash lists: the values, and what each is, one below the other.
fn bash(each: Vec<(String, Option<String>)>, lists: bool) -> Vec<String> {
    let width = each.iter().map(|(value, _)| value.len()).max();
    let width = width.unwrap_or_default();
    // It would take these for names of files.
    let plain = |help: String| help.replace(['*', '?', '[', ']', '\\'], "");
    let each = each.into_iter().map(|(value, help)| match help {
        Some(help) if lists => format!("{value:width$}  ({})", plain(help)),
        _ => value,
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(words: &str, at: usize) -> (String, usize) {
        let mut words: Vec<OsString> = words.split(' ').map(Into::into).collect();
        let at = join_equals(&mut words, at);
        let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
        (words.join(" "), at)
    }

    #[test]
    fn what_bash_took_apart_is_put_together() {
        let line = "dyte-stage --meeting = demo grant 5f";
        assert_eq!(
            joined(line, 5),
            ("dyte-stage --meeting demo grant 5f".to_owned(), 4)
        );
        assert_eq!(
            joined("dyte-stage --meeting = de", 3),
            ("dyte-stage --meeting de".to_owned(), 2)
        );
        // At the sign itself, it gives an empty word.
        assert_eq!(
            joined("dyte-stage --meeting ", 2),
            ("dyte-stage --meeting ".to_owned(), 2)
        );
        assert_eq!(
            joined("dyte-stage grant = 5f", 3),
            ("dyte-stage grant = 5f".to_owned(), 3)
        );
    }

    #[test]
    fn bash_inserts_values_alone() {
        let each = || {
            vec![
                ("a".to_owned(), Some("Amara [*]".to_owned())),
                ("bcd".to_owned(), None),
            ]
        };
        assert_eq!(bash(each(), true), ["a    (Amara )", "bcd"]);
        assert_eq!(bash(each(), false), ["a", "bcd"]);
    }
}
