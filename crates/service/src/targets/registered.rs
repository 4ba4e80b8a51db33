//! Registered participants, who may join a meeting: an id of one who is not in the session is not
//! an unknown id.

use std::collections::BTreeMap;

use crate::failure::Failure;
use api::{ModerationResult, Reason};
use model::{MeetingId, UserId};
use platform::Platform;
use protocol::rest;

/// How many pages of registered participants are read to look up ids.
const PAGES: u32 = 10;

/// The registered participants among some ids.
pub(crate) async fn registered<'a>(
    platform: &Platform,
    meeting: &MeetingId,
    ids: impl IntoIterator<Item = &'a str>,
) -> Result<BTreeMap<&'a str, rest::Participant>, Failure> {
    let mut known = BTreeMap::new();
    for participant in platform.rest.first_participants(meeting, PAGES).await? {
        let custom_id = participant.custom_participant_id.clone();
        known.insert(
            UserId::from(&*participant.id).to_string(),
            participant.clone(),
        );
        if let Some(custom_id) = custom_id {
            known.insert(custom_id, participant);
        }
    }
    let found = ids.into_iter();
    Ok(found
        .filter_map(|id| Some((id, known.remove(id)?)))
        .collect())
}

/// Marks unknown ids of registered participants as not in the session, but for ids that `unseen`
/// keeps secret. By now the operation may be done for others: if the platform cannot be asked, the
/// results stay as they are.
pub(crate) async fn mark_not_in_session<P>(
    platform: &Platform,
    meeting: &MeetingId,
    results: &mut [ModerationResult<P>],
    unseen: impl Fn(&str) -> bool,
) {
    let unknown = |result: &ModerationResult<P>| result.reason == Some(Reason::Unknown);
    if !results.iter().any(unknown) {
        return;
    }
    let ids: Vec<_> = results
        .iter()
        .filter(|r| unknown(r) && !unseen(&r.id))
        .map(|r| r.id.clone())
        .collect();
    let ids = ids.iter().map(String::as_str);
    let Ok(registered) = registered(platform, meeting, ids).await else {
        return;
    };
    for result in results {
        if let Some(known) = registered.get(&*result.id) {
            result.reason = Some(Reason::NotInSession);
            result.detail = Some(not_in_session(name(known)));
        }
    }
}

/// The message for a registered participant who is not in the session.
pub(crate) fn not_in_session(name: &str) -> String {
    format!("{name} may join the meeting, and is not in the session")
}

/// A registered participant's name, or else an id.
pub(crate) fn name(participant: &rest::Participant) -> &str {
    let name = participant.name.as_deref().filter(|name| !name.is_empty());
    let name = name.or(participant.custom_participant_id.as_deref());
    name.unwrap_or(&participant.id)
}
