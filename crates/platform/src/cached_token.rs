//! The host's token, cached between commands: a meeting's list of participants does not grow with
//! every command.

use std::path::PathBuf;

use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::identity::{Identity, Role};
use crate::platform::Platform;
use model::{MeetingId, UserId, ViewType};
use net::Endpoint;
use net::file::write_atomically;

/// The host's participant as it is in its file: secret, hence no `Debug`.
#[derive(Serialize, Deserialize)]
struct CachedToken {
    user_id: UserId,
    token: String,
    view_type: Option<ViewType>,
    /// The address of its socket, if the platform told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    socket: Option<String>,
    preset_name: String,
    hidden: bool,
}

impl Platform {
    /// The cached identity of the host, if there is one for the preset that is wanted now: another
    /// command may have given the host another one.
    pub(crate) fn cached_identity(&self, meeting: &MeetingId) -> Option<Identity> {
        let cached = std::fs::read(self.token_file(meeting)).ok()?;
        let cached: CachedToken = serde_json::from_slice(&cached).ok()?;
        let is_wanted = match &self.host_preset {
            Some(name) => cached.preset_name == *name,
            None => cached.hidden,
        };
        let role = Role::Host {
            preset_name: cached.preset_name,
            hidden: cached.hidden,
        };
        is_wanted.then(|| Identity {
            socket: cached.socket.and_then(|url| Endpoint::socket(&url).ok()),
            ..Identity::host(cached.user_id, cached.token.into(), cached.view_type, role)
        })
    }

    /// Caches the identity of the host. Where it cannot be written, the next command does without.
    pub(crate) fn cache(&self, meeting: &MeetingId, identity: Identity) -> Identity {
        let Role::Host {
            preset_name,
            hidden,
        } = &identity.role
        else {
            return identity;
        };
        let cached = CachedToken {
            user_id: identity.user_id.clone(),
            token: identity.token.expose_secret().to_owned(),
            view_type: identity.view_type,
            socket: identity.socket.as_ref().map(ToString::to_string),
            preset_name: preset_name.clone(),
            hidden: *hidden,
        };
        let cached = serde_json::to_vec(&cached).unwrap_or_default();
        if let Err(error) = write_atomically(&self.token_file(meeting), &cached) {
            tracing::debug!(%error, "the host token is not kept");
        }
        identity
    }

    /// Removes the socket's address from the cache: the socket may be elsewhere by now.
    pub(crate) fn forget_socket(&self, meeting: &MeetingId, identity: &Identity) {
        if identity.socket.is_some() {
            let identity = Identity {
                socket: None,
                ..identity.clone()
            };
            self.cache(meeting, identity);
        }
    }

    /// One file for each platform, app and meeting, as there is one host participant for each.
    fn token_file(&self, meeting: &MeetingId) -> PathBuf {
        let key = [&*self.token_scope, meeting.as_str()].join(" ");
        let name = Uuid::new_v5(&Uuid::NAMESPACE_URL, key.as_bytes());
        self.tokens.join(format!("host-{name}.json"))
    }
}
