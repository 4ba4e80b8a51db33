//! Reads one `use` line: each name that it binds, with the path that the name stands for.

use super::lexer::Token;

/// One name that a `use` line binds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Use {
    /// What is imported. The first segment is empty if the path begins with `::`.
    pub(super) path: Vec<String>,
    pub(super) binding: Binding,
    /// Whether it has a visibility of its own: `pub use`, `pub(super) use`.
    pub(super) is_reexport: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Binding {
    Name(String),
    /// `as _`.
    Unnamed,
    /// `*`.
    Glob,
}

/// What the tokens between `use` and `;` import.
pub(super) fn uses(tokens: &[Token], is_reexport: bool) -> Vec<Use> {
    let mut reader = Reader {
        rest: tokens,
        is_reexport,
        uses: Vec::new(),
    };
    reader.tree(&[]);
    reader.uses
}

struct Reader<'a> {
    rest: &'a [Token],
    is_reexport: bool,
    uses: Vec<Use>,
}

impl Reader<'_> {
    /// Reads a path with all that branches from it.
    fn tree(&mut self, prefix: &[String]) {
        let mut path = prefix.to_vec();
        loop {
            match self.next() {
                Some(Token::PathSeparator) if path.is_empty() => path.push(String::new()),
                Some(Token::PathSeparator) => {}
                Some(Token::Mark('{')) => return self.group(&path),
                Some(Token::Mark('*')) => return self.bind(path, Binding::Glob),
                Some(Token::Word(word)) if word == "as" => {
                    let name = self
                        .next()
                        .and_then(|token| token.name().map(str::to_owned));
                    let named = name.filter(|name| name != "_").map(Binding::Name);
                    return self.bind(path, named.unwrap_or(Binding::Unnamed));
                }
                Some(Token::Word(word)) if word == "self" && !path.is_empty() => {}
                Some(Token::Word(name) | Token::Raw(name)) => path.push(name),
                Some(Token::Mark(_)) | None => return,
            }
            if matches!(self.rest.first(), None | Some(Token::Mark(',' | '}'))) {
                let name = path.last().cloned().unwrap_or_default();
                return self.bind(path, Binding::Name(name));
            }
        }
    }

    /// Reads what stands between braces, and the closing one.
    fn group(&mut self, prefix: &[String]) {
        loop {
            match self.rest.first() {
                None => return,
                Some(Token::Mark(',')) => {
                    self.next();
                }
                Some(Token::Mark('}')) => {
                    self.next();
                    return;
                }
                Some(_) => self.tree(prefix),
            }
        }
    }

    fn next(&mut self) -> Option<Token> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first.clone())
    }

    fn bind(&mut self, path: Vec<String>, binding: Binding) {
        self.uses.push(Use {
            path,
            binding,
            is_reexport: self.is_reexport,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::circles::lexer::tokens;

    fn bound(text: &str) -> Vec<String> {
        let line = |found: Use| {
            let path = found.path.join("::");
            match found.binding {
                Binding::Name(name) => format!("{name} = {path}"),
                Binding::Unnamed => format!("_ = {path}"),
                Binding::Glob => format!("* = {path}"),
            }
        };
        uses(&tokens(text), false).into_iter().map(line).collect()
    }

    #[test]
    fn a_path_binds_its_last_segment() {
        assert_eq!(bound("crate::a::B"), ["B = crate::a::B"]);
        assert_eq!(bound("::url::Url"), ["Url = ::url::Url"]);
        assert_eq!(bound("a::r#type"), ["type = a::type"]);
        assert_eq!(bound("api"), ["api = api"]);
    }

    #[test]
    fn groups_nest() {
        assert_eq!(
            bound("crate::a::{self, b::{C, D as E}, F as _, g::*,}"),
            [
                "a = crate::a",
                "C = crate::a::b::C",
                "E = crate::a::b::D",
                "_ = crate::a::F",
                "* = crate::a::g",
            ]
        );
        assert_eq!(
            bound("{super::a, self::b as c}"),
            ["a = super::a", "c = self::b"]
        );
        assert_eq!(bound("crate::{self as me}"), ["me = crate"]);
    }
}
