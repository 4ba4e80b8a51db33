//! The participant tokens to join with: of the host's participant, which is added where it is
//! missing, and of an acting participant.

use std::time::SystemTime;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use crate::acting_participant::ActingParticipant;
use crate::error::{Error, Refused};
use crate::identity::{HOST_CUSTOM_ID, Identity, Role};
use crate::join_error::JoinError;
use crate::platform::Platform;
use crate::timing::TOKEN_MARGIN;
use model::{MeetingId, Permissions, UserId};
use protocol::rest::{NewParticipant, Participant, Preset, PresetSummary};
use protocol::token::Claims;

/// Credentials to join with, prepared while the session check runs.
pub(crate) enum JoinCredentials {
    /// The cached identity of the host.
    Cached(Identity),
    /// The presets to choose from for a new host participant.
    New(Vec<PresetSummary>),
}

impl Platform {
    /// Prepares the credentials of the host. Runs beside the session check, so that a join does not
    /// wait for one after the other.
    pub(crate) async fn prepare_host(
        &self,
        cached: Option<Identity>,
    ) -> Result<JoinCredentials, Error> {
        match cached {
            Some(identity) => Ok(JoinCredentials::Cached(identity)),
            None => Ok(JoinCredentials::New(self.rest.presets().await?)),
        }
    }

    /// The identity of the host, with a token that has not expired.
    pub(crate) async fn host_identity(
        &self,
        meeting: &MeetingId,
        credentials: JoinCredentials,
    ) -> Result<Identity, JoinError> {
        match credentials {
            JoinCredentials::Cached(identity) if is_fresh(&identity.token) => {
                Ok(self.with_socket(meeting, identity).await)
            }
            JoinCredentials::Cached(identity) => self.refresh_identity(meeting, identity).await,
            JoinCredentials::New(presets) => self.add_host_with(meeting, presets).await,
        }
    }

    /// The identity of an acting participant, with a token of their own. It is not cached.
    pub(crate) async fn participant_identity(
        &self,
        meeting: &MeetingId,
        participant: ActingParticipant,
        alone: bool,
    ) -> Result<Identity, JoinError> {
        let token = self.rest.refresh_token(meeting, &participant.user_id).await;
        let identity = Identity {
            token: match token {
                Ok(token) => token.token.into(),
                Err(error) if error.is_not_found() => return Err(gone(&participant.user_id)),
                Err(error) => return Err(error.into()),
            },
            user_id: participant.user_id,
            display_name: participant.display_name,
            custom_participant_id: participant.custom_participant_id,
            view_type: participant.view_type,
            socket: None,
            role: Role::Participant {
                access: participant.access,
                alone,
            },
        };
        Ok(self.with_socket(meeting, identity).await)
    }

    /// The same identity with another token, after the platform refused its token. The host's
    /// participant is added again where it is gone.
    pub(crate) async fn refresh_identity(
        &self,
        meeting: &MeetingId,
        identity: Identity,
    ) -> Result<Identity, JoinError> {
        match self.rest.refresh_token(meeting, &identity.user_id).await {
            Ok(token) => {
                let refreshed = Identity {
                    token: token.token.into(),
                    // The old token may have been refused by the wrong socket.
                    socket: None,
                    ..identity
                };
                let refreshed = self.cache(meeting, refreshed);
                Ok(self.with_socket(meeting, refreshed).await)
            }
            Err(error) if error.is_not_found() && identity.is_host() => {
                self.add_host(meeting).await
            }
            Err(error) if error.is_not_found() => Err(gone(&identity.user_id)),
            Err(error) => Err(error.into()),
        }
    }

    /// Adds the host's participant to the meeting, or finds it there, with the preset to join with.
    pub(crate) async fn add_host(&self, meeting: &MeetingId) -> Result<Identity, JoinError> {
        self.add_host_with(meeting, self.rest.presets().await?)
            .await
    }

    async fn add_host_with(
        &self,
        meeting: &MeetingId,
        presets: Vec<PresetSummary>,
    ) -> Result<Identity, JoinError> {
        let preset = self.host_preset(presets).await?;
        let new = NewParticipant {
            custom_participant_id: HOST_CUSTOM_ID.to_owned(),
            preset_name: preset.name.clone(),
            name: Some(HOST_CUSTOM_ID.to_owned()),
        };
        let participant = match self.rest.add_participant(meeting, &new).await {
            Ok(participant) => participant,
            // Some platforms refuse to add a participant twice.
            Err(Error::Refused(Refused::Request(status, message))) => {
                let found = self.find_host(meeting).await?;
                found.ok_or(Error::from(Refused::Request(status, message)))?
            }
            Err(error) => return Err(error.into()),
        };
        let participant = self.with_preset(meeting, participant, &preset).await?;
        let user_id = UserId::from(participant.id);
        let token = match participant.token {
            Some(token) => token,
            None => self.rest.refresh_token(meeting, &user_id).await?.token,
        };
        let role = Role::Host {
            hidden: Permissions::from(&preset).hidden_participant,
            preset_name: preset.name,
        };
        let view_type = preset.config.view_type;
        let identity = Identity::host(user_id, token.into(), view_type, role);
        let identity = self.cache(meeting, identity);
        Ok(self.with_socket(meeting, identity).await)
    }

    /// The same identity with the address of its socket, if the platform tells it.
    async fn with_socket(&self, meeting: &MeetingId, identity: Identity) -> Identity {
        if identity.socket.is_some() {
            return identity;
        }
        match self.discover_socket(&identity.token).await {
            None => identity,
            socket => self.cache(meeting, Identity { socket, ..identity }),
        }
    }

    async fn find_host(&self, meeting: &MeetingId) -> Result<Option<Participant>, Error> {
        let participants = self.rest.participants(meeting).await?;
        let ours = |p: &Participant| p.custom_participant_id.as_deref() == Some(HOST_CUSTOM_ID);
        Ok(participants.into_iter().find(ours))
    }

    /// Gives the host's participant the preset to join with: with the one it had, it might be seen.
    async fn with_preset(
        &self,
        meeting: &MeetingId,
        participant: Participant,
        preset: &Preset,
    ) -> Result<Participant, Error> {
        match participant.preset_name.as_deref() {
            Some(name) if name != preset.name => {
                let user = UserId::from(participant.id);
                self.rest.set_preset(meeting, &user, &preset.name).await
            }
            _ => Ok(participant),
        }
    }
}

fn gone(user: &UserId) -> JoinError {
    JoinError::NoSuchParticipant(user.to_string())
}

/// Whether a token lives long enough to be used. One that does not tell its end is tried.
fn is_fresh(token: &SecretString) -> bool {
    let claims = Claims::read(token.expose_secret());
    let latest = SystemTime::now() + TOKEN_MARGIN;
    match (
        claims.and_then(|claims| claims.expires()),
        Timestamp::try_from(latest),
    ) {
        (Some(expires), Ok(latest)) => expires > latest,
        _ => true,
    }
}
