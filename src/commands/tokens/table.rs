//! The table of tokens.

use jiff::Timestamp;

use crate::output::columns::TOKENS;
use crate::output::table::Table;
use model::MeetingId;
use service::tokens::Token;

/// The table of tokens.
pub(super) fn table(tokens: &[Token]) -> Table {
    let now = Timestamp::now();
    let mut table = Table::new(TOKENS);
    for token in tokens {
        let meetings = token.meetings.iter().map(MeetingId::as_str);
        table.row([
            &token.id,
            &token.name,
            &token.role.to_string(),
            &match &*token.meetings {
                [] => "all".to_owned(),
                _ => meetings.collect::<Vec<_>>().join(", "),
            },
            // Whole seconds.
            &format!("{:.0}", token.created_at),
            &match token.expires_at {
                None => "never".to_owned(),
                Some(at) if token.has_expired(now) => format!("{at:.0} (expired)"),
                Some(at) => format!("{at:.0}"),
            },
        ]);
    }
    table
}
