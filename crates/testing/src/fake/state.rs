//! What the fake platform's REST calls and sockets share: the room, the tokens, the log.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use protocol::signalling::Frame;
use protocol::signalling::message::{Peer, StageType};
use serde_json::Value;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use super::answer::Rule;
use super::behaviour::{Acts, Behaviour, Hold};
use super::names::{PARTICIPANT_TOKEN, SESSION};
use super::round_trips::Trips;

/// How long a test waits for something that must happen.
pub(super) const BOUND: Duration = Duration::from_secs(20);

/// What its calls and sockets share.
pub(super) struct Inner {
    pub(super) behaviour: Behaviour,
    /// What it makes of the next operations, each of them once.
    pub(super) next_acts: Mutex<VecDeque<Acts>>,
    pub(super) rules: Mutex<Vec<Rule>>,
    /// What is held back, and how long the log was when that was said.
    pub(super) holds: Mutex<(usize, Vec<Hold>)>,
    pub(super) trips: Arc<Trips>,
    pub(super) session: Mutex<Option<String>>,
    pub(super) room: Mutex<Vec<Peer>>,
    /// Whose status changed to what by an operation, in order.
    pub(super) changes: Mutex<Vec<(String, StageType)>>,
    pub(super) registered: Mutex<Vec<Value>>,
    /// Where those stood who are gone and awaited, by user.
    pub(super) awaited: Mutex<HashMap<String, Option<i32>>>,
    pub(super) own_peer: Mutex<String>,
    pub(super) sockets: Mutex<Vec<mpsc::UnboundedSender<Say>>>,
    /// Whose the tokens are that were given out; they are numbered from 1.
    pub(super) tokens: Mutex<Vec<String>>,
    pub(super) takes_tokens_from: Mutex<u32>,
    pub(super) log: watch::Sender<Vec<String>>,
}

/// What is said on a socket.
#[derive(Clone)]
pub(super) enum Say {
    Frame(Frame),
    Text(&'static str),
    Garbage,
    Close(u16),
    /// The connection breaks.
    Cut,
}

impl Inner {
    pub(super) fn new(behaviour: Behaviour) -> Self {
        Self {
            next_acts: Mutex::default(),
            rules: Mutex::new(behaviour.rest.clone()),
            holds: Mutex::default(),
            trips: Arc::default(),
            session: Mutex::new(Some(SESSION.to_owned())),
            room: Mutex::new(behaviour.people.clone()),
            changes: Mutex::default(),
            registered: Mutex::new(behaviour.registered.clone()),
            awaited: Mutex::default(),
            own_peer: Mutex::default(),
            sockets: Mutex::default(),
            tokens: Mutex::default(),
            takes_tokens_from: Mutex::new(behaviour.takes_tokens_from),
            log: watch::Sender::new(Vec::new()),
            behaviour,
        }
    }

    pub(super) fn note(&self, line: impl Into<String>) {
        self.log.send_modify(|log| log.push(line.into()));
    }

    /// Whether the answer to a line need not be held back any longer.
    pub(super) fn may_answer(&self, log: &[String], line: &str) -> bool {
        let (since, holds) = &*self.holds.lock().unwrap();
        let mut holds = holds.iter().filter(|hold| hold.line == line);
        holds.all(|Hold { until, .. }| {
            let mut others = until.iter();
            others.all(|other| {
                let times = until.iter().filter(|it| *it == other).count();
                count(&log[*since..], other) >= times
            })
        })
    }

    /// Waits until the answer to a line need not be held back any longer, and says whether that
    /// came to be.
    pub(super) async fn answerable(&self, line: &str) -> bool {
        let mut log = self.log.subscribe();
        let released = log.wait_for(|log| self.may_answer(log, line));
        timeout(BOUND, released).await.is_ok()
    }

    /// Says something on every socket, and how many those are.
    pub(super) fn say(&self, what: &Say) -> usize {
        let mut sockets = self.sockets.lock().unwrap();
        sockets.retain(|socket| socket.send(what.clone()).is_ok());
        sockets.len()
    }

    pub(super) fn new_token(&self, user: &str) -> String {
        let mut tokens = self.tokens.lock().unwrap();
        tokens.push(user.to_owned());
        format!("{PARTICIPANT_TOKEN}{}", tokens.len())
    }

    /// Whose a token is.
    pub(super) fn user(&self, number: u32) -> Option<String> {
        let tokens = self.tokens.lock().unwrap();
        let at = usize::try_from(number).ok()?.checked_sub(1)?;
        tokens.get(at).cloned()
    }
}

/// Where a peer stands; whoever says nothing is off the stage.
pub(super) fn stands(peer: &Peer) -> StageType {
    match StageType::try_from(peer.stage_type.unwrap_or_default()) {
        Ok(StageType::Unspecified) | Err(_) => StageType::OffStage,
        Ok(stage_type) => stage_type,
    }
}

pub(super) fn count(log: &[String], line: &str) -> usize {
    log.iter().filter(|logged| *logged == line).count()
}
