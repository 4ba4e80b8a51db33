//! As whom this program is in a meeting. As the host it is one participant, whose token is kept between
//! commands, so that a meeting's list of participants does not grow with every command.

use std::path::PathBuf;
use std::time::SystemTime;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Platform;
use super::actor::Actor;
use super::error::{Error, Refused};
use super::meeting::JoinError;
use super::timing::TOKEN_MARGIN;
use model::{MeetingId, Permissions, StageAccess, UserId, ViewType};
use net::Endpoint;
use net::file::write_atomically;
use protocol::rest::{NewParticipant, Participant, Preset, PresetSummary};
use protocol::token::Claims;

/// The customer's id and the name of our participant.
pub(super) const CUSTOM_ID: &str = "dyte-stage";

/// As whom this program is in a meeting.
#[derive(Debug, Clone)]
pub(super) struct Identity {
    pub(super) user_id: UserId,
    pub(super) token: SecretString,
    /// The name that others see, if they have one.
    pub(super) display_name: Option<String>,
    pub(super) custom_participant_id: Option<String>,
    pub(super) view_type: Option<ViewType>,
    /// Where the platform told that their socket is.
    pub(super) socket: Option<Endpoint>,
    pub(super) role: Role,
}

/// What this program is in a meeting for.
#[derive(Debug, Clone)]
pub(super) enum Role {
    /// Managing the stage, as our own participant.
    Host {
        /// The preset that it joins with.
        preset_name: String,
        /// Whether nobody sees holders of that preset.
        hidden: bool,
    },
    /// Acting for one of the participants.
    Participant {
        /// Whether they may come on stage.
        access: StageAccess,
        /// Whether nobody is to be acted for who is there by a connection of their own.
        alone: bool,
    },
}

impl Identity {
    /// Our own participant.
    fn host(user_id: UserId, token: SecretString, view_type: Option<ViewType>, role: Role) -> Self {
        Self {
            user_id,
            token,
            display_name: Some(CUSTOM_ID.to_owned()),
            custom_participant_id: Some(CUSTOM_ID.to_owned()),
            view_type,
            socket: None,
            role,
        }
    }

    pub(super) const fn is_host(&self) -> bool {
        matches!(self.role, Role::Host { .. })
    }

    /// How to call them in an error.
    pub(super) fn name(&self) -> String {
        if self.is_host() {
            return "the host".to_owned();
        }
        let name = self.display_name.as_ref();
        let name = name.or(self.custom_participant_id.as_ref());
        name.map_or_else(|| self.user_id.to_string(), Clone::clone)
    }
}

/// What is kept of our own participant: secret, hence no `Debug`.
#[derive(Serialize, Deserialize)]
struct Kept {
    user_id: UserId,
    token: String,
    view_type: Option<ViewType>,
    /// Where the platform told that its socket is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    socket: Option<String>,
    preset_name: String,
    hidden: bool,
}

/// With what we can join, before we know whether we may.
pub(super) enum Candidate {
    /// Our participant as it was kept.
    Kept(Identity),
    /// The presets of which a new one has one.
    New(Vec<PresetSummary>),
}

impl Platform {
    /// With what we can join: asked for together with the session, so that joining need not wait for
    /// one after the other.
    pub(super) async fn candidate(&self, kept: Option<Identity>) -> Result<Candidate, Error> {
        match kept {
            Some(identity) => Ok(Candidate::Kept(identity)),
            None => Ok(Candidate::New(self.rest.presets().await?)),
        }
    }

    /// Our participant, with a token that has not ended.
    pub(super) async fn identity(
        &self,
        meeting: &MeetingId,
        candidate: Candidate,
    ) -> Result<Identity, JoinError> {
        match candidate {
            Candidate::Kept(identity) if is_good(&identity.token) => {
                Ok(self.located(meeting, identity).await)
            }
            Candidate::Kept(identity) => self.refreshed(meeting, identity).await,
            Candidate::New(presets) => self.added_with(meeting, presets).await,
        }
    }

    /// One of the participants, with a token of their own. It is not kept.
    pub(super) async fn admitted(
        &self,
        meeting: &MeetingId,
        actor: Actor,
        alone: bool,
    ) -> Result<Identity, JoinError> {
        let token = self.rest.refresh_token(meeting, &actor.user_id).await;
        let identity = Identity {
            token: match token {
                Ok(token) => token.token.into(),
                Err(error) if error.is_not_found() => return Err(gone(&actor.user_id)),
                Err(error) => return Err(error.into()),
            },
            user_id: actor.user_id,
            display_name: actor.display_name,
            custom_participant_id: actor.custom_participant_id,
            view_type: actor.view_type,
            socket: None,
            role: Role::Participant {
                access: actor.access,
                alone,
            },
        };
        Ok(self.located(meeting, identity).await)
    }

