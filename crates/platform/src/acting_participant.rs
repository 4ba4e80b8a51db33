//! The participant to act as: who it is, and what the preset allows.

use crate::identity::HOST_CUSTOM_ID;
use crate::join_error::JoinError;
use crate::platform::Platform;
use model::{MeetingId, Permissions, StageAccess, UserId, ViewType};
use protocol::rest::{Participant, Preset};

/// A participant to act as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActingParticipant {
    /// The platform's id.
    pub user_id: UserId,
    /// The name that others see, if there is one.
    pub display_name: Option<String>,
    /// The customer's own id.
    pub custom_participant_id: Option<String>,
    /// The name of the preset.
    pub preset_name: String,
    /// Whether the preset has a stage.
    pub has_stage: bool,
    /// Whether the preset allows to come on stage.
    pub access: StageAccess,
    /// The view type of the preset.
    pub view_type: Option<ViewType>,
}

impl ActingParticipant {
    /// The name to show: the display name, else an id, the customer's own first.
    #[must_use]
    pub fn name(&self) -> &str {
        self.display_name
            .as_deref()
            .or(self.custom_participant_id.as_deref())
            .unwrap_or(self.user_id.as_str())
    }
}

impl Platform {
    /// Finds the participant with this id: a `user_id` or the customer's own.
    ///
    /// # Errors
    ///
    /// When no participant of the meeting has the id, or several have, or it is the host's, or the
    /// preset does not exist, or as every call to the platform.
    pub async fn acting_participant(
        &self,
        meeting: &MeetingId,
        id: &str,
    ) -> Result<ActingParticipant, JoinError> {
        let (participants, presets) =
            tokio::join!(self.rest.participants(meeting), self.rest.presets());
        let participants = participants.map_err(|error| JoinError::of_meeting(error, meeting))?;
        let participant = only(participants, id)?;
        if participant.custom_participant_id.as_deref() == Some(HOST_CUSTOM_ID) {
            return Err(JoinError::OwnParticipant(participant.id));
        }
        let name = participant.preset_name.clone().unwrap_or_default();
        let preset = presets?.into_iter().find(|preset| preset.name == name);
        match preset {
            Some(preset) => Ok(with_preset(
                participant,
                &self.rest.preset(&preset.id).await?,
            )),
            None => Err(JoinError::PresetGone {
                participant: participant.id,
                preset: name,
            }),
        }
    }
}

/// The only participant with this id.
fn only(participants: Vec<Participant>, id: &str) -> Result<Participant, JoinError> {
    let has_it = |p: &Participant| p.id == id || p.custom_participant_id.as_deref() == Some(id);
    let mut found: Vec<_> = participants.into_iter().filter(has_it).collect();
    match (found.pop(), found.is_empty()) {
        (Some(participant), true) => Ok(participant),
        (None, _) => Err(JoinError::NoSuchParticipant(id.to_owned())),
        (Some(last), false) => {
            let users = found.into_iter().chain([last]).map(|p| p.id).collect();
            let id = id.to_owned();
            Err(JoinError::SeveralParticipants { id, users })
        }
    }
}

fn with_preset(participant: Participant, preset: &Preset) -> ActingParticipant {
    let permissions = Permissions::from(preset);
    ActingParticipant {
        display_name: participant.name.filter(|name| !name.is_empty()),
        user_id: participant.id.into(),
        custom_participant_id: participant.custom_participant_id,
        preset_name: preset.name.clone(),
        has_stage: permissions.has_stage(),
        access: permissions.access(),
        view_type: preset.config.view_type,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn participant(id: &str, custom_id: &str) -> Participant {
        Participant {
            id: id.to_owned(),
            name: None,
            picture: None,
            custom_participant_id: Some(custom_id.to_owned()),
            preset_name: None,
            created_at: None,
            updated_at: None,
            token: None,
        }
    }

    #[test]
    fn only_an_exact_id_of_one_participant_is_found() {
        let participants = || vec![participant("u-1", "amara"), participant("u-2", "u-1")];
        assert_eq!(only(participants(), "amara").unwrap().id, "u-1");
        assert_eq!(only(participants(), "u-2").unwrap().id, "u-2");
        for unknown in ["u-", "Amara", "name:amara", ""] {
            let error = only(participants(), unknown).err().unwrap();
            assert_eq!(error, JoinError::NoSuchParticipant(unknown.to_owned()));
        }
        let both = only(participants(), "u-1").err().unwrap();
        let (id, users) = ("u-1".to_owned(), vec!["u-1".to_owned(), "u-2".to_owned()]);
        assert_eq!(both, JoinError::SeveralParticipants { id, users });
    }
}
