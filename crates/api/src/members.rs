//! What members of requests have in common.

use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

// The JSON schema of an id in a request.
/// An id, which is not blank.
#[expect(dead_code, reason = "described, never made")]
#[derive(ToSchema)]
#[schema(as = Id, pattern = r"\S")]
pub(crate) struct IdSchema(String);

/// Reads a member that may be absent, but not null.
pub(crate) fn not_null<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
