//! How often each kind of fault happens in a rehearsal: lost frames, closed sockets, failed API calls.

use std::str::FromStr;

/// How often each kind of fault happens, as probabilities. By default, none happens.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Faults {
    /// A frame is lost.
    pub(super) drop: f64,
    /// A frame closes its socket instead.
    pub(super) close: f64,
    /// A call is answered 429.
    pub(super) too_many_requests: f64,
    /// A call is answered 500.
    pub(super) server_error: f64,
}

/// Why a text is not a list of faults.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultsError {
    /// A part is not a name and a value.
    #[error("{0:?} is not a fault; write faults such as drop=0.01,close=0.001,429=0.05,500=0.02")]
    Part(String),
    /// A name is not that of a fault.
    #[error("{0:?} is no kind of fault; write drop, close, 429 or 500")]
    Name(String),
    /// A name is repeated.
    #[error("{0} comes twice; write each fault once")]
    Twice(String),
    /// A value is not a probability.
    #[error("{value:?} of {name} is not a probability; write a number from 0 to 1, such as 0.05")]
    Probability {
        /// The fault's name.
        name: String,
        /// The value.
        value: String,
    },
    /// The probabilities of two faults that exclude each other add up to more than 1.
    #[error("{0} and {1} together are more than 1, and only one of them can happen at a time")]
    Together(&'static str, &'static str),
}

const DROP: &str = "drop";
const CLOSE: &str = "close";
const TOO_MANY_REQUESTS: &str = "429";
const SERVER_ERROR: &str = "500";

impl FromStr for Faults {
    type Err = FaultsError;

    /// Reads `drop=0.01,close=0.001,429=0.05,500=0.02`, or a part of it.
    fn from_str(text: &str) -> Result<Self, FaultsError> {
        let mut faults = Self::default();
        let mut named = Vec::new();
        for part in text.split(',').map(str::trim) {
            let (name, value) = part
                .split_once('=')
                .ok_or_else(|| FaultsError::Part(part.to_owned()))?;
            let fault = match name {
                DROP => &mut faults.drop,
                CLOSE => &mut faults.close,
                TOO_MANY_REQUESTS => &mut faults.too_many_requests,
                SERVER_ERROR => &mut faults.server_error,
                _ => return Err(FaultsError::Name(name.to_owned())),
            };
            if named.contains(&name) {
                return Err(FaultsError::Twice(name.to_owned()));
            }
            named.push(name);
            *fault = probability(value).ok_or_else(|| FaultsError::Probability {
                name: name.to_owned(),
                value: value.to_owned(),
            })?;
        }
        faults.check()
    }
}

impl Faults {
    fn check(self) -> Result<Self, FaultsError> {
        if self.drop + self.close > 1.0 {
            return Err(FaultsError::Together(DROP, CLOSE));
        }
        if self.too_many_requests + self.server_error > 1.0 {
            return Err(FaultsError::Together(TOO_MANY_REQUESTS, SERVER_ERROR));
        }
        Ok(self)
    }
}

fn probability(text: &str) -> Option<f64> {
    let value = text.parse().ok()?;
    (0.0..=1.0).contains(&value).then_some(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_or_all_faults_are_read() {
        let all = Faults {
            drop: 0.01,
            close: 0.001,
            too_many_requests: 0.05,
            server_error: 0.02,
        };
        assert_eq!("drop=0.01, close=0.001,429=0.05,500=0.02".parse(), Ok(all));
        let one = Faults {
            server_error: 1.0,
            ..Faults::default()
        };
        assert_eq!("500=1".parse(), Ok(one));
    }

    #[test]
    fn an_error_has_the_part_and_what_would_be_right() {
        let said = |text: &str| text.parse::<Faults>().unwrap_err().to_string();
        for (text, error) in [
            (
                "",
                r#""" is not a fault; write faults such as drop=0.01,close=0.001,429=0.05,500=0.02"#,
            ),
            (
                "drop=0.1,429",
                r#""429" is not a fault; write faults such as drop=0.01,close=0.001,429=0.05,500=0.02"#,
            ),
            (
                "lose=0.1",
                r#""lose" is no kind of fault; write drop, close, 429 or 500"#,
            ),
            ("drop=0,drop=0.1", "drop comes twice; write each fault once"),
            (
                "429=5%",
                r#""5%" of 429 is not a probability; write a number from 0 to 1, such as 0.05"#,
            ),
            (
                "429=0.6,500=0.6",
                "429 and 500 together are more than 1, and only one of them can happen at a time",
            ),
        ] {
            assert_eq!(said(text), error, "{text}");
        }
        for value in ["1.01", "-0.1", "NaN", "inf"] {
            let name = DROP.to_owned();
            let value = value.to_owned();
            let error = FaultsError::Probability {
                name,
                value: value.clone(),
            };
            assert_eq!(format!("drop={value}").parse::<Faults>(), Err(error));
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in "((drop|429|\\PC{0,3})=?[0-9.]{0,4},?){0,4}") {
            let _ = text.parse::<Faults>();
        }
    }
}
