//! The table of meetings.

use crate::output::columns::MEETINGS;
use crate::output::table::Table;
use crate::output::{Listing, Output};
use api::MeetingItem;

/// Shows meetings; `json` is the response that they came in.
pub(in crate::commands) fn show(json: &str, meetings: &[MeetingItem], output: &Output) {
    let mut table = Table::new(MEETINGS);
    for meeting in meetings {
        let created = meeting.created_at.map(|at| at.to_string());
        table.row([
            meeting.id.as_str(),
            if meeting.live { "live" } else { "" },
            meeting.title.as_deref().unwrap_or_default(),
            created.as_deref().unwrap_or_default(),
        ]);
    }
    output.show(Listing {
        json,
        items: meetings,
        id: |meeting| Some(meeting.id.as_str()).filter(|id| !id.is_empty()),
        table,
    });
}
