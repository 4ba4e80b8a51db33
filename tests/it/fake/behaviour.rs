//! How the platform behaves.

use std::net::SocketAddr;

use protocol::signalling::message::{Peer, PeerFlags, StageType};
use serde_json::{Value, json};

/// How the platform behaves; by default as well as it can, with Amara who asks, Bo on stage and Chen
/// who listens.
#[derive(Clone)]
pub(crate) struct Behaviour {
    /// Who is in the room.
    pub(crate) people: Vec<Peer>,
    /// Who may join, by the management API.
    pub(crate) registered: Vec<Value>,
    pub(crate) presets: Vec<Value>,
    /// Answers of the management API other than the usual.
    pub(crate) rest: Vec<Rule>,
    pub(crate) socket: Socket,
    /// The number of the first participant token that the socket takes.
    pub(crate) takes_tokens_from: u32,
    pub(crate) join: Join,
    /// Whether the place of a participant whose connection is gone waits for them.
    pub(crate) awaits: bool,
    /// Whether the stage is kept for each peer, not for each user.
    pub(crate) by_peer: bool,
    pub(crate) count: Count,
    pub(crate) queue: Queue,
    pub(crate) reading: Reading,
    pub(crate) acts: Acts,
    pub(crate) stage_state: StageState,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            people: vec![asking("amara"), on_stage("bo"), listening("chen")],
            registered: vec![json!({"id": "u-dara", "name": "dara"})],
            presets: vec![
                preset("host", true, true, "WEBINAR"),
                preset("presenter", false, true, "WEBINAR"),
                preset("viewer", false, false, "WEBINAR"),
            ],
            rest: Vec::new(),
            socket: Socket::Opens,
            takes_tokens_from: 1,
            join: Join::OffStage,
            awaits: false,
            by_peer: false,
            count: Count::Told,
            queue: Queue::Told,
            reading: Reading::Whole,
            acts: Acts::Broadcast,
            stage_state: StageState::Told,
        }
    }
}

/// What becomes of a new socket.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Socket {
    Opens,
    /// The connection is accepted, and nothing is ever said on it.
    NeverUpgrades,
    /// It is open, and nothing is ever said on it.
    SaysNothing,
    Closes(u16),
    /// What is no frame is sent on it.
    Garbage,
    /// It is refused with an HTTP status.
    Refused(u16),
    /// It is said to be elsewhere.
    Elsewhere(SocketAddr),
}

/// What the room says to somebody who joins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Join {
    OffStage,
    OnStage,
    /// The peer is one that everybody sees.
    Shown,
    Waitlisted,
    Refused,
    /// The first connection breaks before its answer, and the room has not noticed.
    BreaksOnce,
}

/// What event 17 says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    Told,
    /// More than event 2 ever tells of.
    More,
    /// The same, and only after the first answer to event 2.
    MoreLate,
    /// Nothing.
    Silent,
}

/// What event 12 says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Queue {
    Told,
    /// An answer without a payload.
    Bare,
    Refused,
    Silent,
}

/// What event 2 says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    Whole,
    /// So many peers at once.
    Pages(usize),
    /// Everybody at first, afterwards nobody.
    ForgetsEverybody,
    /// Everybody at first, afterwards refused.
    RefusedLater,
    Silent,
    Refused,
}

/// What the room makes of events 13, 14, 15, 16, 18 and 19.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Acts {
    /// It takes effect; everybody is told, a frame for each peer. Nobody is answered.
    Broadcast,
    /// The same, a frame for each user that names no peer.
    BroadcastByUser,
    /// It takes effect, and whoever did it is told by its request's id; nobody else is.
    AnswerById,
    /// The same, in a frame that names nobody.
    AnswerByIdAlone,
    /// The same among frames that nobody knows.
    BroadcastAmongNoise,
    /// It takes effect and is answered; nobody is told.
    AnswerOnly,
    /// It is answered, and does not take effect.
    AnswerFalsely,
    Nothing,
    /// It is refused, in the room's own words.
    Refuse,
    /// It is refused, in the words of media.
    RefuseAsMedia,
    /// It is refused, and takes effect.
    RefuseFalsely,
    /// Those concerned leave.
    TheyLeave,
    /// The socket breaks.
    Cut,
    /// It takes effect, and the socket breaks.
    CutAfterwards,
    /// It takes effect, everybody is told, and the socket breaks.
    BroadcastAndCut,
}

/// What event 43 says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum StageState {
    Told,
    Refused,
    Silent,
}

/// An answer that is held back until other lines were logged, each as often as it is named. A program
/// that waits for the answer before it does the other is never answered.
#[derive(Clone, Copy)]
pub(crate) struct Hold {
    pub(crate) line: &'static str,
    pub(crate) until: &'static [&'static str],
}

