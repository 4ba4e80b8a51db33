//! The participant for whom this program acts: who that is, and what they may do.

use super::Platform;
use super::identity::CUSTOM_ID;
use super::meeting::JoinError;
use model::{MeetingId, Permissions, StageAccess, UserId, ViewType};
use protocol::rest::{Participant, Preset};

/// A participant for whom this program acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The platform's id for them.
    pub user_id: UserId,
    /// The name that others see, if they have one.
    pub display_name: Option<String>,
    /// The customer's own id for them.
    pub custom_participant_id: Option<String>,
    /// The name of their preset.
    pub preset_name: String,
    /// Whether the stage exists for them.
    pub has_stage: bool,
    /// Whether they may come on stage.
    pub access: StageAccess,
    /// How the meeting looks to them.
    pub view_type: Option<ViewType>,
}

impl Actor {
    /// How to call them: by their name, or else by an id, the customer's own first.
    #[must_use]
    pub fn name(&self) -> &str {
        self.display_name
            .as_deref()
            .or(self.custom_participant_id.as_deref())
            .unwrap_or(self.user_id.as_str())
    }
}

impl Platform {
    /// The participant with this id, which is their `user_id` or the customer's own.
    ///
    /// # Errors
    ///
    /// When nobody who may join the meeting has the id, or several have, or it is our own host's, or
    /// their preset is not known, or as every call to the platform.
    pub async fn actor(&self, meeting: &MeetingId, id: &str) -> Result<Actor, JoinError> {
        let (participants, presets) =
            tokio::join!(self.rest.participants(meeting), self.rest.presets());
        let participants = participants.map_err(|error| JoinError::of_meeting(error, meeting))?;
        let participant = only(participants, id)?;
        if participant.custom_participant_id.as_deref() == Some(CUSTOM_ID) {
            return Err(JoinError::OwnParticipant(participant.id));
        }
        let name = participant.preset_name.clone().unwrap_or_default();
        let preset = presets?.into_iter().find(|preset| preset.name == name);
        match preset {
            Some(preset) => Ok(actor(participant, &self.rest.preset(&preset.id).await?)),
            None => Err(JoinError::PresetGone {
                participant: participant.id,
                preset: name,
            }),
        }
    }
}

/// The one with this id.
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

fn actor(participant: Participant, preset: &Preset) -> Actor {
    let permissions = Permissions::from(preset);
    Actor {
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
    fn one_is_meant_by_an_exact_id_or_none() {
        let people = || vec![participant("u-1", "amara"), participant("u-2", "u-1")];
        assert_eq!(only(people(), "amara").unwrap().id, "u-1");
        assert_eq!(only(people(), "u-2").unwrap().id, "u-2");
        for nobody in ["u-", "Amara", "name:amara", ""] {
            let error = only(people(), nobody).err().unwrap();
            assert_eq!(error, JoinError::NoSuchParticipant(nobody.to_owned()));
        }
        let both = only(people(), "u-1").err().unwrap();
        let (id, users) = ("u-1".to_owned(), vec!["u-1".to_owned(), "u-2".to_owned()]);
        assert_eq!(both, JoinError::SeveralParticipants { id, users });
    }
}
