//! Splits Rust into words and marks. Comments and literals are dropped: nothing in them is an import.

use std::iter::Peekable;
use std::str::Chars;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A keyword or an identifier.
    Word(String),
    /// An identifier that is written `r#name`, without its prefix: never a keyword.
    Raw(String),
    /// `::`.
    PathSeparator,
    /// Any other character.
    Mark(char),
}

impl Token {
    /// The name, if it may be one.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Word(name) | Self::Raw(name) => Some(name),
            Self::PathSeparator | Self::Mark(_) => None,
        }
    }
}

/// The tokens of a file.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(first) = rest.next() {
        match first {
            '/' if rest.peek() == Some(&'/') => skip_line(&mut rest),
            '/' if rest.peek() == Some(&'*') => skip_block(&mut rest),
            '"' => skip_string(&mut rest),
            '\'' => skip_character(&mut rest),
            ':' if rest.next_if_eq(&':').is_some() => tokens.push(Token::PathSeparator),
            '0'..='9' => while rest.next_if(|&next| in_word(next)).is_some() {},
            _ if in_word(first) => tokens.extend(word(first, &mut rest)),
            _ if first.is_whitespace() => {}
            _ => tokens.push(Token::Mark(first)),
        }
    }
    tokens
}

fn in_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// A word, unless it is the prefix of a literal.
fn word(first: char, rest: &mut Peekable<Chars>) -> Option<Token> {
    let mut word = String::from(first);
    while let Some(next) = rest.next_if(|&next| in_word(next)) {
        word.push(next);
    }
    match (word.as_str(), rest.peek()) {
        ("b" | "c", Some('"')) => {
            rest.next();
            skip_string(rest);
            None
        }
        ("b", Some('\'')) => {
            rest.next();
            skip_character(rest);
            None
        }
        ("r" | "br" | "cr", Some('"' | '#')) => raw(rest),
        _ => Some(Token::Word(word)),
    }
}

/// What follows an `r`: a raw string, which is dropped, or a raw identifier.
fn raw(rest: &mut Peekable<Chars>) -> Option<Token> {
    let mut hashes = 0;
    while rest.next_if_eq(&'#').is_some() {
        hashes += 1;
    }
    if rest.next_if_eq(&'"').is_none() {
        let mut name = String::new();
        while let Some(next) = rest.next_if(|&next| in_word(next)) {
            name.push(next);
        }
        return Some(Token::Raw(name));
    }
    while let Some(next) = rest.next() {
        if next != '"' {
            continue;
        }
        let mut closing = 0;
        while closing < hashes && rest.next_if_eq(&'#').is_some() {
            closing += 1;
        }
        if closing == hashes {
            break;
        }
    }
    None
}

fn skip_line(rest: &mut Peekable<Chars>) {
    for next in rest.by_ref() {
        if next == '\n' {
            break;
        }
    }
}

/// Skips a block comment from its `*` on. Blocks nest.
fn skip_block(rest: &mut Peekable<Chars>) {
    rest.next();
    let mut depth = 1;
    while depth > 0 {
        match rest.next() {
            Some('/') if rest.next_if_eq(&'*').is_some() => depth += 1,
            Some('*') if rest.next_if_eq(&'/').is_some() => depth -= 1,
            Some(_) => {}
            None => break,
        }
    }
}

/// Skips a string from after its first quote on.
fn skip_string(rest: &mut Peekable<Chars>) {
    while let Some(next) = rest.next() {
        match next {
            '\\' => {
                rest.next();
            }
            '"' => break,
            _ => {}
        }
    }
}

/// Skips a character or a lifetime from after its quote on.
fn skip_character(rest: &mut Peekable<Chars>) {
    let Some(first) = rest.next() else { return };
    if first == '\\' {
        rest.next();
        while rest.next().is_some_and(|next| next != '\'') {}
    } else if rest.next_if_eq(&'\'').is_none() {
        // A lifetime.
        while rest.next_if(|&next| in_word(next)).is_some() {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let word = |token| match token {
            Token::Word(word) => word,
            Token::Raw(name) => format!("raw:{name}"),
            Token::PathSeparator => "::".to_owned(),
            Token::Mark(mark) => mark.to_string(),
        };
        let words: Vec<String> = tokens(text).into_iter().map(word).collect();
        words.join(" ")
    }

    #[test]
    fn comments_are_dropped() {
        let text = "a // use b;\n/* use c; /* nested */ use d; */ e /// f\n g /**/ h";
        assert_eq!(words(text), "a e g h");
    }

    #[test]
    fn literals_are_dropped() {
        assert_eq!(words(r#"a "use b; \" \\" c b"use" d c"use""#), "a c d");
        assert_eq!(words(r##"a r"\" b r#"use " x"# c br#"y"# d"##), "a b c d");
        assert_eq!(
            words("a 'b' c '\\'' d b'x' e '\\u{1f600}' f '\"' g"),
            "a c d e f g"
        );
        assert_eq!(words("0..10 1_000u64 0x1f"), ". .");
    }

    #[test]
    fn lifetimes_are_no_characters() {
        assert_eq!(
            words("fn f<'a>(x: &'a str, y: 'static)"),
            "fn f < > ( x : & str , y : )"
        );
    }

    #[test]
    fn raw_identifiers_are_no_keywords() {
        assert_eq!(words("r#type::r#use br"), "raw:type :: raw:use br");
    }
}