/// What the management API answers to some call, so many times.
#[derive(Clone)]
pub(crate) struct Rule {
    /// As it is logged, such as `GET /meetings`.
    pub(crate) call: &'static str,
    pub(crate) times: usize,
    /// `None`: never anything.
    pub(crate) answer: Option<Answer>,
}

/// An answer of the management API.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<u32>,
    pub(crate) location: Option<String>,
    pub(crate) body: String,
}

impl Rule {
    pub(crate) fn always(call: &'static str, answer: Answer) -> Self {
        Self {
            times: usize::MAX,
            ..Self::once(call, answer)
        }
    }

    pub(crate) fn once(call: &'static str, answer: Answer) -> Self {
        Self {
            call,
            times: 1,
            answer: Some(answer),
        }
    }

    pub(crate) fn silent(call: &'static str) -> Self {
        Self {
            call,
            times: usize::MAX,
            answer: None,
        }
    }
}

impl Answer {
    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self {
            status,
            retry_after: None,
            location: None,
            body: body.to_owned(),
        }
    }

    pub(crate) fn data(data: &Value) -> Self {
        Self::text(200, &json!({"success": true, "data": data}).to_string())
    }

    /// A list that has one page.
    pub(crate) fn page(items: &[Value]) -> Self {
        let count = items.len();
        let paging = json!({"total_count": count, "start_offset": 1, "end_offset": count});
        let body = json!({"success": true, "data": items, "paging": paging});
        Self::text(200, &body.to_string())
    }

    /// An error of the service itself.
    pub(crate) fn error(status: u16, message: &str) -> Self {
        let error = json!({"code": status, "message": message});
        Self::text(
            status,
            &json!({"success": false, "error": error}).to_string(),
        )
    }

    /// An error of the gateway before it.
    pub(crate) fn gateway_error(status: u16, code: u32, message: &str) -> Self {
        let errors = json!([{"code": code, "message": message}]);
        let body = json!({"success": false, "errors": errors, "messages": [], "result": null});
        Self::text(status, &body.to_string())
    }

    /// What is asked for is elsewhere.
    pub(crate) fn redirect(location: &str) -> Self {
        Self {
            location: Some(location.to_owned()),
            ..Self::text(302, "")
        }
    }

    pub(crate) fn retry_after(self, seconds: u32) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }
}

pub(crate) fn asking(name: &str) -> Peer {
    peer(name, StageType::RequestedStage)
}

pub(crate) fn accepted(name: &str) -> Peer {
    peer(name, StageType::ApprovedStage)
}

pub(crate) fn on_stage(name: &str) -> Peer {
    peer(name, StageType::OnStage)
}

/// Somebody off the stage, of whom the platform says as little as it may.
pub(crate) fn listening(name: &str) -> Peer {
    Peer {
        stage_type: None,
        flags: None,
        ..peer(name, StageType::OffStage)
    }
}

/// Somebody of whom nobody is to know.
pub(crate) fn hidden(name: &str) -> Peer {
    let flags = PeerFlags {
        hidden_participant: true,
        ..PeerFlags::default()
    };
    Peer {
        flags: Some(flags),
        ..listening(name)
    }
}

fn peer(name: &str, stage_type: StageType) -> Peer {
    Peer {
        peer_id: format!("p-{name}"),
        user_id: format!("u-{name}"),
        display_name: name.to_owned(),
        stage_type: Some(stage_type.into()),
        flags: Some(PeerFlags {
            preset_name: "viewer".to_owned(),
            ..PeerFlags::default()
        }),
        ..Peer::default()
    }
}

/// Somebody who may join.
pub(crate) fn registered(name: &str, preset_name: &str) -> Value {
    json!({
        "id": format!("u-{name}"),
        "name": name,
        "custom_participant_id": name,
        "preset_name": preset_name,
    })
}

/// The preset of somebody who may come on stage so.
pub(crate) fn with_access(name: &str, access: &str, view_type: &str, stage_enabled: bool) -> Value {
    json!({
        "id": format!("preset-{name}"),
        "name": name,
        "config": {"view_type": view_type},
        "permissions": {"stage_enabled": stage_enabled, "stage_access": access},
    })
}

pub(crate) fn preset(name: &str, hidden: bool, accepts: bool, view_type: &str) -> Value {
    json!({
        "id": format!("preset-{name}"),
        "name": name,
        "config": {"view_type": view_type},
        "permissions": {
            "hidden_participant": hidden,
            "accept_stage_requests": accepts,
            "can_do_what_nobody_knows_yet": "SOMETIMES",
        },
    })
}
