//! `/v1/meetings`: lists, shows and creates meetings.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::service_info::Platform;
use model::MeetingId;

/// The query of `GET /v1/meetings`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MeetingQuery {
    /// Part of an id or a title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Which page, from 1; the first, when only `per_page` is given. With neither: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(format = Int64, maximum = 4_294_967_295_u32)]
    pub page: Option<u32>,
    /// How many a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(format = Int64, maximum = 4_294_967_295_u32)]
    pub per_page: Option<u32>,
    /// Only those with people in them now. Not together with the others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub live: bool,
}

/// What a meeting is made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMeeting {
    /// Its title.
    #[schema(pattern = r"\S")]
    pub title: String,
    /// Only say what would be done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
}

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeetingItem {
    /// Its id.
    pub id: MeetingId,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The platform's status: `ACTIVE`, or `INACTIVE` when nobody may join.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Whether people are in it now.
    pub live: bool,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
}

/// `GET` and `POST` of one meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeetingBody {
    /// The platform.
    pub platform: Platform,
    /// Nothing was done: this is what would be, without an id where there is none yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// The meeting.
    pub meeting: MeetingItem,
}

/// `GET /v1/meetings`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeetingList {
    /// The platform.
    pub platform: Platform,
    /// This page of them.
    pub meetings: Vec<MeetingItem>,
    /// How many there are in all, if the platform tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}