    /// The same with another token, after the platform refused the one they had. Our own participant is
    /// added again, where it is gone.
    pub(super) async fn refreshed(
        &self,
        meeting: &MeetingId,
        identity: Identity,
    ) -> Result<Identity, JoinError> {
        match self.rest.refresh_token(meeting, &identity.user_id).await {
            Ok(token) => {
                let refreshed = Identity {
                    token: token.token.into(),
                    // The old one may have been refused at the wrong place.
                    socket: None,
                    ..identity
                };
                let refreshed = self.keep(meeting, refreshed);
                Ok(self.located(meeting, refreshed).await)
            }
            Err(error) if error.is_not_found() && identity.is_host() => self.added(meeting).await,
            Err(error) if error.is_not_found() => Err(gone(&identity.user_id)),
            Err(error) => Err(error.into()),
        }
    }

    /// Our participant, added to the meeting or found there, with the preset to join with.
    pub(super) async fn added(&self, meeting: &MeetingId) -> Result<Identity, JoinError> {
        self.added_with(meeting, self.rest.presets().await?).await
    }

    async fn added_with(
        &self,
        meeting: &MeetingId,
        presets: Vec<PresetSummary>,
    ) -> Result<Identity, JoinError> {
        let preset = self.host_preset(presets).await?;
        let new = NewParticipant {
            custom_participant_id: CUSTOM_ID.to_owned(),
            preset_name: preset.name.clone(),
            name: Some(CUSTOM_ID.to_owned()),
        };
        let participant = match self.rest.add_participant(meeting, &new).await {
            Ok(participant) => participant,
            // Some platforms refuse to add somebody twice.
            Err(Error::Refused(Refused::Request(status, message))) => {
                let found = self.found(meeting).await?;
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
        let identity = self.keep(meeting, identity);
        Ok(self.located(meeting, identity).await)
    }

    /// The same, with where its socket is, as far as the platform tells.
    async fn located(&self, meeting: &MeetingId, identity: Identity) -> Identity {
        if identity.socket.is_some() {
            return identity;
        }
        match self.told_socket(&identity.token).await {
            None => identity,
            socket => self.keep(meeting, Identity { socket, ..identity }),
        }
    }

    async fn found(&self, meeting: &MeetingId) -> Result<Option<Participant>, Error> {
        let participants = self.rest.participants(meeting).await?;
        let ours = |p: &Participant| p.custom_participant_id.as_deref() == Some(CUSTOM_ID);
        Ok(participants.into_iter().find(ours))
    }

    /// Whoever was there before may have another preset, with which we would be seen.
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

    /// Our participant as it was kept, if it was, and for the preset that is wanted now: another command
    /// may have given it another one.
    pub(super) fn kept(&self, meeting: &MeetingId) -> Option<Identity> {
        let kept = std::fs::read(self.token_file(meeting)).ok()?;
        let kept: Kept = serde_json::from_slice(&kept).ok()?;
        let is_wanted = match &self.host_preset {
            Some(name) => kept.preset_name == *name,
            None => kept.hidden,
        };
        let role = Role::Host {
            preset_name: kept.preset_name,
            hidden: kept.hidden,
        };
        is_wanted.then(|| Identity {
            socket: kept.socket.and_then(|url| Endpoint::socket(&url).ok()),
            ..Identity::host(kept.user_id, kept.token.into(), kept.view_type, role)
        })
    }

    /// Forgets where the socket is: it may be somewhere else now.
    pub(super) fn forget_socket(&self, meeting: &MeetingId, identity: &Identity) {
        if identity.socket.is_some() {
            let socket = None;
            self.keep(
                meeting,
                Identity {
                    socket,
                    ..identity.clone()
                },
            );
        }
    }

    /// Keeps our own participant. Where there is no room for it, the next command does without.
    fn keep(&self, meeting: &MeetingId, identity: Identity) -> Identity {
        let Role::Host {
            preset_name,
            hidden,
        } = &identity.role
        else {
            return identity;
        };
        let kept = Kept {
            user_id: identity.user_id.clone(),
            token: identity.token.expose_secret().to_owned(),
            view_type: identity.view_type,
            socket: identity.socket.as_ref().map(ToString::to_string),
            preset_name: preset_name.clone(),
            hidden: *hidden,
        };
        let kept = serde_json::to_vec(&kept).unwrap_or_default();
        if let Err(error) = write_atomically(&self.token_file(meeting), &kept) {
            tracing::debug!(%error, "the host token is not kept");
        }
        identity
    }

    /// One file for each platform, app and meeting, as there is one participant.
    fn token_file(&self, meeting: &MeetingId) -> PathBuf {
        let key = [&*self.scope, meeting.as_str()].join(" ");
        let name = Uuid::new_v5(&Uuid::NAMESPACE_URL, key.as_bytes());
        self.tokens.join(format!("host-{name}.json"))
    }
}

fn gone(user: &UserId) -> JoinError {
    JoinError::NoSuchParticipant(user.to_string())
}

/// Whether a token lives long enough to be used. One that does not say is tried.
fn is_good(token: &SecretString) -> bool {
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
