//! `GET …/stage` and `GET …/stage/requests`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::service_info::Platform;
use model::{MeetingId, Participant, RequestOrder, SessionId, StageStatus, ViewType};

/// The query of `GET …/stage`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StageQuery {
    /// Only this participant: an id, the beginning of one, or `name:…`. Nobody or several: 404.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participant: Option<String>,
}

/// `GET …/stage`: everybody in the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Stage {
    /// The platform.
    pub platform: Platform,
    /// The meeting.
    pub meeting_id: MeetingId,
    /// Its live session.
    pub session_id: SessionId,
    /// How the meeting looks, as far as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view_type: Option<ViewType>,
    /// Whether the platform told of everybody.
    pub complete: bool,
    /// How many participants have each status, of all or of the one asked for.
    pub counts: BTreeMap<StageStatus, usize>,
    /// The most advanced first, then by name.
    pub participants: Vec<Participant>,
}

/// `GET …/stage/requests`: who asks to come on stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Requests {
    /// The platform.
    pub platform: Platform,
    /// The meeting.
    pub meeting_id: MeetingId,
    /// Its live session.
    pub session_id: SessionId,
    /// What the order of the requests means.
    pub order: RequestOrder,
    /// Whether the platform told of everybody.
    pub complete: bool,
    /// Those who ask.
    pub requests: Vec<Participant>,
}
