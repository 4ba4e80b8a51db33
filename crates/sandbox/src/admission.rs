//! What somebody needs to join a meeting by an SDK.

use jiff::Timestamp;
use serde::Serialize;

use super::preset;
use super::state::{Meeting, Participant, State};
use super::token;
use model::{MeetingId, PeerKind, Permissions, StageStatus, UserId, ViewType};

/// Somebody, and the token that admits them. It is secret, hence no `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Admission {
    /// Who.
    pub user_id: UserId,
    /// The customer's own id.
    pub custom_participant_id: String,
    /// The chosen name.
    pub display_name: String,
    /// What they may do.
    pub preset_name: String,
    /// The participant token: good for a day.
    pub token: String,
}

/// Nobody can be admitted.
#[derive(Debug, thiserror::Error)]
pub enum AdmissionError {
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

impl State {
    /// Admits somebody, who is named by their user id or the customer's own id.
    ///
    /// # Errors
    ///
    /// When there is no such meeting or participant.
    pub fn admit(&self, meeting: &MeetingId, id: &str) -> Result<Admission, AdmissionError> {
        let mut participants = self.meeting(meeting)?.participants.iter();
        let found = participants.find(|(user, participant)| {
            user.as_str() == id || participant.custom_participant_id == id
        });
        let (user, participant) = found.ok_or_else(|| AdmissionError::NoParticipant {
            id: id.to_owned(),
            meeting: meeting.clone(),
        })?;
        self.sign(meeting, user, participant)
    }

    /// Admits somebody who may answer requests, and is seen; the first by the customer's own ids.
    ///
    /// # Errors
    ///
    /// When there is no such meeting.
    pub fn admit_host(&self, meeting: &MeetingId) -> Result<Option<Admission>, AdmissionError> {
        self.admit_first(meeting, |permissions, _| permissions.accept_stage_requests)
    }

    /// Admits somebody who only watches; rather somebody who does not ask yet.
    ///
    /// # Errors
    ///
    /// When there is no such meeting.
    pub fn admit_viewer(&self, meeting: &MeetingId) -> Result<Option<Admission>, AdmissionError> {
        let watches = |permissions: &Permissions| !permissions.accept_stage_requests;
        let idle = self.admit_first(meeting, |permissions, participant| {
            watches(permissions) && participant.stage_status == StageStatus::OffStage
        })?;
        match idle {
            Some(idle) => Ok(Some(idle)),
            None => self.admit_first(meeting, |permissions, _| watches(permissions)),
        }
    }

    /// How a meeting looks to those in it, by the preset of its host.
    #[must_use]
    pub fn view_type(&self) -> Option<ViewType> {
        self.presets.first()?.config.view_type
    }

    fn admit_first(
        &self,
        meeting: &MeetingId,
        wanted: impl Fn(&Permissions, &Participant) -> bool,
    ) -> Result<Option<Admission>, AdmissionError> {
        let participants = self.meeting(meeting)?.participants.iter();
        let wanted = participants.filter(|(_, participant)| {
            let preset = preset::named(&self.presets, &participant.preset_name);
            preset.is_some_and(|preset| {
                preset::kind(preset) == PeerKind::Ordinary
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
    pub fn meeting(&self, id: &MeetingId) -> Result<&Meeting, AdmissionError> {
        let meeting = self.meetings.get(id);
        meeting.ok_or_else(|| AdmissionError::NoMeeting(id.clone()))
    }

    fn sign(
        &self,
        meeting: &MeetingId,
        user: &UserId,
        participant: &Participant,
    ) -> Result<Admission, AdmissionError> {
        let now = Timestamp::now();
        let token = token::mint(&self.token_key, meeting.as_str(), user.as_str(), now);
        Ok(Admission {
            user_id: user.clone(),
            custom_participant_id: participant.custom_participant_id.clone(),
            display_name: participant.name.clone(),
            preset_name: participant.preset_name.clone(),
            token: token.map_err(|error| AdmissionError::Sign(error.to_string()))?,
        })
    }
}
