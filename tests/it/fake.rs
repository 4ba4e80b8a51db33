//! A platform for tests that does as it is told: it serves the management API and the socket as well
//! or as badly as its [`Behaviour`] says, and logs every call and every frame. It shares nothing with
//! the program but the types of the messages.

mod behaviour;
mod raw;
mod rest;
mod socket;
mod trips;

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use api;
use axum::Router;
use axum::routing::get;
use net::Endpoint;
use platform::Account;
use platform::Credentials;
use platform::Platform;
use platform::Signalling;
use protocol::signalling::message::{Peer, PeerInfoResponse, PeerStatusUpdate, StageType};
use protocol::signalling::{Event, Frame, close, ping};
use serde_json::Value;
use tokio::runtime;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;

use crate::support::Home;
pub(crate) use behaviour::{
    Acts, Answer, Behaviour, Count, Hold, Join, Queue, Reading, Rule, Socket, StageState, accepted,
    asking, hidden, listening, on_stage, preset, registered, with_access,
};
pub(crate) use raw::Raw;
use socket::Say;
use trips::{Depth, Door, Trips};

/// The meeting that is live.
pub(crate) const MEETING: &str = "m-1";
/// A meeting in which nobody is.
pub(crate) const IDLE: &str = "m-idle";
/// The session of the live meeting, unless a test says otherwise.
pub(crate) const SESSION: &str = "s-1";
/// The user id that our own participant is given.
pub(crate) const OWN: &str = "u-host";
/// The secret of the management API.
pub(crate) const API_TOKEN: &str = "api-token-c0ffee";
/// The organization on Dyte; its API key is the same secret.
pub(crate) const ORG: &str = "org";
/// How every participant token begins; a number follows.
pub(crate) const PARTICIPANT_TOKEN: &str = "participant-token-";

/// A connection that is made ahead, as it is logged.
pub(crate) const AHEAD: &str = "HEAD /";
/// How a participant asks where the socket is, as it is logged.
pub(crate) const DETAILS: &str = "GET /internals/participant-details";
/// The answer to Amara's grant, held back until whoever granted answers a ping.
pub(crate) const GRANT_UNTIL_PING: Hold = Hold {
    line: "room.grantStageAccess u-amara",
    until: &["text 3"],
};

/// How long a test waits for something that must happen.
const BOUND: Duration = Duration::from_secs(20);

