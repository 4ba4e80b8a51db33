//! A meeting's room, with what every rule needs: statuses, permissions, recipients and replies.

use std::collections::{BTreeMap, HashMap};

use super::effects::{Delivery, Effects, Recipients};
use super::peers::{Peers, SocketPeer};
use super::request::Request;
use crate::media::IceAgent;
use crate::presets;
use crate::state::{Meeting, Participant};
use model::{MeetingId, PeerId, Permissions, StageStatus, UserId};
use protocol::rest::Preset;
use protocol::signalling::Frame;
use protocol::signalling::message::plugin_stores::StoreItem;

/// The plugin stores of a meeting, by plugin id and store name: their items by key. They are not saved.
pub(crate) type PluginStores = HashMap<(String, String), BTreeMap<String, StoreItem>>;

/// A meeting's room, borrowed for one event.
pub(crate) struct Room<'a> {
    /// The meeting's id.
    pub(crate) id: &'a MeetingId,
    /// The saved state of the meeting.
    pub(crate) meeting: &'a mut Meeting,
    /// The presets of the app.
    pub(crate) presets: &'a [Preset],
    /// The meeting's sockets.
    pub(crate) peers: &'a mut Peers,
    /// The meeting's plugin stores.
    pub(crate) plugin_stores: &'a mut PluginStores,
    /// The agent that answers media connections, if there is one.
    pub(crate) ice_agent: Option<&'a IceAgent>,
    /// What comes of the event.
    pub(crate) effects: Effects,
}

impl Room<'_> {
    /// The sockets that get a frame.
    pub(crate) fn recipients<'b>(
        &'b self,
        to: &'b Recipients,
    ) -> Box<dyn Iterator<Item = &'b PeerId> + 'b> {
        let joined = self.peers.iter().filter(|(_, peer)| peer.is_joined());
        match to {
            Recipients::One(one) => Box::new(self.peers.get_key_value(one).into_iter().map(id)),
            Recipients::User(user) => Box::new(self.sockets(user)),
            Recipients::Everyone => Box::new(joined.map(id)),
            Recipients::EveryoneExcept(one) => {
                Box::new(joined.map(id).filter(move |id| *id != one))
            }
            Recipients::Managers => {
                let manages = |user| self.permissions(user).manages_stage();
                Box::new(
                    joined
                        .filter(move |(_, peer)| manages(&peer.user_id))
                        .map(id),
                )
            }
            Recipients::WaitingRoomModerators => {
                let moderators =
                    joined.filter(|(_, peer)| self.moderates_waiting_room(&peer.user_id));
                Box::new(moderators.map(id))
            }
            Recipients::MediaExcept(server, one) => {
                let on_server = self
                    .peers
                    .iter()
                    .filter(|(_, peer)| peer.media == Some(*server));
                Box::new(on_server.map(id).filter(move |id| *id != one))
            }
        }
    }

    pub(super) fn status(&self, user: &UserId) -> StageStatus {
        let participant = self.meeting.participants.get(user);
        participant.map_or(StageStatus::OffStage, |p| p.stage_status)
    }

    pub(super) fn permissions(&self, user: &UserId) -> Permissions {
        let preset = self.preset_of(user);
        preset.map(Permissions::from).unwrap_or_default()
    }

    /// Whether a participant may answer waiting requests.
    pub(super) fn moderates_waiting_room(&self, user: &UserId) -> bool {
        let preset = self.preset_of(user);
        preset.is_some_and(|p| p.permissions.accept_waiting_requests == Some(true))
    }

    pub(super) fn preset_of(&self, user: &UserId) -> Option<&Preset> {
        self.preset(self.meeting.participants.get(user)?)
    }

    pub(super) fn preset(&self, participant: &Participant) -> Option<&Preset> {
        presets::find(self.presets, &participant.preset_name)
    }

    /// Sends a frame to the requester, as the reply to its request.
    pub(super) fn reply(&mut self, request: &Request<'_>, frame: Frame) {
        let frame = Frame {
            id: request.frame.id.clone(),
            ..frame
        };
        self.send(Recipients::One(request.from.clone()), frame);
    }

    pub(super) fn send(&mut self, to: Recipients, frame: Frame) {
        self.effects.deliveries.push(Delivery { to, frame });
    }
}

fn id<'a>((id, _): (&'a PeerId, &SocketPeer)) -> &'a PeerId {
    id
}
