//! Times as a person reads them: how long ago, or in how long.

use jiff::{SignedDuration, Timestamp};

/// The units, each with how many seconds it has.
const UNITS: [(i64, &str); 4] = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];

/// When something is, seen from now: `2h ago`, `in 3d`.
pub(super) fn seen_from(now: Timestamp, at: Timestamp) -> String {
    let away = at.duration_since(now);
    let seconds = away.abs().as_secs();
    let unit = UNITS.into_iter().find(|(unit, _)| seconds >= *unit);
    match unit {
        None => "now".to_owned(),
        Some((unit, name)) if away < SignedDuration::ZERO => {
            format!("{}{name} ago", seconds / unit)
        }
        Some((unit, name)) => format!("in {}{name}", seconds / unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_shown_in_its_largest_unit() {
        let now = "2026-11-28T08:30:00Z".parse().unwrap();
        for (at, text) in [
            ("2026-11-28T08:30:00.4Z", "now"),
            ("2026-11-28T08:29:55Z", "5s ago"),
            ("2026-11-28T08:28:01Z", "1m ago"),
            ("2026-11-27T09:30:00Z", "23h ago"),
            ("2024-11-28T08:30:00Z", "730d ago"),
            ("2026-11-28T20:30:00Z", "in 12h"),
        ] {
            assert_eq!(seen_from(now, at.parse().unwrap()), text);
        }
    }
}
