//! The colours of words: what is well, what waits for an answer, what went wrong.

use comfy_table::Color;

/// The colour of a word of ours; most have none.
pub(super) fn colour(word: &str) -> Option<Color> {
    Some(match word {
        "ON_STAGE" | "done" | "ok" | "live" | "connected" => Color::DarkGreen,
        "ACCEPTED_TO_JOIN_STAGE" | "dry run" => Color::DarkCyan,
        "REQUESTED_TO_JOIN_STAGE" | "warning" | "reconnecting" | "not confirmed" => {
            Color::DarkYellow
        }
        "conflict" | "failed" | "not found" | "ended" => Color::DarkRed,
        "OFF_STAGE" | "unchanged" | "skipped" => Color::DarkGrey,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Outcome, StageStatus};

    #[test]
    fn every_status_and_outcome_has_a_colour() {
        for status in StageStatus::ALL {
            assert!(colour(status.name()).is_some(), "{status}");
        }
        for outcome in [
            Outcome::Done,
            Outcome::Unchanged,
            Outcome::Conflict,
            Outcome::NotFound,
            Outcome::Failed,
            Outcome::Unconfirmed,
        ] {
            assert!(colour(&outcome.to_string()).is_some(), "{outcome}");
        }
        assert_eq!(colour("Amara"), None);
    }
}
