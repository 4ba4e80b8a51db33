//! What a request did, and to whom, as the audit log and the metrics tell it.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use api::{
    Acting, ConnectionBody, MeetingBody, Moderation, ModerationOutcome, ModerationResult,
    ParticipantBody, PresetBody, Reason, Registered,
};
use model::{MeetingId, Outcome, Participant, UserId};

/// What a request did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Deed {
    #[serde(skip_serializing_if = "Option::is_none")]
    meeting_id: Option<MeetingId>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry_run: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<Summary>,
    /// To whom it was done.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    results: Vec<DoneTo>,
    /// What was made, or released.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
}

/// The outcome of all, or of the only one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum Summary {
    All(ModerationOutcome),
    One(Outcome),
}

/// What was done to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct DoneTo {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<UserId>,
    outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
}

/// An answer that says what was done.
pub(super) trait Tells: Serialize {
    fn deed(&self) -> Deed;
}

/// An answer to a request that may have changed something.
pub(super) struct Done<T>(pub(super) StatusCode, pub(super) T);

impl<T: Tells> IntoResponse for Done<T> {
    fn into_response(self) -> Response {
        let Self(status, body) = self;
        let deed = body.deed();
        let mut response = (status, Json(body)).into_response();
        response.extensions_mut().insert(deed);
        response
    }
}

impl Deed {
    /// Of how many participants it is not known whether it was done to them.
    pub(super) fn unconfirmed(&self) -> u64 {
        let outcomes = self.results.iter().map(|result| result.outcome);
        outcomes.filter(|o| *o == Outcome::Unconfirmed).count() as u64
    }
}

/// Whoever results are about.
trait Person: Serialize {
    fn user_id(&self) -> &UserId;
}

impl Person for Participant {
    fn user_id(&self) -> &UserId {
        &self.user_id
    }
}

impl Person for Registered {
    fn user_id(&self) -> &UserId {
        &self.user_id
    }
}

impl<P: Person> Tells for Moderation<P> {
    fn deed(&self) -> Deed {
        let results = self
            .results
            .iter()
            .map(|result: &ModerationResult<P>| DoneTo {
                id: result.id.clone(),
                user_id: result.participant.as_ref().map(|p| p.user_id().clone()),
                outcome: result.outcome,
                reason: result.reason,
            });
        Deed {
            meeting_id: Some(self.meeting_id.clone()),
            dry_run: self.dry_run,
            outcome: Some(Summary::All(self.outcome)),
            results: results.collect(),
            id: None,
        }
    }
}

impl Tells for Acting {
    fn deed(&self) -> Deed {
        let user_id = self.participant.user_id.clone();
        Deed {
            meeting_id: Some(self.meeting_id.clone()),
            dry_run: self.dry_run,
            outcome: Some(Summary::One(self.outcome)),
            results: vec![DoneTo {
                id: user_id.to_string(),
                user_id: Some(user_id),
                outcome: self.outcome,
                reason: self.reason,
            }],
            id: self.connection_id.clone(),
        }
    }
}

impl Tells for ParticipantBody {
    fn deed(&self) -> Deed {
        Deed {
            meeting_id: Some(self.meeting_id.clone()),
            dry_run: self.dry_run,
            id: made(self.participant.user_id.as_str()),
            ..Deed::default()
        }
    }
}

impl Tells for MeetingBody {
    fn deed(&self) -> Deed {
        Deed {
            dry_run: self.dry_run,
            meeting_id: Some(self.meeting.id.clone()).filter(|id| !id.as_str().is_empty()),
            ..Deed::default()
        }
    }
}

impl Tells for PresetBody {
    fn deed(&self) -> Deed {
        Deed {
            dry_run: self.dry_run,
            id: made(&self.preset.id),
            ..Deed::default()
        }
    }
}

impl Tells for ConnectionBody {
    fn deed(&self) -> Deed {
        Deed {
            meeting_id: Some(self.connection.meeting_id.clone()),
            dry_run: self.dry_run,
            id: Some(self.connection.id.clone()),
            ..Deed::default()
        }
    }
}

/// The id of what was made; nothing was in a dry run.
fn made(id: &str) -> Option<String> {
    Some(id.to_owned()).filter(|id| !id.is_empty())
}
