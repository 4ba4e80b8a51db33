//! A fake platform on a thread of its own, and what a test tells and asks it.

use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use axum::Router;
use axum::routing::get;
use net::Endpoint;
use platform::{Platform, Signalling};
use protocol::signalling::message::{Peer, PeerInfoResponse, PeerStatusUpdate, StageType};
use protocol::signalling::{Event, Frame, close, ping};
use tokio::runtime;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::accounts::{platform, platform_with, told_platform};
use super::behaviour::{Acts, Behaviour, Hold};
use super::names::AHEAD;
use super::rest;
use super::round_trips::{Depth, Door};
use super::socket;
use super::state::{BOUND, Inner, Say, count, stands};

/// A platform that is being served. It is gone when it is dropped.
pub struct Fake {
    inner: Arc<Inner>,
    /// It has as many addresses as a platform has hosts: for customers, for participants and for
    /// sockets. All of them serve everything.
    addresses: [SocketAddr; 3],
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Fake {
    /// Serves a platform that behaves so.
    pub fn new(behaviour: Behaviour) -> Self {
        let inner = Arc::new(Inner::new(behaviour));
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
        let trips = inner.trips.clone();
        let thread = std::thread::spawn(move || {
            // What still runs when the test is over ends with the runtime.
            here(async {
                let [customers, participants, sockets] = listeners.map(|listener| {
                    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                    let trips = trips.clone();
                    axum::serve(Door { listener, trips }, router.clone())
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

    /// Where all of it is served.
    pub fn address(&self) -> SocketAddr {
        self.addresses[0]
    }

    /// The base of the management API on `RealtimeKit`.
    pub fn api_url(&self) -> String {
        format!("http://{}/client/v4", self.addresses[0])
    }

    /// The address of the socket.
    pub fn signalling_url(&self) -> String {
        format!("ws://{}/ws", self.addresses[0])
    }

    /// The platform as the program sees it; it keeps its tokens in a folder.
    pub fn platform(&self, tokens: &Path) -> Arc<Platform> {
        platform(&self.api_url(), &self.signalling_url(), tokens)
    }

    /// The same as a sandbox, whose attendees may be simulated, for one who shares it with nobody.
    pub fn as_sandbox(&self, tokens: &Path) -> Platform {
        let signalling = Signalling::At(Endpoint::socket(&self.signalling_url()).unwrap());
        platform_with(api::Platform::Sandbox, &self.api_url(), signalling, tokens)
    }

    /// The same, where nobody set the socket's address.
    pub fn told_platform(&self, tokens: &Path) -> Arc<Platform> {
        let [address, ..] = self.addresses;
        told_platform(
            &self.api_url(),
            &told_at(address),
            &self.signalling_url(),
            tokens,
        )
    }

    /// The same, where customers, participants and sockets have hosts of their own.
    pub fn told_platform_on_three_hosts(&self, tokens: &Path) -> Arc<Platform> {
        let [_, participants, sockets] = self.addresses;
        let usual = format!("ws://{sockets}/ws");
        told_platform(&self.api_url(), &told_at(participants), &usual, tokens)
    }

    /// Holds answers back from now on, and no others.
    pub fn set_holds(&self, holds: &[Hold]) {
        let since = self.inner.log.borrow().len();
        *self.inner.holds.lock().unwrap() = (since, holds.to_vec());
    }

    /// How many round trips followed each other so far. A connection is one, and so is whatever is
    /// answered; each counts from the last answer that was given before it came in.
    pub fn round_trips(&self) -> u32 {
        self.inner.trips.so_far()
    }

    /// Everything that happened so far, a line for each. GETs are sent several at once and come in
    /// any order: those that follow each other are sorted. A connection that is made ahead comes in
    /// at any time, and asks for nothing: it is left out.
    pub fn log(&self) -> String {
        let mut log = self.inner.log.borrow().clone();
        log.retain(|line| line != AHEAD);
        for calls in log.chunk_by_mut(|a, b| [a, b].iter().all(|line| line.starts_with("GET "))) {
            calls.sort();
        }
        log.join("\n")
    }

    /// How many lines of the log are this one.
    pub fn count(&self, line: &str) -> usize {
        count(&self.inner.log.borrow(), line)
    }

    /// Waits until a line was logged so many times.
    pub fn wait_for(&self, line: &str, times: usize) {
        here(self.logged(line, times));
    }

    /// The same, in a test that is async itself.
    pub async fn logged(&self, line: &str, times: usize) {
        let mut log = self.inner.log.subscribe();
        let seen = log.wait_for(|log| count(log, line) >= times);
        let seen = timeout(BOUND, seen).await;
        assert!(seen.is_ok(), "no {times} x '{line}' in:\n{}", self.log());
    }

    /// The session from now on; `None`: nobody is in the meeting.
    pub fn set_session(&self, session: Option<&str>) {
        *self.inner.session.lock().unwrap() = session.map(ToOwned::to_owned);
    }

    /// What the room makes of one operation, the next that is not spoken for.
    pub fn acts_once(&self, acts: Acts) {
        self.inner.next_acts.lock().unwrap().push_back(acts);
    }

    /// Who is in the room from now on. Nobody is told.
    pub fn set_room(&self, people: Vec<Peer>) {
        *self.inner.room.lock().unwrap() = people;
    }

    /// Somebody comes, and everybody is told.
    pub fn comes(&self, peer: Peer) {
        self.inner.room.lock().unwrap().push(peer.clone());
        let peer = Some(peer);
        self.tell(&Frame::with(Event::JoinRoom, &PeerInfoResponse { peer }));
    }

    /// Where a participant stands from now on. Nobody is told.
    pub fn put(&self, user_id: &str, stage_type: StageType) {
        let stage_type = Some(stage_type.into());
        let user_ids = [user_id.to_owned()];
        self.inner
            .edit(&user_ids, |peer| peer.stage_type = stage_type);
    }

    /// No token that was given out so far is good any more, and every socket is closed for that.
    pub fn end_tokens(&self) {
        let given = self.inner.tokens.lock().unwrap().len();
        let first = u32::try_from(given).unwrap() + 1;
        *self.inner.takes_tokens_from.lock().unwrap() = first;
        self.close(close::UNAUTHORIZED);
    }

    /// Nobody may join any more.
    pub fn delete_participants(&self) {
        self.inner.registered.lock().unwrap().clear();
    }

    /// Sends a frame to every socket.
    pub fn tell(&self, frame: &Frame) {
        self.inner.say(&Say::Frame(frame.clone()));
    }

    /// Somebody asks and withdraws, so many times each, and everybody is told; waits until the host has
    /// heard of it.
    pub async fn flood(&self, name: &str, times: usize) {
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
    pub fn ping(&self) {
        self.inner.say(&Say::Text(ping::PING));
    }

    /// The peer id of whoever joined last.
    pub fn own_peer(&self) -> String {
        self.inner.own_peer.lock().unwrap().clone()
    }

    /// Closes every socket with a code.
    pub fn close(&self, code: u16) {
        self.inner.say(&Say::Close(code));
    }

    /// Breaks every socket off, and says how many there were.
    pub fn cut(&self) -> usize {
        self.inner.say(&Say::Cut)
    }

    /// Where a participant stands in the room.
    pub fn stands(&self, user_id: &str) -> Option<StageType> {
        let room = self.inner.room.lock().unwrap();
        let peer = room.iter().find(|peer| peer.user_id == user_id)?;
        Some(stands(peer))
    }

    /// Whose status changed to what by an operation, in order.
    pub fn changes(&self) -> Vec<(String, StageType)> {
        self.inner.changes.lock().unwrap().clone()
    }

    /// How often a frame of some event was about a user, or about anybody.
    pub fn sent(&self, event: &str, user_id: Option<&str>) -> usize {
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

fn here<T>(work: impl Future<Output = T>) -> T {
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(work)
}

/// Where participants are told.
fn told_at(address: SocketAddr) -> String {
    format!("http://{address}/v2")
}
