//! The fake platform's socket, and the room behind it.

use std::collections::VecDeque;
use std::future::pending;
use std::sync::Arc;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{ConnectInfo, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use prost::Message as _;
use protocol::signalling::message::{
    GetRoomStageStateResponse, GetStageRequestsResponse, JoinRoomRequest, Peer, PeerFlags,
    PeerInfoResponse, PeerStatusUpdate, RoomPeerCountResponse, RoomPeersInfoRequest,
    RoomPeersInfoResponse, StageRequest, StageType, StageUsers,
};
use protocol::signalling::{ConnectQuery, ErrorBody, Event, Frame, close, ping};
use tokio::sync::mpsc;

use super::answer::Answer;
use super::behaviour::{Acts, Count, Join, Queue, Reading, Socket, StageState};
use super::names::{OWN, PARTICIPANT_TOKEN};
use super::round_trips::Depth;
use super::state::{Inner, Say, count, stands};

/// How many peers the room counts and never tells of.
const UNTOLD: u64 = 2;

/// One socket, as the room sees it.
struct Guest {
    inner: Arc<Inner>,
    /// Whose token it came with.
    user_id: String,
    /// By which it is in the room, as a participant.
    peer_id: Option<String>,
    /// Whose place it has taken there.
    simulated: Option<Peer>,
    connection: Depth,
    /// What came in and is not answered yet, since an answer is held back.
    unanswered: VecDeque<(Frame, Depth)>,
    say: mpsc::UnboundedSender<Say>,
    /// The request to count, while its answer is kept back.
    late_count: Option<String>,
    readings: usize,
    /// A close was sent, or came: what follows is only its echo.
    over: bool,
}

pub(super) async fn open(
    State(inner): State<Arc<Inner>>,
    ConnectInfo(connection): ConnectInfo<Depth>,
    Query(query): Query<ConnectQuery>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let request = inner.trips.of_request(connection);
    inner.note("socket opened");
    if inner.behaviour.socket == Socket::NeverUpgrades {
        pending::<()>().await;
    }
    inner.trips.answered(request);
    match inner.behaviour.socket {
        Socket::Refused(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Socket::Elsewhere(address) => {
            Answer::redirect(&format!("http://{address}/ws")).into_response()
        }
        _ => upgrade.on_upgrade(move |socket| serve(inner, connection, query, socket)),
    }
}

async fn serve(inner: Arc<Inner>, connection: Depth, query: ConnectQuery, mut socket: WebSocket) {
    let (say, mut said) = mpsc::unbounded_channel();
    inner.sockets.lock().unwrap().push(say.clone());
    let number = query.auth_token.strip_prefix(PARTICIPANT_TOKEN);
    let number: u32 = number.map_or(u32::MAX, |number| number.parse().unwrap());
    match inner.behaviour.socket {
        _ if number < *inner.takes_tokens_from.lock().unwrap() => {
            let _ = say.send(Say::Close(close::UNAUTHORIZED));
        }
        Socket::Closes(code) => drop(say.send(Say::Close(code))),
        Socket::Garbage => drop(say.send(Say::Garbage)),
        _ => {}
    }
    let user_id = inner.user(number).unwrap_or_else(|| OWN.to_owned());
    let mut guest = Guest {
        inner,
        user_id,
        peer_id: None,
        simulated: None,
        connection,
        unanswered: VecDeque::new(),
        say,
        late_count: None,
        readings: 0,
        over: false,
    };
    loop {
        let message = tokio::select! {
            said = said.recv() => match said {
                Some(Say::Frame(frame)) => Message::Binary(frame.encode_to_vec().into()),
                Some(Say::Text(text)) => Message::text(text),
                Some(Say::Garbage) => Message::Binary(vec![0xff; 9].into()),
                Some(Say::Close(code)) => {
                    guest.over = true;
                    Message::Close(Some(CloseFrame { code, reason: "".into() }))
                }
                Some(Say::Cut) | None => return,
            },
            heard = socket.recv() => match heard {
                Some(Ok(message)) => {
                    guest.hear(message);
                    continue;
                }
                Some(Err(_)) | None if guest.over => return,
                Some(Err(_)) | None => return guest.inner.note("socket gone"),
            },
        };
        // Whoever is gone needs no telling.
        let _ = socket.send(message).await;
    }
}

impl Drop for Guest {
    /// Whoever is gone is no longer in the room; who was simulated is again, where they stood.
    fn drop(&mut self) {
        let Some(peer_id) = &self.peer_id else {
            return;
        };
        let mut room = self.inner.room.lock().unwrap();
        let Some(at) = room.iter().position(|peer| peer.peer_id == *peer_id) else {
            return;
        };
        let Peer { stage_type, .. } = room.swap_remove(at);
        let simulated = self.simulated.take();
        room.extend(simulated.map(|peer| Peer { stage_type, ..peer }));
        if self.inner.behaviour.awaits {
            let mut awaited = self.inner.awaited.lock().unwrap();
            awaited.insert(self.user_id.clone(), stage_type);
        }
    }
}

impl Guest {
    fn hear(&mut self, message: Message) {
        match message {
            Message::Binary(bytes) => {
                let frame = Frame::decode(bytes).unwrap();
                let depth = self.inner.trips.of_request(self.connection);
                self.inner.note(told(&frame));
                if self.inner.behaviour.socket != Socket::SaysNothing {
                    self.unanswered.push_back((frame, depth));
                    self.answer();
                }
            }
            Message::Text(text) => self.inner.note(format!("text {text}")),
            Message::Close(frame) if !self.over => {
                self.over = true;
                let code = frame.map_or(1005, |frame| frame.code);
                self.inner.note(format!("socket closed {code}"));
            }
            _ => {}
        }
    }

    /// Answers what came in, as far as that is not held back.
    fn answer(&mut self) {
        while let Some((frame, depth)) = self.unanswered.pop_front() {
            let line = told(&frame);
            if !self.inner.may_answer(&self.inner.log.borrow(), &line) {
                return self.unanswered.push_front((frame, depth));
            }
            self.on_frame(&frame);
            if frame.id.is_some() {
                self.inner.trips.answered(depth);
            }
        }
    }

    fn on_frame(&mut self, request: &Frame) {
        match request.event() {
            Event::JoinRoom => self.join(request),
            Event::RoomPeerCount => self.count(request),
            Event::GetStageRequests => self.queue(request),
            Event::GetRoomPeersInfo => self.peers(request),
            Event::GetRoomStageState => self.stage_state(request),
            Event::GrantStageAccess => self.act_on_others(request, StageType::ApprovedStage),
            Event::DenyStageAccess | Event::LeaveStage => {
                self.act_on_others(request, StageType::OffStage);
            }
            Event::RequestStageAccess => self.act_for_itself(request, StageType::RequestedStage),
            Event::CancelStageRequest => self.act_for_itself(request, StageType::OffStage),
            Event::JoinStage => self.act_for_itself(request, StageType::OnStage),
            _ => {}
        }
    }

    fn join(&mut self, request: &Frame) {
        let JoinRoomRequest { peer, .. } = request.body().unwrap();
        let mut peer = peer.unwrap();
        assert_eq!(peer.user_id, self.user_id, "somebody else's token");
        self.inner
            .own_peer
            .lock()
            .unwrap()
            .clone_from(&peer.peer_id);
        if self.user_id != OWN {
            let room = self.inner.room.lock().unwrap();
            let of_user = |other: &&Peer| other.user_id == peer.user_id;
            let other = room.iter().find(of_user);
            let other = other.filter(|_| !self.inner.behaviour.by_peer);
            let awaited = self.inner.awaited.lock().unwrap().remove(&peer.user_id);
            peer.stage_type = match other {
                Some(other) => other.stage_type,
                None => awaited.flatten(),
            };
        }
        match self.inner.behaviour.join {
            Join::OnStage => peer.stage_type = Some(StageType::OnStage.into()),
            Join::Shown => peer.flags = Some(PeerFlags::default()),
            Join::Waitlisted => peer.waitlisted = true,
            Join::Refused => return self.refuse(request, "the room is full"),
            Join::BreaksOnce if count(&self.inner.log.borrow(), "room.joinRoom") == 1 => {
                self.inner.room.lock().unwrap().push(peer);
                let _ = self.say.send(Say::Cut);
                return;
            }
            Join::OffStage | Join::BreaksOnce => {}
        }
        if self.user_id != OWN {
            self.peer_id = Some(peer.peer_id.clone());
            let mut room = self.inner.room.lock().unwrap();
            let simulated = room.iter().position(|other| {
                other.user_id == peer.user_id && other.peer_id.starts_with("sim-")
            });
            self.simulated = simulated.map(|at| room.swap_remove(at));
            room.push(peer.clone());
        }
        self.reply(
            request,
            Event::JoinRoom,
            &PeerInfoResponse { peer: Some(peer) },
        );
    }

    fn count(&mut self, request: &Frame) {
        let count = self.everybody();
        let count = match self.inner.behaviour.count {
            Count::Told => count,
            Count::More => count + UNTOLD,
            Count::MoreLate => {
                self.late_count.clone_from(&request.id);
                return;
            }
            Count::Silent => return,
        };
        self.reply(
            request,
            Event::RoomPeerCount,
            &RoomPeerCountResponse { count },
        );
    }

    /// How many peers there are, a host that asks included.
    fn everybody(&self) -> u64 {
        let room = self.inner.room.lock().unwrap().len() as u64;
        room + u64::from(self.user_id == OWN)
    }

    fn queue(&self, request: &Frame) {
        match self.inner.behaviour.queue {
            Queue::Told => {
                let room = self.inner.room.lock().unwrap();
                let asks = |peer: &&Peer| peer.stage_type == Some(3);
                let requests = room.iter().filter(asks).map(|peer| StageRequest {
                    display_name: peer.display_name.clone(),
                    user_id: peer.user_id.clone(),
                    peer_id: peer.peer_id.clone(),
                });
                let stage_requests = requests.collect();
                let queue = GetStageRequestsResponse { stage_requests };
                self.reply(request, Event::GetStageRequests, &queue);
            }
            Queue::Bare => self.acknowledge(request),
            Queue::Refused => self.refuse(request, "permission denied"),
            Queue::Silent => {}
        }
    }

    fn peers(&mut self, request: &Frame) {
        self.readings += 1;
        let part: RoomPeersInfoRequest = request.body().unwrap();
        let mut peers = self.inner.room.lock().unwrap().clone();
        // The host is in the room, and by nothing but the user id can it tell.
        let host = Peer {
            peer_id: self.inner.own_peer.lock().unwrap().clone(),
            user_id: OWN.to_owned(),
            display_name: "dyte-stage".to_owned(),
            stage_type: match self.inner.behaviour.join {
                Join::OnStage => Some(StageType::OnStage.into()),
                _ => None,
            },
            ..Peer::default()
        };
        peers.extend(Some(host).filter(|host| host.user_id == self.user_id));
        match self.inner.behaviour.reading {
            Reading::Whole if part.offset > 0 => peers.clear(),
            Reading::Pages(most) => {
                let offset = usize::try_from(part.offset).unwrap();
                peers = peers.into_iter().skip(offset).take(most).collect();
            }
            Reading::ForgetsEverybody if self.readings > 1 => peers.clear(),
            Reading::RefusedLater if self.readings > 1 => {
                return self.refuse(request, "too many requests");
            }
            Reading::Whole | Reading::ForgetsEverybody | Reading::RefusedLater => {}
            Reading::Silent => return,
            Reading::Refused => return self.refuse(request, "too many requests"),
        }
        self.reply(
            request,
            Event::GetRoomPeersInfo,
            &RoomPeersInfoResponse { peers },
        );
        if let Some(id) = self.late_count.take() {
            let count = self.everybody() + UNTOLD;
            let count = Frame::with(Event::RoomPeerCount, &RoomPeerCountResponse { count });
            self.send(Say::Frame(count.with_id(id)));
        }
    }

    fn stage_state(&self, request: &Frame) {
        match self.inner.behaviour.stage_state {
            StageState::Told => {
                let room = self.inner.room.lock().unwrap();
                let users = |stage_type: StageType| {
                    let of = |peer: &&Peer| peer.stage_type == Some(stage_type.into());
                    let users = room.iter().filter(of).map(|peer| peer.user_id.clone());
                    users.collect()
                };
                let state = GetRoomStageStateResponse {
                    on_stage_peers: users(StageType::OnStage),
                    approved_stage_peers: users(StageType::ApprovedStage),
                    requested_stage_peers: users(StageType::RequestedStage),
                };
                self.reply(request, Event::GetRoomStageState, &state);
            }
            StageState::Refused => self.refuse(request, "unknown event"),
            StageState::Silent => {}
        }
    }

    fn act_on_others(&self, request: &Frame, stage_type: StageType) {
        let StageUsers { user_ids } = request.body().unwrap();
        if user_ids != [OWN] {
            self.act(request, user_ids, stage_type);
        }
    }

    fn act_for_itself(&self, request: &Frame, stage_type: StageType) {
        assert_eq!(request.payload, None, "the SDK sends nothing with it");
        self.act(request, vec![self.user_id.clone()], stage_type);
    }

    fn act(&self, request: &Frame, user_ids: Vec<String>, stage_type: StageType) {
        let next = self.inner.next_acts.lock().unwrap().pop_front();
        let acts = next.unwrap_or(self.inner.behaviour.acts);
        let takes_effect = matches!(
            acts,
            Acts::Broadcast
                | Acts::BroadcastByUser
                | Acts::BroadcastAmongNoise
                | Acts::AnswerById
                | Acts::AnswerByIdAlone
                | Acts::AnswerOnly
                | Acts::RefuseFalsely
                | Acts::CutAfterwards
                | Acts::BroadcastAndCut
        );
        let by_peer = self.inner.behaviour.by_peer && request.event() != Event::LeaveStage;
        let is_meant = |peer: &Peer| !by_peer || Some(&peer.peer_id) == self.peer_id.as_ref();
        let mut concerned = self.inner.edit(&user_ids, |peer| {
            if takes_effect && is_meant(peer) {
                peer.stage_type = Some(stage_type.into());
            }
        });
        concerned.retain(is_meant);
        match acts {
            Acts::Broadcast => concerned.iter().for_each(|peer| self.show(peer)),
            Acts::BroadcastAmongNoise => {
                self.noise();
                for peer in &concerned {
                    self.show(peer);
                }
            }
            Acts::BroadcastByUser => {
                for user_id in user_ids {
                    self.show(&Peer {
                        user_id,
                        stage_type: Some(stage_type.into()),
                        ..Peer::default()
                    });
                }
            }
            Acts::AnswerById => {
                for peer in &concerned {
                    self.reply(request, Event::PeerStageStatusUpdate, &status(peer));
                }
            }
            Acts::AnswerByIdAlone => {
                let update = PeerStatusUpdate {
                    stage_type: Some(stage_type.into()),
                    ..PeerStatusUpdate::default()
                };
                self.reply(request, Event::PeerStageStatusUpdate, &update);
            }
            Acts::AnswerOnly | Acts::AnswerFalsely => self.acknowledge(request),
            Acts::Nothing => {}
            Acts::Refuse | Acts::RefuseFalsely => self.refuse(request, "permission denied"),
            Acts::RefuseAsMedia => {
                // A text in the first field: media's error, not the room's.
                let message = StageUsers {
                    user_ids: vec!["no such peer".to_owned()],
                };
                self.reply(request, Event::Error, &message);
            }
            Acts::TheyLeave => {
                let mut room = self.inner.room.lock().unwrap();
                room.retain(|peer| !user_ids.contains(&peer.user_id));
                for peer in concerned {
                    let peer = Some(peer);
                    let left = Frame::with(Event::LeaveRoom, &PeerInfoResponse { peer });
                    self.inner.say(&Say::Frame(left));
                }
            }
            Acts::Cut | Acts::CutAfterwards => self.send(Say::Cut),
            Acts::BroadcastAndCut => {
                for peer in &concerned {
                    self.show(peer);
                }
                self.send(Say::Cut);
            }
        }
    }

    /// Tells everybody where a peer stands.
    fn show(&self, peer: &Peer) {
        let mut frame = Frame::with(Event::PeerStageStatusUpdate, &status(peer));
        if self.inner.behaviour.acts == Acts::BroadcastAmongNoise {
            // A field that this version of the message does not have.
            let payload = frame.payload.take().unwrap_or_default();
            frame.payload = Some([&*payload, &[0x78, 1]].concat().into());
        }
        self.inner.say(&Say::Frame(frame));
    }

    /// What a newer platform may say, and what says nothing.
    fn noise(&self) {
        let garbage = Frame {
            payload: Some(vec![0xff; 5].into()),
            ..Frame::bare(Event::Other(999))
        };
        let torn = Frame {
            payload: Some(vec![0x0a, 0x7f].into()),
            ..Frame::bare(Event::PeerStageStatusUpdate)
        };
        let nobody = Frame::bare(Event::LeaveRoom);
        let error_of_another = ErrorBody::default().frame().with_id("not-ours");
        for frame in [garbage, torn, nobody, error_of_another] {
            self.send(Say::Frame(frame));
        }
        self.send(Say::Text(ping::PING));
    }

    fn refuse(&self, request: &Frame, message: &str) {
        let error = ErrorBody {
            code: Some(403),
            message: message.to_owned(),
        };
        self.send(Say::Frame(error.frame().with_id(id(request))));
    }

    fn acknowledge(&self, request: &Frame) {
        let answer = Frame::bare(request.event()).with_id(id(request));
        self.send(Say::Frame(answer));
    }

    fn reply(&self, request: &Frame, event: Event, message: &impl prost::Message) {
        let answer = Frame::with(event, message).with_id(id(request));
        self.send(Say::Frame(answer));
    }

    fn send(&self, what: Say) {
        // Whoever is gone needs no telling.
        let _ = self.say.send(what);
    }
}

impl Inner {
    /// Edits the peers of some users, and says how they are then.
    pub(super) fn edit(&self, user_ids: &[String], edit: impl Fn(&mut Peer)) -> Vec<Peer> {
        let mut room = self.room.lock().unwrap();
        let concerned = room.iter_mut().filter(|p| user_ids.contains(&p.user_id));
        let edited = concerned.map(|peer| {
            let before = stands(peer);
            edit(peer);
            if stands(peer) != before {
                let mut changes = self.changes.lock().unwrap();
                changes.push((peer.user_id.clone(), stands(peer)));
            }
            peer.clone()
        });
        edited.collect()
    }
}

/// Where a peer stands.
fn status(peer: &Peer) -> PeerStatusUpdate {
    PeerStatusUpdate {
        peer_id: peer.peer_id.clone(),
        user_id: peer.user_id.clone(),
        stage_type: peer.stage_type,
    }
}

fn id(request: &Frame) -> String {
    request.id.clone().expect("every request has an id")
}

/// A frame, as the log tells it.
fn told(frame: &Frame) -> String {
    let event = frame.event();
    match event {
        Event::GrantStageAccess | Event::DenyStageAccess | Event::LeaveStage => {
            let users: StageUsers = frame.body().unwrap();
            format!("{} {}", event.name(), users.user_ids.join(","))
        }
        Event::GetRoomPeersInfo if frame.payload.is_some() => {
            let part: RoomPeersInfoRequest = frame.body().unwrap();
            format!("{} {}+{}", event.name(), part.offset, part.limit)
        }
        _ => event.name().to_owned(),
    }
}
