//! Why this program is not in a session.

use crate::error::{Error, Refused, Unavailable};
use crate::signalling::{Closed, FinalClose};
use model::MeetingId;

/// Why this program is not in a session.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JoinError {
    /// The platform has no such meeting.
    #[error("the platform has no meeting '{0}'")]
    MeetingNotFound(MeetingId),
    /// The meeting has no live session; joining it would start one.
    #[error("nobody is in the meeting: it has no live session")]
    NoLiveSession,
    /// The session is over.
    #[error("the session ended: {0}")]
    SessionEnded(String),
    /// The acting participant is in the session by connections of their own.
    #[error("{name} is in the session by {}", connections(*.count))]
    ConnectedElsewhere {
        /// The participant's name.
        name: String,
        /// The number of their connections.
        count: usize,
    },
    /// The acting participant was removed.
    #[error("{0} was removed from the meeting")]
    Removed(String),
    /// No other participant has been in the meeting for long: an acting participant must not keep a
    /// session alive.
    #[error("{0} is not held any longer: nobody else is in the meeting")]
    Alone(String),
    /// No participant has been in the meeting with the host for long, or its connection was
    /// released.
    #[error("the host left the meeting: nobody else was there, or it was released")]
    HostLeft,
    /// This process has as many connections as it may have.
    #[error("the service has {0} connections into meetings, which is as many as it may have")]
    Full(usize),
    /// The platform keeps the host or the acting participant in the waiting room.
    #[error("{0} is kept in the waiting room")]
    Waitlisted(String),
    /// No participant of the meeting has this id.
    #[error("nobody who may join the meeting has the id '{0}'")]
    NoSuchParticipant(String),
    /// Several participants of the meeting have this id.
    #[error("several who may join the meeting have the id '{id}': {}", .users.join(", "))]
    SeveralParticipants {
        /// The id.
        id: String,
        /// Their user ids.
        users: Vec<String>,
    },
    /// The host is no participant to act as.
    #[error("{0} is this program's own participant, the host")]
    OwnParticipant(String),
    /// The preset of a participant does not exist.
    #[error("the app has no preset '{preset}', which {participant} has")]
    PresetGone {
        /// The participant's id.
        participant: String,
        /// Its name.
        preset: String,
    },
    /// The platform shows the host, although its preset is hidden.
    #[error("the platform shows the host to everybody, although its preset is hidden")]
    Visible,
    /// The preset that was named has no stage.
    #[error("the stage is not enabled in the preset '{0}'")]
    StageNotEnabled(String),
    /// No hidden preset manages the stage.
    #[error("no preset is hidden, may manage the stage and skips the waiting room")]
    NoHostPreset,
    /// Several presets do.
    #[error("several presets are hidden and may manage the stage: {}", .0.join(", "))]
    SeveralHostPresets(Vec<String>),
    /// There is no preset of that name.
    #[error("there is no preset '{name}'; there are: {}", .presets.join(", "))]
    NoSuchPreset {
        /// The name.
        name: String,
        /// The names that there are.
        presets: Vec<String>,
    },
    /// The preset that was named may not manage the stage.
    #[error("the preset '{0}' may not manage the stage")]
    PresetCannotManage(String),
    /// The platform refused, or could not be reached.
    #[error(transparent)]
    Platform(#[from] Error),
}

fn connections(count: usize) -> String {
    match count {
        1 => "a connection of their own".to_owned(),
        count => format!("{count} connections of their own"),
    }
}

impl JoinError {
    /// The error of a call where only the meeting can be missing.
    #[must_use]
    pub fn of_meeting(error: Error, meeting: &MeetingId) -> Self {
        if error.is_not_found() {
            Self::MeetingNotFound(meeting.clone())
        } else {
            error.into()
        }
    }
}

impl From<Refused> for JoinError {
    fn from(error: Refused) -> Self {
        Error::from(error).into()
    }
}

impl From<Unavailable> for JoinError {
    fn from(error: Unavailable) -> Self {
        Error::from(error).into()
    }
}

impl From<Closed> for JoinError {
    fn from(closed: Closed) -> Self {
        match closed {
            Closed::Final(FinalClose::Normal) => Self::SessionEnded(closed.to_string()),
            Closed::Final(FinalClose::Unauthorized) => {
                Refused::Credentials(closed.to_string()).into()
            }
            Closed::Final(FinalClose::BadRequest | FinalClose::InternalError) => {
                Refused::Socket(closed.to_string()).into()
            }
            Closed::Retryable(_) => Unavailable::Closed(closed.to_string()).into(),
        }
    }
}
