//! Reads what a file says of other files: its modules, `use` lines, items and paths. What is under
//! `#[cfg(test)]` is left out.

use std::collections::BTreeSet;

use super::lexer::{Token, tokens};
use super::use_tree::{Use, uses};

/// A module, as its source says.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// Modules in files of their own: `mod name;`.
    pub(super) files: Vec<String>,
    /// Modules in this file: `mod name { … }`.
    pub(super) inline: Vec<(String, Module)>,
    /// Also those in functions.
    pub(super) uses: Vec<Use>,
    /// Names of what is defined here, but for what macros make.
    pub(super) items: BTreeSet<String>,
    /// Paths of two or more segments in the code itself.
    pub(super) paths: BTreeSet<Vec<String>>,
}

/// Words before the name of an item.
const ITEMS: [&str; 9] = [
    "const",
    "enum",
    "fn",
    "macro_rules",
    "static",
    "struct",
    "trait",
    "type",
    "union",
];

/// Reads a file.
pub(super) fn parse(text: &str) -> Module {
    Parser {
        tokens: tokens(text),
        at: 0,
    }
    .module()
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    /// Reads up to the end of the file, or to the brace that ends this module.
    fn module(&mut self) -> Module {
        let mut module = Module::default();
        let mut depth = 0;
        let mut is_reexport = false;
        while let Some(token) = self.tokens.get(self.at).cloned() {
            let was_public = std::mem::take(&mut is_reexport);
            match &token {
                Token::Mark('#') if self.mark(1) == Some('[') => self.attribute(),
                Token::Mark('{' | '(' | '[') => {
                    depth += 1;
                    self.at += 1;
                }
                Token::Mark('}') if depth == 0 => {
                    self.at += 1;
                    break;
                }
                Token::Mark('}' | ')' | ']') => {
                    depth -= 1;
                    self.at += 1;
                }
                Token::Word(word) if word == "pub" => {
                    is_reexport = true;
                    self.visibility();
                }
                Token::Word(word) if word == "mod" => self.child(&mut module),
                Token::Word(word) if word == "use" && self.mark(1) != Some('<') => {
                    module.uses.extend(self.use_line(was_public));
                }
                Token::Word(word) if depth == 0 && ITEMS.contains(&word.as_str()) => {
                    self.at += 1;
                    self.item(&mut module.items);
                }
                Token::Word(_) | Token::Raw(_) => {
                    let path = self.path();
                    if path.len() > 1 {
                        module.paths.insert(path);
                    }
                }
                // A path from the root of all crates, or what follows generic arguments.
                Token::PathSeparator => {
                    self.at += 1;
                    self.path();
                }
                Token::Mark(_) => self.at += 1,
            }
        }
        module
    }

    /// The mark so many tokens on.
    fn mark(&self, offset: usize) -> Option<char> {
        match self.tokens.get(self.at + offset) {
            Some(Token::Mark(mark)) => Some(*mark),
            _ => None,
        }
    }

    fn name(&self, offset: usize) -> Option<&str> {
        self.tokens.get(self.at + offset)?.name()
    }

    /// Passes `pub`, with what it is restricted to.
    fn visibility(&mut self) {
        self.at += 1;
        let is_restricted = matches!(self.name(1), Some("crate" | "super" | "self" | "in"));
        if self.mark(0) == Some('(') && is_restricted {
            self.at = self.group_end(self.at);
        }
    }

    /// Passes an attribute. If it is for tests, also what it stands on; else what it names is read on.
    fn attribute(&mut self) {
        let end = self.group_end(self.at + 1);
        let has = |word: &str| {
            let inside = &self.tokens[self.at..end];
            inside.iter().any(|token| token.name() == Some(word))
        };
        if has("cfg") && has("test") && !has("not") {
            self.at = end;
            self.skip_item();
        } else if has("cfg") {
            self.at = end;
        } else {
            self.at += 1;
        }
    }

    /// Passes the rest of an item: up to its `;`, or past its braces.
    fn skip_item(&mut self) {
        while let Some(token) = self.tokens.get(self.at) {
            match token {
                Token::Mark('{') => {
                    self.at = self.group_end(self.at);
                    return;
                }
                Token::Mark('(' | '[') => self.at = self.group_end(self.at),
                Token::Mark(';') => {
                    self.at += 1;
                    return;
                }
                Token::Mark('}') => return,
                _ => self.at += 1,
            }
        }
    }

    /// Where a group ends that begins at a bracket: after the closing one.
    fn group_end(&self, start: usize) -> usize {
        let mut depth = 0;
        for (at, token) in self.tokens.iter().enumerate().skip(start) {
            match token {
                Token::Mark('{' | '(' | '[') => depth += 1,
                Token::Mark('}' | ')' | ']') => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return at + 1;
            }
        }
        self.tokens.len()
    }

    /// Reads `mod name;` or `mod name { … }`.
    fn child(&mut self, module: &mut Module) {
        let name = self.name(1).map(str::to_owned);
        let mark = self.mark(2);
        self.at += 1;
        match (name, mark) {
            (Some(name), Some(';')) => {
                self.at += 2;
                module.files.push(name);
            }
            (Some(name), Some('{')) => {
                self.at += 2;
                let inside = self.module();
                module.inline.push((name, inside));
            }
            _ => {}
        }
    }

    /// Reads a `use` line with its `;`.
    fn use_line(&mut self, is_reexport: bool) -> Vec<Use> {
        let start = self.at + 1;
        let rest = &self.tokens[start..];
        let length = rest.iter().position(|token| *token == Token::Mark(';'));
        let end = start + length.unwrap_or(rest.len());
        self.at = end + 1;
        uses(&self.tokens[start..end.min(self.tokens.len())], is_reexport)
    }

    /// Reads the name of an item, if one follows.
    fn item(&mut self, items: &mut BTreeSet<String>) {
        if self.mark(0) == Some('!') {
            self.at += 1;
        }
        while matches!(self.name(0), Some("mut" | "unsafe" | "async" | "extern")) {
            self.at += 1;
        }
        let name = self.name(0).filter(|name| !ITEMS.contains(name));
        if let Some(name) = name.map(str::to_owned) {
            items.insert(name);
            self.at += 1;
        }
    }

    /// Reads names with `::` between them.
    fn path(&mut self) -> Vec<String> {
        let mut path = Vec::new();
        while let Some(name) = self.name(0).map(str::to_owned) {
            path.push(name);
            self.at += 1;
            let follows = self.tokens.get(self.at) == Some(&Token::PathSeparator);
            if !follows || self.name(1).is_none() {
                break;
            }
            self.at += 1;
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        let module = parse(text);
        module.paths.iter().map(|path| path.join("::")).collect()
    }

    fn imports(module: &Module) -> Vec<String> {
        module
            .uses
            .iter()
            .map(|found| found.path.join("::"))
            .collect()
    }

    #[test]
    fn modules_are_in_files_or_inline() {
        let module = parse("mod a; pub(crate) mod b { mod c; use super::D; } pub mod r#type;");
        assert_eq!(module.files, ["a", "type"]);
        assert_eq!(module.inline[0].0, "b");
        assert_eq!(module.inline[0].1.files, ["c"]);
        assert_eq!(imports(&module.inline[0].1), ["super::D"]);
    }

    #[test]
    fn use_lines_may_span_lines_and_be_in_functions() {
        let module = parse("use crate::a::{\n    B, // and\n    C,\n};\nfn f() { use super::d; }");
        assert_eq!(imports(&module), ["crate::a::B", "crate::a::C", "super::d"]);
    }

    #[test]
    fn a_visibility_makes_a_reexport() {
        let module = parse("use a::B; pub use a::C; pub(super) use a::D; pub struct E; use a::F;");
        let is_reexport: Vec<bool> = module.uses.iter().map(|found| found.is_reexport).collect();
        assert_eq!(is_reexport, [false, true, true, false]);
    }

    #[test]
    fn precise_captures_are_no_imports() {
        let module = parse("fn f() -> impl A + use<> {} use b::C;");
        assert_eq!(imports(&module), ["b::C"]);
    }

    #[test]
    fn tests_are_left_out() {
        let text = "
            #[cfg(test)] mod tests;
            #[cfg(test)] #[expect(x)] mod more { use super::A; fn f() {} }
            #[cfg(test)] use crate::b::{C, D};
            #[cfg(test)] fn help() -> [u8; 2] { crate::e::f() }
            #[cfg(not(test))] use crate::g::H;
            #[cfg(unix)] use crate::i::J;";
        let module = parse(text);
        assert!(module.files.is_empty() && module.inline.is_empty());
        assert_eq!(imports(&module), ["crate::g::H", "crate::i::J"]);
        assert!(module.paths.is_empty());
    }

    #[test]
    fn items_are_those_of_the_module_itself() {
        let text = "pub(crate) struct A { b: u8 } impl A { fn c() {} const D: u8 = 1; }
            const fn e() {} static mut F: u8 = 0; unsafe extern \"C\" fn g() {} macro_rules! h { () => {} }
            type I = u8; async fn j() {}";
        let items: Vec<String> = parse(text).items.into_iter().collect();
        assert_eq!(items, ["A", "F", "I", "e", "g", "h", "j"]);
    }

    #[test]
    fn paths_are_found_in_the_code() {
        let text = "#[path(body = crate::api::Body)] fn f(x: &super::a::B<crate::c::D>) -> e::F {
            let s = \"crate::not::This\"; // crate::nor::This
            Vec::<self::g::H>::new(); ::url::Url::parse(s); x.y; $crate::m!(i::j)
        }";
        assert_eq!(
            paths(text),
            [
                "crate::api::Body",
                "crate::c::D",
                "crate::m",
                "e::F",
                "i::j",
                "self::g::H",
                "super::a::B",
            ]
        );
    }
}
