//! What a request did, and to which participants, for the audit log and the metrics.

use serde::Serialize;

use api::{
    Acting, ConnectionBody, MeetingBody, Moderation, ModerationOutcome, ModerationResult,
    ParticipantBody, PresetBody, Reason, Registered,
};
use model::{MeetingId, Outcome, Participant, UserId};

/// What a request did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct AuditRecord {
    #[serde(skip_serializing_if = "Option::is_none")]
    meeting_id: Option<MeetingId>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry_run: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<AuditOutcome>,
    /// One result for each id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    results: Vec<AuditResult>,
    /// The id of what was made or released.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
}

/// The outcome of a bulk operation, or of an operation for one participant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum AuditOutcome {
    All(ModerationOutcome),
    One(Outcome),
}

/// What was done to one participant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct AuditResult {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<UserId>,
    outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
}

/// A response body that tells what was done.
pub(crate) trait Audited: Serialize {
    fn audit_record(&self) -> AuditRecord;
}

impl AuditRecord {
    /// For how many participants the operation is unconfirmed.
    pub(crate) fn unconfirmed(&self) -> u64 {
        let outcomes = self.results.iter().map(|result| result.outcome);
        outcomes.filter(|o| *o == Outcome::Unconfirmed).count() as u64
    }
}

/// The participant of a result.
trait HasUserId: Serialize {
    fn user_id(&self) -> &UserId;
}

impl HasUserId for Participant {
    fn user_id(&self) -> &UserId {
        &self.user_id
    }
}

impl HasUserId for Registered {
    fn user_id(&self) -> &UserId {
        &self.user_id
    }
}

impl<P: HasUserId> Audited for Moderation<P> {
    fn audit_record(&self) -> AuditRecord {
        let results = self
            .results
            .iter()
            .map(|result: &ModerationResult<P>| AuditResult {
                id: result.id.clone(),
                user_id: result.participant.as_ref().map(|p| p.user_id().clone()),
                outcome: result.outcome,
                reason: result.reason,
            });
        AuditRecord {
            meeting_id: Some(self.meeting_id.clone()),
            dry_run: self.dry_run,
            outcome: Some(AuditOutcome::All(self.outcome)),
            results: results.collect(),
            id: None,
        }
    }
}

impl Audited for Acting {
    fn audit_record(&self) -> AuditRecord {
        let user_id = self.participant.user_id.clone();
        AuditRecord {
            meeting_id: Some(self.meeting_id.clone()),
            dry_run: self.dry_run,
            outcome: Some(AuditOutcome::One(self.outcome)),
            results: vec![AuditResult {
                id: user_id.to_string(),
                user_id: Some(user_id),
                outcome: self.outcome,
                reason: self.reason,
            }],
            id: self.connection_id.clone(),
        }
    }
}

impl Audited for ParticipantBody {
    fn audit_record(&self) -> AuditRecord {
        AuditRecord {
            meeting_id: Some(self.meeting_id.clone()),
            dry_run: self.dry_run,
            id: made(self.participant.user_id.as_str()),
            ..AuditRecord::default()
        }
    }
}

impl Audited for MeetingBody {
    fn audit_record(&self) -> AuditRecord {
        AuditRecord {
            dry_run: self.dry_run,
            meeting_id: Some(self.meeting.id.clone()).filter(|id| !id.as_str().is_empty()),
            ..AuditRecord::default()
        }
    }
}

impl Audited for PresetBody {
    fn audit_record(&self) -> AuditRecord {
        AuditRecord {
            dry_run: self.dry_run,
            id: made(&self.preset.id),
            ..AuditRecord::default()
        }
    }
}

impl Audited for ConnectionBody {
    fn audit_record(&self) -> AuditRecord {
        AuditRecord {
            meeting_id: Some(self.connection.meeting_id.clone()),
            dry_run: self.dry_run,
            id: Some(self.connection.id.clone()),
            ..AuditRecord::default()
        }
    }
}

/// The id of what was made. A dry run makes nothing: its id is empty.
fn made(id: &str) -> Option<String> {
    Some(id.to_owned()).filter(|id| !id.is_empty())
}
