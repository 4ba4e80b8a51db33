//! What this program joins a session as: the host, or one of the participants.

use secrecy::SecretString;

use model::{StageAccess, UserId, ViewType};
use net::Endpoint;

/// The customer's id and the name of the host's participant.
pub(crate) const HOST_CUSTOM_ID: &str = "dyte-stage";

/// The participant to join as, and its token.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub(crate) user_id: UserId,
    pub(crate) token: SecretString,
    /// The name that others see, if there is one.
    pub(crate) display_name: Option<String>,
    pub(crate) custom_participant_id: Option<String>,
    pub(crate) view_type: Option<ViewType>,
    /// The address of its socket, if the platform told it.
    pub(crate) socket: Option<Endpoint>,
    pub(crate) role: Role,
}

/// What this program is in a session for.
#[derive(Debug, Clone)]
pub(crate) enum Role {
    /// Managing the stage, as a participant of our own.
    Host {
        /// The preset that it joins with.
        preset_name: String,
        /// Whether the preset is hidden from others.
        hidden: bool,
    },
    /// Acting as one of the participants.
    Participant {
        /// What the participant's preset allows.
        access: StageAccess,
        /// Whether to refuse when the participant has a connection of their own.
        alone: bool,
    },
}

impl Identity {
    /// The host's participant.
    pub(crate) fn host(
        user_id: UserId,
        token: SecretString,
        view_type: Option<ViewType>,
        role: Role,
    ) -> Self {
        Self {
            user_id,
            token,
            display_name: Some(HOST_CUSTOM_ID.to_owned()),
            custom_participant_id: Some(HOST_CUSTOM_ID.to_owned()),
            view_type,
            socket: None,
            role,
        }
    }

    pub(crate) const fn is_host(&self) -> bool {
        matches!(self.role, Role::Host { .. })
    }

    /// The name for errors.
    pub(crate) fn name(&self) -> String {
        if self.is_host() {
            return "the host".to_owned();
        }
        let name = self.display_name.as_ref();
        let name = name.or(self.custom_participant_id.as_ref());
        name.map_or_else(|| self.user_id.to_string(), Clone::clone)
    }
}
