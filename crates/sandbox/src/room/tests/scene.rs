//! A room for the tests, and what its sockets are sent.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::demo::{self, DemoOptions};
use crate::presets::{self, Role, View};
use crate::room::{Disconnect, Effects, Peers, PluginStores, Room, SocketPeer};
use crate::state::{Meeting, Participant};
use model::{MeetingId, Roster, StageEvent, StageStatus};
use protocol::rest::Preset;
use protocol::signalling::message::StageUsers;
use protocol::signalling::{Event, Frame};

pub(super) const AMARA: &str = "5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03";

/// The demo meeting with sockets of a host, a panelist and a viewer.
pub(super) struct Scene {
    id: MeetingId,
    pub(super) meeting: Meeting,
    pub(super) presets: Vec<Preset>,
    pub(super) peers: Peers,
    plugin_stores: PluginStores,
}

impl Scene {
    pub(super) fn new() -> Self {
        let now = Timestamp::UNIX_EPOCH;
        let mut scene = Self {
            id: "demo".into(),
            meeting: demo::meeting(now, DemoOptions::default()),
            presets: presets::all(View::Webinar),
            peers: Peers::default(),
            plugin_stores: PluginStores::new(),
        };
        for (name, role) in [
            ("host", Role::Host),
            ("panelist", Role::Panelist),
            ("viewer", Role::Viewer),
        ] {
            scene.add(name, &View::Webinar.preset(role));
            let peer = SocketPeer::new(name.into(), false);
            scene.peers.insert(format!("{name}-peer").into(), peer);
            scene.send(name, &Frame::bare(Event::JoinRoom));
        }
        scene
    }

    /// Adds a participant.
    pub(super) fn add(&mut self, name: &str, preset_name: &str) {
        let participant = Participant {
            name: name.to_owned(),
            custom_participant_id: name.to_owned(),
            preset_name: preset_name.to_owned(),
            created_at: Timestamp::UNIX_EPOCH,
            stage_status: StageStatus::OffStage,
            absent_since: None,
            was_let_in: false,
            attendee: None,
        };
        self.meeting.participants.insert(name.into(), participant);
    }

    pub(super) fn room(&mut self) -> Room<'_> {
        Room {
            id: &self.id,
            meeting: &mut self.meeting,
            presets: &self.presets,
            peers: &mut self.peers,
            plugin_stores: &mut self.plugin_stores,
            ice_agent: None,
            effects: Effects::default(),
        }
    }

    /// Sends a frame from the socket of a participant; the frames that each socket gets.
    pub(super) fn send(&mut self, from: &str, frame: &Frame) -> BTreeMap<String, Vec<Frame>> {
        let request = frame.clone().with_id("request");
        let peer_id = format!("{from}-peer").into();
        self.run(|room| room.handle(&peer_id, &request, Timestamp::UNIX_EPOCH))
    }

    /// Opens a socket of a participant, and joins.
    pub(super) fn enter(&mut self, user: &str) -> BTreeMap<String, Vec<Frame>> {
        let peer = SocketPeer::new(user.into(), false);
        self.peers.insert(format!("{user}-peer").into(), peer);
        self.send(user, &Frame::bare(Event::JoinRoom))
    }

    /// Ends the socket of a participant.
    pub(super) fn disconnect(
        &mut self,
        user: &str,
        how: Disconnect,
        now: Timestamp,
    ) -> BTreeMap<String, Vec<Frame>> {
        let peer_id = format!("{user}-peer").into();
        self.run(|room| room.leave(&peer_id, how, now))
    }

    /// Runs an event; the frames that each socket gets.
    pub(super) fn run(
        &mut self,
        event: impl FnOnce(&mut Room<'_>),
    ) -> BTreeMap<String, Vec<Frame>> {
        let mut room = self.room();
        event(&mut room);
        let deliveries = std::mem::take(&mut room.effects.deliveries);
        let mut received: BTreeMap<String, Vec<Frame>> = BTreeMap::new();
        for delivery in deliveries {
            for peer in room.recipients(&delivery.to) {
                let frames = received.entry(peer.to_string()).or_default();
                frames.push(delivery.frame.clone());
            }
        }
        received
    }

    /// The roster of the room.
    pub(super) fn roster(&mut self) -> Vec<model::Participant> {
        let peers = self.room().all_peers().into_iter().map(model::Peer::from);
        let mut roster = Roster::default();
        roster.apply(StageEvent::Snapshot(peers.collect()));
        roster.participants().collect()
    }

    pub(super) fn status(&self, user: &str) -> StageStatus {
        self.meeting.participants[user].stage_status
    }
}

pub(super) fn about(event: Event, users: &[&str]) -> Frame {
    let user_ids = users.iter().map(ToString::to_string).collect();
    Frame::with(event, &StageUsers { user_ids })
}

pub(super) fn events(frames: &[Frame]) -> Vec<(Event, bool)> {
    frames
        .iter()
        .map(|frame| (frame.event(), frame.id.is_some()))
        .collect()
}

pub(super) fn peers(roster: &[model::Participant], user: &str) -> Vec<String> {
    let participant = roster.iter().find(|p| p.user_id.as_str() == user);
    let peer_ids = participant.into_iter().flat_map(|p| &p.peer_ids);
    peer_ids.map(ToString::to_string).collect()
}
