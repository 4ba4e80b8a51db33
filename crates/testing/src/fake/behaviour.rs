//! How a fake platform behaves.

use std::net::SocketAddr;

use protocol::signalling::message::Peer;
use serde_json::{Value, json};

use super::answer::Rule;
use super::fixtures::{asking, listening, on_stage, preset};

/// How the platform behaves; by default as well as it can, with Amara who asks, Bo on stage and Chen
/// who listens.
#[derive(Clone)]
pub struct Behaviour {
    /// Who is in the room.
    pub people: Vec<Peer>,
    /// Who may join, by the management API.
    pub registered: Vec<Value>,
    /// Which presets the management API has.
    pub presets: Vec<Value>,
    /// Answers of the management API other than the usual.
    pub rest: Vec<Rule>,
    /// What becomes of a new socket.
    pub socket: Socket,
    /// The number of the first participant token that the socket takes.
    pub takes_tokens_from: u32,
    /// What the room says to a participant who joins.
    pub join: Join,
    /// Whether the place of a participant whose connection is gone waits for them.
    pub awaits: bool,
    /// Whether the stage is kept for each peer, not for each user.
    pub by_peer: bool,
    /// What event 17 says.
    pub count: Count,
    /// What event 12 says.
    pub queue: Queue,
    /// What event 2 says.
    pub reading: Reading,
    /// What the room makes of an operation.
    pub acts: Acts,
    /// What event 43 says.
    pub stage_state: StageState,
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
pub enum Socket {
    /// It opens, and works.
    Opens,
    /// The connection is accepted, and nothing is ever said on it.
    NeverUpgrades,
    /// It is open, and nothing is ever said on it.
    SaysNothing,
    /// It is closed with a code as soon as it is open.
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
pub enum Join {
    /// They are off the stage.
    OffStage,
    /// They are put on the stage.
    OnStage,
    /// The peer is one that everybody sees.
    Shown,
    /// They are kept in the waiting room.
    Waitlisted,
    /// They are refused.
    Refused,
    /// The first connection breaks before its answer, and the room has not noticed.
    BreaksOnce,
}

/// What event 17 says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// The number of peers.
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
pub enum Queue {
    /// Who asks.
    Told,
    /// An answer without a payload.
    Bare,
    /// A refusal.
    Refused,
    /// Nothing.
    Silent,
}

/// What event 2 says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Every peer at once.
    Whole,
    /// So many peers at once.
    Pages(usize),
    /// Everybody at first, afterwards nobody.
    ForgetsEverybody,
    /// Everybody at first, afterwards refused.
    RefusedLater,
    /// Nothing.
    Silent,
    /// A refusal.
    Refused,
}

/// What the room makes of events 13, 14, 15, 16, 18 and 19.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acts {
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
    /// It does nothing, and says nothing.
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
pub enum StageState {
    /// Who stands where.
    Told,
    /// A refusal.
    Refused,
    /// Nothing.
    Silent,
}

/// An answer that is held back until other lines were logged, each as often as it is named. A program
/// that waits for the answer before it does the other is never answered.
#[derive(Clone, Copy)]
pub struct Hold {
    /// The line whose answer is held back.
    pub line: &'static str,
    /// The lines that release it.
    pub until: &'static [&'static str],
}
