//! What `sandbox reset` and `sandbox status` show.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::output::columns::SANDBOX;
use crate::output::table::Table;
use crate::output::{Listing, Output};
use model::MeetingId;
use sandbox::SavedState;

/// What is shown of the sandbox.
#[derive(Serialize)]
struct Report {
    path: PathBuf,
    meetings: Vec<MeetingReport>,
}

#[derive(Serialize)]
struct MeetingReport {
    id: MeetingId,
    title: String,
    live: bool,
    /// Registered participants, including hidden ones and recorders.
    participants: usize,
    requests: usize,
}

/// Shows the meetings of a sandbox, and its file.
pub(super) fn show(path: &Path, state: &SavedState, output: &Output) {
    let meetings = state.meetings.iter().map(|(id, meeting)| MeetingReport {
        id: id.clone(),
        title: meeting.title.clone(),
        live: meeting.session.is_some(),
        participants: meeting.participants.len(),
        requests: meeting.queue.len(),
    });
    let report = Report {
        path: path.to_owned(),
        meetings: meetings.collect(),
    };
    let mut table = Table::new(SANDBOX);
    for meeting in &report.meetings {
        table.row([
            meeting.id.as_str(),
            if meeting.live { "live" } else { "" },
            &meeting.participants.to_string(),
            &meeting.requests.to_string(),
            &meeting.title,
        ]);
    }
    output.show(Listing {
        json: &serde_json::to_string(&report).unwrap_or_default(),
        items: &report.meetings,
        id: |meeting| Some(meeting.id.as_str()),
        table,
    });
    output.summarize(&format!("state: {}", report.path.display()));
}
