//! `POST …/stage/grant|deny|kick`, and the results of every bulk operation, also of a session kick.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::members::{IdSchema, not_null};
use crate::service_info::Platform;
use model::{MeetingId, Outcome, Participant, StageStatus};

/// Whom it is about: exactly one of `participants`, `selectors` and `all`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ModerationRequest {
    /// Exact ids: each a `user_id`, `peer_id` or `custom_participant_id`.
    #[serde(
        default,
        deserialize_with = "not_null",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<Vec<IdSchema>>, max_items = 10_000)]
    pub participants: Option<Vec<String>>,
    /// What a person typed: an exact id, the unique beginning of a `user_id`, or `name:…`.
    #[serde(
        default,
        deserialize_with = "not_null",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<Vec<IdSchema>>, max_items = 10_000)]
    pub selectors: Option<Vec<String>>,
    /// Everybody to whom it applies at the moment the service takes the request.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub all: bool,
    /// With `all`, `kick` also takes off those who may manage the stage.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub including_hosts: bool,
    /// Only say what would be done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
}

/// What became of it, for each id.
// `P` is who it was about, as far as the operation knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Moderation<P = Participant> {
    /// The platform.
    pub platform: Platform,
    /// The meeting.
    pub meeting_id: MeetingId,
    /// Nothing was sent: these are the results that it would have.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// All results in one word.
    pub outcome: ModerationOutcome,
    /// One result for each id, in the order given, duplicates merged.
    pub results: Vec<ModerationResult<P>>,
}

/// All results in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ModerationOutcome {
    /// Every one is done or unchanged.
    Done,
    /// Some are, some are not.
    Partial,
    /// None is.
    Failed,
    /// None is known to be, and none is known to have failed.
    Unconfirmed,
}

/// What became of one id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ModerationResult<P = Participant> {
    /// The id as it was given.
    pub id: String,
    /// Who that is, if it is exactly one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant: Option<P>,
    /// What became of it.
    pub outcome: Outcome,
    /// Where they stand now, as far as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage_status: Option<StageStatus>,
    /// Why, for programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Why, or what follows, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Who may have been meant: when several may, or when nobody is, and some are called nearly so.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<P>,
}

impl<P> ModerationResult<P> {
    /// The same result, with who it was about in another form.
    #[must_use]
    pub fn map<Q>(self, form: impl Fn(P) -> Q) -> ModerationResult<Q> {
        ModerationResult {
            id: self.id,
            participant: self.participant.map(&form),
            outcome: self.outcome,
            stage_status: self.stage_status,
            reason: self.reason,
            detail: self.detail,
            candidates: self.candidates.into_iter().map(form).collect(),
        }
    }
}

/// Why a result is not `done`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nobody has this id.
    Unknown,
    /// Several are meant.
    Ambiguous,
    /// They may join the meeting, and are not in it.
    NotInSession,
    /// Their status makes no sense of it.
    WrongStatus,
    /// They left meanwhile.
    Left,
    /// The platform refused.
    Refused,
    /// The platform refused because the host may not.
    NotPermitted,
    /// The connection to the platform was lost before it was sent.
    NotSent,
    /// The platform did not show the effect in time.
    NotShown,
}
