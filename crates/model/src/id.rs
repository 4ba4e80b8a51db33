//! The platform's ids as types, so that a peer cannot be passed where a user is meant. Cheap to
//! clone.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as the platform wrote it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<T: Into<Arc<str>>> From<T> for $name {
            fn from(id: T) -> Self {
                Self(id.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

id! {
    /// A meeting: the room as the platform stores it.
    MeetingId
}
id! {
    /// A session: a meeting while people are in it.
    SessionId
}
id! {
    /// A participant, whichever device they come from. The platform's REST API calls it the
    /// participant's `id`, its signalling `user_id`.
    UserId
}
id! {
    /// One connection of a participant; a participant may have several.
    PeerId
}

/// How many characters of a user id are usually enough to tell it from all others.
const SHORT: usize = 8;

impl UserId {
    /// The beginning of it, which usually names nobody else.
    #[must_use]
    pub fn short(&self) -> &str {
        match self.0.char_indices().nth(SHORT) {
            Some((end, _)) => &self.0[..end],
            None => &self.0,
        }
    }
}
