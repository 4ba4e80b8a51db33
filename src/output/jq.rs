//! `--jq`: what an expression makes of a JSON answer.

use std::ops::ControlFlow;

use jaq_core::data::JustLut;
use jaq_core::load::{Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Filter, Vars};
use jaq_json::{Val, read};

use crate::error::CliError;
use crate::exit::Exit;

/// The most that is kept of results that may have no end, in bytes.
const MAX_BYTES: usize = 16 << 20;

/// An expression that makes sense.
pub(super) struct Jq(Filter<JustLut<Val>>);

/// Why an expression has no result.
#[derive(Debug, thiserror::Error)]
pub(super) enum JqError {
    /// It makes no sense.
    #[error("the jq expression '{0}' cannot be read{1}")]
    Expression(String, String),
    /// It does not go with this answer.
    #[error("the jq expression does not go with the answer: {0}")]
    Run(String),
}

impl From<JqError> for CliError {
    fn from(error: JqError) -> Self {
        let (exit, hint) = match &error {
            JqError::Expression(..) => (Exit::Usage, None),
            JqError::Run(_) => (
                Exit::Failed,
                Some("see the answer itself with -o json; a change that was asked for is made"),
            ),
        };
        Self::new("jq", exit, error.to_string()).with_hint_if(hint)
    }
}

impl Jq {
    /// Reads an expression.
    ///
    /// # Errors
    ///
    /// When it is none, or names what there is not.
    pub(super) fn read(expression: &str) -> Result<Self, JqError> {
        let wrong = |at: &str| {
            let position = match at {
                "" => ": it ends too early".to_owned(),
                at => format!(" at '{at}'"),
            };
            JqError::Expression(expression.to_owned(), position)
        };
        let defs = jaq_core::defs()
            .chain(jaq_std::defs())
            .chain(jaq_json::defs());
        let funs = jaq_core::funs()
            .chain(jaq_std::funs())
            .chain(jaq_json::funs());
        let arena = Arena::default();
        let file = File {
            code: expression,
            path: (),
        };
        let modules = Loader::new(defs).load(&arena, file);
        let modules = modules.map_err(|errors| wrong(first_of_load(&errors)))?;
        let filter = Compiler::default().with_funs(funs).compile(modules);
        let filter = filter.map_err(|errors| {
            let first = errors.first().and_then(|(_, errors)| errors.first());
            wrong(first.map_or("", |(name, _)| name))
        })?;
        Ok(Self(filter))
    }

    /// What it makes of JSON, one after the other, which may have no end: a string is itself, all
    /// else JSON.
    ///
    /// # Errors
    ///
    /// When it does not go with the JSON.
    pub(super) fn run(
        &self,
        json: &str,
        mut each: impl FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), JqError> {
        let input = read::parse_single(json.as_bytes());
        let input = input.map_err(|error| JqError::Run(error.to_string()))?;
        let context = Ctx::<JustLut<Val>>::new(&self.0.lut, Vars::new([]));
        for value in self.0.id.run((context, input)) {
            let text = match value {
                Ok(Val::TStr(text)) => String::from_utf8_lossy(&text).into_owned(),
                Ok(value) => value.to_string(),
                Err(error) => match error.get_err() {
                    Ok(error) => return Err(JqError::Run(error.to_string())),
                    // It halts: that was all.
                    Err(_) => return Ok(()),
                },
            };
            if each(&text).is_break() {
                break;
            }
        }
        Ok(())
    }
}

impl Jq {
    /// Everything that it makes of JSON, a line each, if anything.
    ///
    /// # Errors
    ///
    /// When it does not go with the JSON, or has no end.
    pub(super) fn all(&self, json: &str) -> Result<Option<String>, JqError> {
        let mut all: Option<String> = None;
        self.run(json, |result| {
            match &mut all {
                None => all = Some(result.to_owned()),
                Some(all) => {
                    all.push('\n');
                    all.push_str(result);
                }
            }
            match &all {
                Some(all) if all.len() > MAX_BYTES => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            }
        })?;
        if all.as_ref().is_some_and(|all| all.len() > MAX_BYTES) {
            return Err(JqError::Run("it makes too much of one line".to_owned()));
        }
        Ok(all)
    }
}

impl std::fmt::Debug for Jq {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Jq").finish_non_exhaustive()
    }
}

/// Where an expression ceases to make sense.
fn first_of_load<'s>(errors: &jaq_core::load::Errors<&'s str, ()>) -> &'s str {
    use jaq_core::load::Error;
    match errors.first() {
        Some((_, Error::Lex(errors))) => errors.first().map_or("", |(_, at)| at),
        Some((_, Error::Parse(errors))) => errors.first().map_or("", |(_, at)| at),
        Some((_, Error::Io(errors))) => errors.first().map_or("", |(path, _)| path),
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(expression: &str, json: &str) -> Result<Vec<String>, String> {
        let jq = Jq::read(expression).map_err(|error| error.to_string())?;
        let mut results = Vec::new();
        let run = jq.run(json, |result| {
            results.push(result.to_owned());
            if results.len() < 5 {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
        run.map_err(|error| error.to_string()).map(|()| results)
    }

    #[test]
    fn strings_are_themselves_and_all_else_is_json() {
        let json = r#"{"requests":[{"display_name":"王小明","n":1.50},{"display_name":"a\nb"}]}"#;
        let ok = |expression| results(expression, json).unwrap();
        assert_eq!(ok(".requests[].display_name"), ["王小明", "a\nb"]);
        assert_eq!(ok(".requests|length"), ["2"]);
        assert_eq!(
            ok(".requests[0]"),
            [r#"{"display_name":"王小明","n":1.50}"#]
        );
        assert_eq!(ok("[.requests[].n]"), ["[1.50,null]"]);
        assert_eq!(ok(".nothing"), ["null"]);
        assert_eq!(ok("empty"), Vec::<String>::new());
        assert_eq!(ok("repeat(1)").len(), 5);
        assert_eq!(ok("1, halt, 2"), ["1"]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (expression, wrong) in [
            (
                ".requests[",
                "the jq expression '.requests[' cannot be read: it ends too early",
            ),
            (
                "nothing(1)",
                "the jq expression 'nothing(1)' cannot be read at 'nothing'",
            ),
            (". | )", "the jq expression '. | )' cannot be read at ')'"),
            ("$x", "the jq expression '$x' cannot be read at '$x'"),
            (
                "import \"a\" as a; 1",
                "the jq expression 'import \"a\" as a; 1' cannot be read at 'a'",
            ),
        ] {
            assert_eq!(results(expression, "{}").unwrap_err(), wrong);
        }
        assert_eq!(
            results(".a.b", r#"{"a":1}"#).unwrap_err(),
            "the jq expression does not go with the answer: cannot index 1 with \"b\""
        );
    }
}
