//! `POST …/participants/kick`: kicks participants out of the session. The document calls it a
//! removal.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::members::{IdSchema, not_null};

/// `POST …/participants/kick`: whom to remove from the session. Exactly one of `participants` and
/// `selectors`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RemovalRequest)]
#[serde(deny_unknown_fields)]
pub struct SessionKickRequest {
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
    /// Only say what would be done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
}
