//! How long frames and API calls take in a rehearsal.

use std::str::FromStr;
use std::time::Duration;

use model::parse_duration;

/// The latency of a frame or an API call: fixed, or random in a range. By default, zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Latency {
    shortest: Duration,
    /// The longest minus the shortest.
    spread: Duration,
}

/// Why a text is not a latency.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LatencyError {
    /// It, or an end of its range, is not a time.
    #[error("{0:?} is not a time; write a latency such as 80ms, or a range such as 80ms..200ms")]
    Time(String),
    /// Its range ends before it begins.
    #[error("{0:?} ends before it begins; write the shorter time first, such as 80ms..200ms")]
    Order(String),
}

impl Latency {
    /// The latency at a fraction, from 0 to 1, of the range.
    pub(super) fn at(self, fraction: f64) -> Duration {
        self.shortest + self.spread.mul_f64(fraction)
    }
}

impl FromStr for Latency {
    type Err = LatencyError;

    /// Reads `80ms`, or `80ms..200ms`.
    fn from_str(text: &str) -> Result<Self, LatencyError> {
        let (shortest, longest) = text.split_once("..").unwrap_or((text, text));
        // A number without a unit would be seconds, but is easily taken for milliseconds.
        let has_unit = |text: &str| text.parse::<u64>().is_err();
        let time = |text: &str| {
            let time = parse_duration(text).filter(|time| has_unit(text) || time.is_zero());
            time.ok_or_else(|| LatencyError::Time(text.to_owned()))
        };
        let (shortest, longest) = (time(shortest)?, time(longest)?);
        match longest.checked_sub(shortest) {
            Some(spread) => Ok(Self { shortest, spread }),
            None => Err(LatencyError::Order(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_or_a_range_of_times() {
        let milliseconds = |text: &str| {
            let latency: Latency = text.parse().unwrap();
            [0.0, 0.5, 1.0].map(|fraction| latency.at(fraction).as_millis())
        };
        assert_eq!(milliseconds("80ms"), [80, 80, 80]);
        assert_eq!(milliseconds("80ms..200ms"), [80, 140, 200]);
        assert_eq!(milliseconds("0s"), [0, 0, 0]);
    }

    #[test]
    fn an_error_has_the_text_and_what_would_be_right() {
        let said = |text: &str| text.parse::<Latency>().unwrap_err().to_string();
        assert_eq!(
            said("80ms..slow"),
            r#""slow" is not a time; write a latency such as 80ms, or a range such as 80ms..200ms"#
        );
        assert_eq!(
            said("200ms..80ms"),
            r#""200ms..80ms" ends before it begins; write the shorter time first, such as 80ms..200ms"#
        );
    }
}