/// A platform that is being served. It is gone when it is dropped.
pub(crate) struct Fake {
    inner: Arc<Inner>,
    /// It has as many addresses as a platform has hosts: for customers, for participants and for
    /// sockets. All of them serve everything.
    addresses: [SocketAddr; 3],
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What its calls and sockets share.
struct Inner {
    behaviour: Behaviour,
    /// What it makes of the next operations, each of them once.
    next_acts: Mutex<VecDeque<Acts>>,
    rules: Mutex<Vec<Rule>>,
    /// What is held back, and how long the log was when that was said.
    holds: Mutex<(usize, Vec<Hold>)>,
    trips: Trips,
    session: Mutex<Option<String>>,
    room: Mutex<Vec<Peer>>,
    /// Whose status changed to what by an operation, in order.
    changes: Mutex<Vec<(String, StageType)>>,
    registered: Mutex<Vec<Value>>,
    /// Where those stood who are gone and awaited, by user.
    awaited: Mutex<HashMap<String, Option<i32>>>,
    own_peer: Mutex<String>,
    sockets: Mutex<Vec<mpsc::UnboundedSender<Say>>>,
    /// Whose the tokens are that were given out; they are numbered from 1.
    tokens: Mutex<Vec<String>>,
    takes_tokens_from: Mutex<u32>,
    log: watch::Sender<Vec<String>>,
}

impl Fake {
    pub(crate) fn new(behaviour: Behaviour) -> Self {
        let inner = Arc::new(Inner {
            next_acts: Mutex::default(),
            rules: Mutex::new(behaviour.rest.clone()),
            holds: Mutex::default(),
            trips: Trips::default(),
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
        });
        let listeners = [(); 3].map(|()| {
            let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            listener.set_nonblocking(true).unwrap();
            listener
        });
        let addresses = listeners.each_ref().map(|it| it.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel();
        let router = Router::new()
            .route("/ws", get(socket::open))
            .fallback(rest::answer)
            .with_state(inner.clone())
            .into_make_service_with_connect_info::<Depth>();
        let doors = inner.clone();
        let thread = std::thread::spawn(move || {
            // What still runs when the test is over ends with the runtime.
            here(async {
                let [customers, participants, sockets] = listeners.map(|listener| {
                    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                    let inner = doors.clone();
                    axum::serve(Door { listener, inner }, router.clone())
                });
                tokio::select! {
                    served = customers => served.unwrap(),
                    served = participants => served.unwrap(),
                    served = sockets => served.unwrap(),
                    _ = stopped => {}
                }
            });
        });
        Self {
            inner,
            addresses,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    pub(crate) fn api_url(&self) -> String {
        format!("http://{}/client/v4", self.addresses[0])
    }

    pub(crate) fn signalling_url(&self) -> String {
        format!("ws://{}/ws", self.addresses[0])
    }

    /// A user whose home is configured for this platform, and for the live meeting.
    pub(crate) fn home(&self) -> Home {
        self.home_without_meeting()
            .with("DYTE_STAGE_MEETING", MEETING)
    }

    /// The same, for no meeting.
    pub(crate) fn home_without_meeting(&self) -> Home {
        home(&self.api_url(), &self.signalling_url())
    }

    /// A user whose home is configured for this platform as Dyte, which is asked where the socket is.
    pub(crate) fn dyte_home(&self) -> Home {
        let [address, ..] = self.addresses;
        Home::new()
            .with("DYTE_STAGE_PLATFORM", "dyte")
            .with("DYTE_STAGE_ORG_ID", ORG)
            .with("DYTE_STAGE_API_KEY", API_TOKEN)
            .with("DYTE_STAGE_MEETING", MEETING)
            .with(
                "DYTE_STAGE_API_URL",
                &format!("http://api.localhost:{}/v2", address.port()),
            )
    }

    /// The platform as the program sees it; it keeps its tokens in a folder.
    pub(crate) fn platform(&self, tokens: &Path) -> Arc<Platform> {
        platform(&self.api_url(), &self.signalling_url(), tokens)
    }

    /// The same as a sandbox, whose attendees may be simulated, for one who shares it with nobody.
    pub(crate) fn as_sandbox(&self, tokens: &Path) -> Platform {
        let signalling = Signalling::At(Endpoint::socket(&self.signalling_url()).unwrap());
        platform_with(api::Platform::Sandbox, &self.api_url(), signalling, tokens)
    }

    /// The same, where nobody set the socket's address.
    pub(crate) fn told_platform(&self, tokens: &Path) -> Arc<Platform> {
        let [address, ..] = self.addresses;
        told_platform(
            &self.api_url(),
            &told_at(address),
            &self.signalling_url(),
            tokens,
        )
    }

    /// The same, where customers, participants and sockets have hosts of their own.
    pub(crate) fn told_platform_on_three_hosts(&self, tokens: &Path) -> Arc<Platform> {
        let [_, participants, sockets] = self.addresses;
        let usual = format!("ws://{sockets}/ws");
        told_platform(&self.api_url(), &told_at(participants), &usual, tokens)
    }

    /// Holds answers back from now on, and no others.
    pub(crate) fn set_holds(&self, holds: &[Hold]) {
        let since = self.inner.log.borrow().len();
        *self.inner.holds.lock().unwrap() = (since, holds.to_vec());
    }

    /// How many round trips followed each other so far. A connection is one, and so is whatever is
    /// answered; each counts from the last answer that was given before it came in.
    pub(crate) fn round_trips(&self) -> u32 {
        self.inner.trips.so_far()
    }

    /// Everything that happened so far, a line for each. GETs are sent several at once and come in
    /// any order: those that follow each other are sorted. A connection that is made ahead comes in
    /// at any time, and asks for nothing: it is left out.
    pub(crate) fn log(&self) -> String {
        let mut log = self.inner.log.borrow().clone();
        log.retain(|line| line != AHEAD);
        for calls in log.chunk_by_mut(|a, b| [a, b].iter().all(|line| line.starts_with("GET "))) {
            calls.sort();
        }
        log.join("\n")
    }

    /// How many lines of the log are this one.
    pub(crate) fn count(&self, line: &str) -> usize {
        count(&self.inner.log.borrow(), line)
    }

    /// Waits until a line was logged so many times.
    pub(crate) fn wait_for(&self, line: &str, times: usize) {
        here(self.logged(line, times));
    }

    /// The same, in a test that is async itself.
    pub(crate) async fn logged(&self, line: &str, times: usize) {
        let mut log = self.inner.log.subscribe();
        let seen = log.wait_for(|log| count(log, line) >= times);
        let seen = timeout(BOUND, seen).await;
        assert!(seen.is_ok(), "no {times} x '{line}' in:\n{}", self.log());
    }

    /// The session from now on; `None`: nobody is in the meeting.
    pub(crate) fn set_session(&self, session: Option<&str>) {
        *self.inner.session.lock().unwrap() = session.map(ToOwned::to_owned);
    }

    /// What the room makes of one operation, the next that is not spoken for.
    pub(crate) fn acts_once(&self, acts: Acts) {
        self.inner.next_acts.lock().unwrap().push_back(acts);
    }

    /// Who is in the room from now on. Nobody is told.
    pub(crate) fn set_room(&self, people: Vec<Peer>) {
        *self.inner.room.lock().unwrap() = people;
    }

    /// Somebody comes, and everybody is told.
    pub(crate) fn comes(&self, peer: Peer) {
        self.inner.room.lock().unwrap().push(peer.clone());
        let peer = Some(peer);
        self.tell(&Frame::with(Event::JoinRoom, &PeerInfoResponse { peer }));
    }

    /// Where a participant stands from now on. Nobody is told.
    pub(crate) fn put(&self, user_id: &str, stage_type: StageType) {
        let stage_type = Some(stage_type.into());
        let user_ids = [user_id.to_owned()];
        self.inner
            .edit(&user_ids, |peer| peer.stage_type = stage_type);
    }

    /// No token that was given out so far is good any more, and every socket is closed for that.
    pub(crate) fn end_tokens(&self) {
        let given = self.inner.tokens.lock().unwrap().len();
        let first = u32::try_from(given).unwrap() + 1;
        *self.inner.takes_tokens_from.lock().unwrap() = first;
        self.close(close::UNAUTHORIZED);
    }

    /// Nobody may join any more.
    pub(crate) fn delete_participants(&self) {
        self.inner.registered.lock().unwrap().clear();
    }

    /// Sends a frame to every socket.
    pub(crate) fn tell(&self, frame: &Frame) {
        self.inner.say(&Say::Frame(frame.clone()));
    }

    /// Somebody asks and withdraws, so many times each, and everybody is told; waits until the host has
    /// heard of it.
    pub(crate) async fn flood(&self, name: &str, times: usize) {
        let answered = self.count("text 3");
        for _ in 0..times {
            for stage_type in [StageType::RequestedStage, StageType::OffStage] {
                let update = PeerStatusUpdate {
                    peer_id: format!("p-{name}"),
                    user_id: format!("u-{name}"),
                    stage_type: Some(stage_type.into()),
                };
                self.tell(&Frame::with(Event::PeerStageStatusUpdate, &update));
            }
        }
        self.ping();
        self.logged("text 3", answered + 1).await;
    }

    /// Pings on every socket.
    pub(crate) fn ping(&self) {
        self.inner.say(&Say::Text(ping::PING));
    }

    /// The peer id of whoever joined last.
    pub(crate) fn own_peer(&self) -> String {
        self.inner.own_peer.lock().unwrap().clone()
    }

    /// Closes every socket with a code.
    pub(crate) fn close(&self, code: u16) {
        self.inner.say(&Say::Close(code));
    }

    /// Breaks every socket off, and says how many there were.
    pub(crate) fn cut(&self) -> usize {
        self.inner.say(&Say::Cut)
    }

    /// Where a participant stands in the room.
    pub(crate) fn stands(&self, user_id: &str) -> Option<StageType> {
        let room = self.inner.room.lock().unwrap();
        let peer = room.iter().find(|peer| peer.user_id == user_id)?;
        Some(stands(peer))
    }

    /// Whose status changed to what by an operation, in order.
    pub(crate) fn changes(&self) -> Vec<(String, StageType)> {
        self.inner.changes.lock().unwrap().clone()
    }

    /// How often a frame of some event was about a user, or about anybody.
    pub(crate) fn sent(&self, event: &str, user_id: Option<&str>) -> usize {
        let log = self.inner.log.borrow();
        let users = log
            .iter()
            .filter_map(|line| line.strip_prefix(event)?.strip_prefix(' '));
        let is_about =
            |users: &&str| user_id.is_none_or(|user| users.split(',').any(|it| it == user));
        users.filter(is_about).count()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Inner {
    fn note(&self, line: impl Into<String>) {
        self.log.send_modify(|log| log.push(line.into()));
    }

    /// Whether the answer to a line need not be held back any longer.
    fn may_answer(&self, log: &[String], line: &str) -> bool {
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
    async fn answerable(&self, line: &str) -> bool {
        let mut log = self.log.subscribe();
        let released = log.wait_for(|log| self.may_answer(log, line));
        timeout(BOUND, released).await.is_ok()
    }

    /// Says something on every socket, and how many those are.
    fn say(&self, what: &Say) -> usize {
        let mut sockets = self.sockets.lock().unwrap();
        sockets.retain(|socket| socket.send(what.clone()).is_ok());
        sockets.len()
    }

    fn new_token(&self, user: &str) -> String {
        let mut tokens = self.tokens.lock().unwrap();
        tokens.push(user.to_owned());
        format!("{PARTICIPANT_TOKEN}{}", tokens.len())
    }

    /// Whose a token is.
    fn user(&self, number: u32) -> Option<String> {
        let tokens = self.tokens.lock().unwrap();
        let at = usize::try_from(number).ok()?.checked_sub(1)?;
        tokens.get(at).cloned()
    }
}

/// A user whose home is configured for a platform at these addresses.
pub(crate) fn home(api_url: &str, signalling_url: &str) -> Home {
    Home::new()
        .with("DYTE_STAGE_PLATFORM", "realtimekit")
        .with("DYTE_STAGE_ACCOUNT_ID", "acc")
        .with("DYTE_STAGE_APP_ID", "app")
        .with("DYTE_STAGE_API_TOKEN", API_TOKEN)
        .with("DYTE_STAGE_API_URL", api_url)
        .with("DYTE_STAGE_SIGNALLING_URL", signalling_url)
}

/// The platform at these addresses as the program sees it.
pub(crate) fn platform(api_url: &str, signalling_url: &str, tokens: &Path) -> Arc<Platform> {
    let signalling = Signalling::At(Endpoint::socket(signalling_url).unwrap());
    let kind = api::Platform::RealtimeKit;
    Arc::new(platform_with(kind, api_url, signalling, tokens))
}

/// The same, where the platform is asked for the socket's address.
pub(crate) fn told_platform(api_url: &str, by: &str, usual: &str, tokens: &Path) -> Arc<Platform> {
    let signalling = Signalling::Told {
        by: Endpoint::rest(by).unwrap(),
        usual: Endpoint::socket(usual).unwrap(),
    };
    let kind = api::Platform::RealtimeKit;
    Arc::new(platform_with(kind, api_url, signalling, tokens))
}

/// Where participants are told.
fn told_at(address: SocketAddr) -> String {
    format!("http://{address}/v2")
}

fn platform_with(
    kind: api::Platform,
    api_url: &str,
    signalling: Signalling,
    tokens: &Path,
) -> Platform {
    let account = Account {
        credentials: Credentials::RealtimeKit {
            account_id: "acc".to_owned(),
            app_id: "app".to_owned(),
            api_token: API_TOKEN.into(),
        },
        api: Endpoint::rest(api_url).unwrap(),
        signalling,
        host_preset: None,
    };
    Platform::new(kind, account, tokens.to_owned()).unwrap()
}

fn here<T>(work: impl Future<Output = T>) -> T {
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(work)
}

/// Where a peer stands; whoever says nothing is off the stage.
fn stands(peer: &Peer) -> StageType {
    match StageType::try_from(peer.stage_type.unwrap_or_default()) {
        Ok(StageType::Unspecified) | Err(_) => StageType::OffStage,
        Ok(stage_type) => stage_type,
    }
}

fn count(log: &[String], line: &str) -> usize {
    log.iter().filter(|logged| *logged == line).count()
}
