//! SDK credentials: the token with which a participant joins a meeting by an SDK, and whose it is.

use jiff::Timestamp;
use serde::Serialize;

use crate::participant_token;
use crate::presets;
use crate::state::{Meeting, Participant, SavedState};
use model::{MeetingId, PeerKind, Permissions, StageStatus, UserId, ViewType};

/// A participant, and the token to join with. It is secret, hence no `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct SdkCredentials {
    /// The participant.
    pub user_id: UserId,
    /// The customer's own id.
    pub custom_participant_id: String,
    /// The chosen name.
    pub display_name: String,
    /// The preset's name.
    pub preset_name: String,
    /// The participant token, valid for a day.
    pub token: String,
}

/// Why there are no credentials.
#[derive(Debug, thiserror::Error)]
pub enum SdkCredentialsError {
    /// There is no such meeting.
    #[error("the sandbox has no meeting '{0}'")]
    NoMeeting(MeetingId),
    /// There is no such participant.
    #[error("nobody with the id '{id}' may join the meeting '{meeting}'")]
    NoParticipant {
        /// The id.
        id: String,
        /// The meeting.
        meeting: MeetingId,
    },
    /// The token cannot be signed.
    #[error("cannot sign a token: {0}")]
    Sign(String),
}

impl SavedState {
    /// Credentials of a participant, given by its user id or the customer's own id.
    ///
    /// # Errors
    ///
    /// When there is no such meeting or participant.
    pub fn sdk_credentials(
        &self,
        meeting: &MeetingId,
        id: &str,
    ) -> Result<SdkCredentials, SdkCredentialsError> {
        let mut participants = self.meeting(meeting)?.participants.iter();
        let found = participants.find(|(user, participant)| {
            user.as_str() == id || participant.custom_participant_id == id
        });
        let (user, participant) = found.ok_or_else(|| SdkCredentialsError::NoParticipant {
            id: id.to_owned(),
            meeting: meeting.clone(),
        })?;
        self.sign(meeting, user, participant)
    }

    /// Credentials of a participant who is shown and may answer stage requests: the first by the customer's own
    /// ids.
    ///
    /// # Errors
    ///
    /// When there is no such meeting.
    pub fn host_credentials(
        &self,
        meeting: &MeetingId,
    ) -> Result<Option<SdkCredentials>, SdkCredentialsError> {
        self.first_credentials(meeting, |permissions, _| permissions.accept_stage_requests)
    }

    /// Credentials of a participant who is shown and only watches, preferably without a stage request.
    ///
    /// # Errors
    ///
    /// When there is no such meeting.
    pub fn viewer_credentials(
        &self,
        meeting: &MeetingId,
    ) -> Result<Option<SdkCredentials>, SdkCredentialsError> {
        let watches = |permissions: &Permissions| !permissions.accept_stage_requests;
        let idle = self.first_credentials(meeting, |permissions, participant| {
            watches(permissions) && participant.stage_status == StageStatus::OffStage
        })?;
        match idle {
            Some(idle) => Ok(Some(idle)),
            None => self.first_credentials(meeting, |permissions, _| watches(permissions)),
        }
    }

    /// The view of the meetings, by the preset of their host.
    #[must_use]
    pub fn view_type(&self) -> Option<ViewType> {
        self.presets.first()?.config.view_type
    }

    fn first_credentials(
        &self,
        meeting: &MeetingId,
        wanted: impl Fn(&Permissions, &Participant) -> bool,
    ) -> Result<Option<SdkCredentials>, SdkCredentialsError> {
        let participants = self.meeting(meeting)?.participants.iter();
        let wanted = participants.filter(|(_, participant)| {
            let preset = presets::find(&self.presets, &participant.preset_name);
            preset.is_some_and(|preset| {
                presets::kind(preset) == PeerKind::Ordinary
                    && wanted(&Permissions::from(preset), participant)
            })
        });
        let first = wanted.min_by_key(|(_, participant)| &participant.custom_participant_id);
        let first = first.map(|(user, participant)| self.sign(meeting, user, participant));
        first.transpose()
    }

    /// A meeting.
    ///
    /// # Errors
    ///
    /// When there is no such meeting.
    pub fn meeting(&self, id: &MeetingId) -> Result<&Meeting, SdkCredentialsError> {
        let meeting = self.meetings.get(id);
        meeting.ok_or_else(|| SdkCredentialsError::NoMeeting(id.clone()))
    }

    fn sign(
        &self,
        meeting: &MeetingId,
        user: &UserId,
        participant: &Participant,
    ) -> Result<SdkCredentials, SdkCredentialsError> {
        let now = Timestamp::now();
        let token = participant_token::sign(&self.token_key, meeting.as_str(), user.as_str(), now);
        Ok(SdkCredentials {
            user_id: user.clone(),
            custom_participant_id: participant.custom_participant_id.clone(),
            display_name: participant.name.clone(),
            preset_name: participant.preset_name.clone(),
            token: token.map_err(|error| SdkCredentialsError::Sign(error.to_string()))?,
        })
    }
}
