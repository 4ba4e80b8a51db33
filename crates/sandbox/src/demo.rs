//! A new sandbox and its demo meeting. Ids and names are the same in every sandbox, so that the
//! documentation holds everywhere.

use jiff::Timestamp;
use uuid::Uuid;

use crate::ids::DEMO;
use crate::presets::{self, Role, View};
use crate::state::{Attendee, GrantReaction, Meeting, Participant, SavedState, Session, VERSION};
use model::{StageStatus, UserId};
use protocol::signalling::SIMULATED;

/// What the demo meeting of a new sandbox begins with: its view, and an audience beside the usual attendees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DemoOptions {
    /// The view of its meetings.
    pub view: View,
    /// The number of additional viewers.
    pub viewers: u32,
    /// How many of the additional viewers request the stage.
    pub requests: u32,
}

struct DemoAttendee {
    user_id: &'static str,
    custom_id: &'static str,
    name: &'static str,
    role: Role,
    status: StageStatus,
    connections: u8,
    reaction: GrantReaction,
}

const VIEWER: DemoAttendee = DemoAttendee {
    user_id: "",
    custom_id: "",
    name: "",
    role: Role::Viewer,
    status: StageStatus::OffStage,
    connections: 1,
    reaction: GrantReaction::Comes,
};

/// In the order in which they joined, and in which those with a request made it.
const ATTENDEES: [DemoAttendee; 12] = [
    DemoAttendee {
        user_id: "3c7e1f20-5d84-4b6a-9f13-0a2b4c6d8e01",
        custom_id: "crew-1",
        name: "Hana Nováková",
        role: Role::Presenter,
        status: StageStatus::OnStage,
        ..VIEWER
    },
    DemoAttendee {
        user_id: "b81d5a42-7c90-4e3f-8a26-1b3c5d7e9f02",
        custom_id: "panel-1",
        name: "Mateus Oliveira",
        role: Role::Panelist,
        status: StageStatus::OnStage,
        ..VIEWER
    },
    DemoAttendee {
        user_id: "5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03",
        custom_id: "guest-101",
        name: "Amara Okafor",
        status: StageStatus::Requested,
        ..VIEWER
    },
    DemoAttendee {
        user_id: "e90b3d86-4a51-4f72-8c6b-3d5e7f901b04",
        custom_id: "guest-102",
        name: "王小明",
        status: StageStatus::Requested,
        ..VIEWER
    },
    DemoAttendee {
        user_id: "27c4e1a8-6b73-4096-9d8e-4e6f80a12c05",
        custom_id: "guest-103",
        name: "Dev Patel",
        status: StageStatus::Requested,
        connections: 2,
        ..VIEWER
    },
    DemoAttendee {
        user_id: "9d16f3ca-8c95-41b8-aea1-5f7091b23d06",
        custom_id: "guest-104",
        name: "ليلى حداد",
        status: StageStatus::Requested,
        reaction: GrantReaction::Waits,
        ..VIEWER
    },
    DemoAttendee {
        user_id: "74e805ec-aeb7-43da-bfc4-6081a2c34e07",
        custom_id: "guest-105",
        name: "Олена Шевченко",
        status: StageStatus::Requested,
        reaction: GrantReaction::Declines,
        ..VIEWER
    },
    DemoAttendee {
        user_id: "c25a170e-c0d9-45fc-8fe7-7192b3d45f08",
        custom_id: "guest-106",
        name: "Zoë Ångström",
        ..VIEWER
    },
    DemoAttendee {
        user_id: "08bc2930-e2fb-471e-90fa-82a3c4e56009",
        custom_id: "guest-107",
        name: "佐藤さくら",
        ..VIEWER
    },
    DemoAttendee {
        user_id: "f6de3b52-041d-4930-a11d-93b4d5f6710a",
        custom_id: "guest-108",
        name: "Priya Raman",
        ..VIEWER
    },
    DemoAttendee {
        user_id: "41f04d74-263f-4b52-8230-a4c5e607820b",
        custom_id: "crew-2",
        name: "Producer (hidden)",
        role: Role::Observer,
        ..VIEWER
    },
    DemoAttendee {
        user_id: "8a125f96-4851-4d74-9353-b5d6f718930c",
        custom_id: "recorder-1",
        name: "Recorder",
        role: Role::Recorder,
        ..VIEWER
    },
];

impl SavedState {
    /// The state of a new sandbox, with new secrets.
    #[must_use]
    pub fn new(now: Timestamp, options: DemoOptions) -> Self {
        Self {
            version: VERSION,
            api_token: secret(),
            token_key: secret(),
            presets: presets::all(options.view),
            meetings: [(DEMO.into(), meeting(now, options))].into(),
        }
    }
}

/// 244 random bits.
fn secret() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

/// The demo meeting, live.
pub(crate) fn meeting(now: Timestamp, options: DemoOptions) -> Meeting {
    let mut meeting = Meeting::new("Demo: town hall".to_owned(), now);
    meeting.session = Some(Session {
        id: id("session").into(),
        started_at: now,
    });
    for attendee in &ATTENDEES {
        add(
            &mut meeting,
            attendee.user_id.into(),
            participant(attendee, attendee.user_id, options.view, now),
        );
    }
    for number in 1..=options.viewers {
        let viewer = DemoAttendee {
            status: if number <= options.requests {
                StageStatus::Requested
            } else {
                StageStatus::OffStage
            },
            ..VIEWER
        };
        let custom_id = format!("viewer-{number}");
        let user = UserId::from(id(&custom_id));
        let mut viewer = participant(&viewer, user.as_str(), options.view, now);
        viewer.name = format!("Viewer {number}");
        viewer.custom_participant_id = custom_id;
        add(&mut meeting, user, viewer);
    }
    meeting
}

fn add(meeting: &mut Meeting, user: UserId, participant: Participant) {
    if participant.stage_status == StageStatus::Requested {
        meeting.queue.push(user.clone());
    }
    meeting.participants.insert(user, participant);
}

fn participant(attendee: &DemoAttendee, user: &str, view: View, now: Timestamp) -> Participant {
    let is_seen = !matches!(attendee.role, Role::Observer | Role::Recorder);
    Participant {
        name: attendee.name.to_owned(),
        custom_participant_id: attendee.custom_id.to_owned(),
        preset_name: view.preset(attendee.role),
        created_at: now,
        // Without a stage, every attendee is seen and heard.
        stage_status: if is_seen && !view.has_stage() {
            StageStatus::OnStage
        } else {
            attendee.status
        },
        absent_since: None,
        was_let_in: false,
        attendee: Some(Attendee {
            peer_ids: peer_ids(user, attendee.connections),
            reaction: attendee.reaction,
        }),
    }
}

fn peer_ids(user: &str, connections: u8) -> Vec<model::PeerId> {
    let ids = (1..=connections).map(|n| format!("{SIMULATED}{}-{n}", &user[..8]).into());
    ids.collect()
}

/// An id that is the same in every sandbox.
fn id(name: &str) -> String {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()).to_string()
}
