//! Durations as users write them.

use std::time::Duration;

use jiff::{Span, SpanRelativeTo};

/// Reads `30s`, `1h30m`, `80ms` or `30d`; a bare number is seconds, and a day has 24 hours.
#[must_use]
pub fn parse_duration(text: &str) -> Option<Duration> {
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(Duration::from_secs(seconds.into()));
    }
    let span = text.parse::<Span>().ok()?;
    let days_are_24_hours = SpanRelativeTo::days_are_24_hours();
    span.to_duration(days_are_24_hours).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_as_people_write_them() {
        for (text, seconds) in [("0s", 0.0), ("90", 90.0), ("80ms", 0.08), ("1h30m", 5400.0)] {
            assert_eq!(
                parse_duration(text),
                Some(Duration::from_secs_f64(seconds)),
                "{text}"
            );
        }
        for text in ["", "soon", "-5s", "5", "1mo"] {
            assert_eq!(parse_duration(text).is_some(), text == "5", "{text}");
        }
    }
}
