//! A host whose connection is lost, ended by the platform, or no longer needed.

use std::sync::Arc;
use std::time::Duration;

use model::{Change, Operation, StageStatus, UserId};
use platform::{
    ConnectionPhase, ConnectionSnapshot, History, Host, JoinError, OperationEffect,
    ParticipantConnection, SessionEvent,
};
use protocol::signalling::message::{
    GetStageRequestsResponse, Peer, PeerInfoResponse, PeerStatusUpdate, StageRequest, StageType,
};
use protocol::signalling::{Event, Frame, close};
use tempfile::TempDir;
use testing::fake::{
    Acts, Answer, Behaviour, Fake, MEETING, OWN, Reading, Rule, SESSION, asking, hidden, listening,
    pass, registered,
};
use tokio::time::{self, Instant};

const SESSION_CALL: &str = "GET /meetings/m-1/active-session";

/// A way in which the platform ends it.
type End = Box<dyn Fn(&Fake)>;

/// A host in a meeting, and the platform.
struct Joined {
    host: Host,
    history: Arc<History>,
    fake: Fake,
    _tokens: TempDir,
}

async fn join(behaviour: Behaviour) -> Joined {
    let (fake, tokens) = (Fake::new(behaviour), tempfile::tempdir().unwrap());
    let platform = fake.platform(tokens.path());
    let history = Arc::new(History::default());
    let host = Host::join(platform, MEETING.into(), history.clone())
        .await
        .unwrap();
    Joined {
        host,
        history,
        fake,
        _tokens: tokens,
    }
}

impl Joined {
    /// Waits until something is so.
    async fn until(&self, what: &str, is_so: impl Fn(&Host) -> bool) {
        let bound = Duration::from_secs(20);
        let mut often = time::interval(Duration::from_millis(5));
        let seen = async {
            while !is_so(&self.host) {
                often.tick().await;
            }
        };
        let seen = time::timeout(bound, seen).await;
        assert!(seen.is_ok(), "{what}; the log:\n{}", self.fake.log());
    }

    /// Waits until the host has ended, and says why.
    async fn ended(&self) -> Option<JoinError> {
        self.until("not ended", |host| !host.is_there()).await;
        self.host.ended().cloned()
    }

    fn status(&self, name: &str) -> Option<StageStatus> {
        let user = UserId::from(format!("u-{name}"));
        self.host.read(|roster, _| roster.status(&user))
    }

    fn is_not_tried_again(&self) {
        assert_eq!(self.fake.count("socket opened"), 1);
        assert_eq!(self.fake.count(SESSION_CALL), 1);
    }

    /// Lets time pass in which nothing happens, then shows that the platform lives.
    async fn pass(&self, seconds: u64) {
        pass(&self.fake, seconds).await;
    }
}

/// The first look at the session goes well; those after it do not.
fn once_live_then_failing() -> Vec<Rule> {
    let session = serde_json::json!({"id": SESSION});
    vec![
        Rule::once(SESSION_CALL, Answer::data(&session)),
        Rule::always(SESSION_CALL, Answer::error(500, "internal error")),
    ]
}

#[tokio::test]
async fn a_lost_connection_is_mended_and_everybody_read_again() {
    let joined = join(Behaviour::default()).await;
    assert_eq!(joined.status("amara"), Some(StageStatus::Requested));
    joined
        .fake
        .set_room(vec![listening("amara"), asking("eve")]);
    joined.fake.cut();
    joined
        .until("not read again", |host| {
            host.read(|roster, complete| complete && roster.requests().0.len() == 1)
                && host.read(|roster, _| roster.status(&"u-eve".into()).is_some())
        })
        .await;
    assert_eq!(joined.status("amara"), Some(StageStatus::OffStage));
    assert_eq!(joined.status("bo"), None);
    assert_eq!(joined.fake.count(SESSION_CALL), 2);
    assert!(joined.host.is_there());
    joined.host.leave().await;
    joined.fake.logged("socket closed 1000", 1).await;
    assert_eq!(joined.host.ended(), None);
}

#[tokio::test]
async fn only_the_same_session_is_come_back_to() {
    let gone = async {
        let joined = join(Behaviour::default()).await;
        joined.fake.set_session(None);
        joined.fake.cut();
        let why = joined.ended().await;
        assert!(matches!(why, Some(JoinError::SessionEnded(_))), "{why:?}");
        assert_eq!(joined.fake.count("socket opened"), 1);
    };
    let another = async {
        let joined = join(Behaviour::default()).await;
        joined.fake.set_session(Some("s-2"));
        joined.fake.cut();
        let why = joined.ended().await;
        assert!(matches!(why, Some(JoinError::SessionEnded(_))), "{why:?}");
        assert_eq!(joined.fake.count("socket opened"), 1);
    };
    tokio::join!(gone, another);
}

#[tokio::test]
async fn what_the_platform_ends_is_not_begun_again() {
    let removed = |peer_id: String| {
        let peer = Some(Peer {
            peer_id,
            user_id: OWN.to_owned(),
            ..Peer::default()
        });
        Frame::with(Event::Kick, &PeerInfoResponse { peer })
    };
    let ends: [End; 4] = [
        Box::new(|fake| fake.tell(&Frame::bare(Event::CloseRoom))),
        Box::new(|fake| fake.tell(&Frame::bare(Event::KickAll))),
        Box::new(|fake| fake.tell(&Frame::bare(Event::Kick))),
        Box::new(move |fake| fake.tell(&removed(fake.own_peer()))),
    ];
    for end in ends {
        let joined = join(Behaviour::default()).await;
        end(&joined.fake);
        let why = joined.ended().await;
        assert!(matches!(why, Some(JoinError::SessionEnded(_))), "{why:?}");
        joined.fake.logged("socket closed 1000", 1).await;
        joined.is_not_tried_again();
    }
}

#[tokio::test]
async fn a_final_close_is_not_tried_again() {
    for code in [
        close::NORMAL,
        close::BAD_REQUEST,
        close::UNAUTHORIZED,
        close::INTERNAL_ERROR,
    ] {
        let joined = join(Behaviour::default()).await;
        joined.fake.close(code);
        let why = joined.ended().await;
        let over = matches!(why, Some(JoinError::SessionEnded(_)));
        assert_eq!(over, code == close::NORMAL, "{code}: {why:?}");
        joined.is_not_tried_again();
    }
}

#[tokio::test]
async fn somebody_elses_removal_is_not_ours() {
    let joined = join(Behaviour::default()).await;
    let peer = Some(asking("amara"));
    let body = PeerInfoResponse { peer };
    joined.fake.tell(&Frame::with(Event::Kick, &body));
    joined.fake.tell(&Frame::with(Event::LeaveRoom, &body));
    joined
        .until("not gone", |host| {
            host.read(|roster, _| roster.status(&"u-amara".into()).is_none())
        })
        .await;
    assert!(joined.host.is_there());
    assert_eq!(joined.fake.count("socket opened"), 1);
}

#[tokio::test]
async fn a_host_that_is_put_on_stage_leaves_it_at_once() {
    let joined = join(Behaviour::default()).await;
    // For our peer, or for whatever peers we have.
    for (times, peer_id) in [(1, joined.fake.own_peer()), (2, String::new())] {
        let update = PeerStatusUpdate {
            peer_id,
            user_id: OWN.to_owned(),
            stage_type: Some(StageType::OnStage.into()),
        };
        let update = Frame::with(Event::PeerStageStatusUpdate, &update);
        joined.fake.tell(&update);
        joined.fake.logged("room.leaveStage u-host", times).await;
        assert_eq!(joined.status("host"), None);
    }
    let queue = [OWN, "u-amara"].map(|user_id| StageRequest {
        user_id: user_id.to_owned(),
        ..StageRequest::default()
    });
    let stage_requests = queue.to_vec();
    let queue = GetStageRequestsResponse { stage_requests };
    let queue = Frame::with(Event::GetStageRequests, &queue);
    joined.fake.tell(&queue);
    joined.fake.ping();
    joined.fake.logged("text 3", 1).await;
    let listed = joined.host.read(|roster, _| {
        let everybody = roster.participants().map(|p| p.user_id.to_string());
        let asking = roster.requests().0.into_iter();
        let asking: Vec<_> = asking.map(|p| p.user_id.to_string()).collect();
        (everybody.collect::<Vec<_>>(), asking)
    });
    let users = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    assert_eq!(
        listed,
        (users(&["u-amara", "u-bo", "u-chen"]), users(&["u-amara"]))
    );
}

#[tokio::test]
async fn without_a_connection_nothing_is_sent_and_leaving_takes_no_time() {
    let joined = join(Behaviour {
        rest: once_live_then_failing(),
        ..Behaviour::default()
    })
    .await;
    joined.fake.cut();
    // The way back is being looked for, in vain.
    joined.fake.logged(SESSION_CALL, 2).await;
    let begun = Instant::now();
    // An operation waits for that, until the host leaves.
    let users = ["u-amara".into()];
    let (acted, ()) = tokio::join!(
        joined.host.act(Operation::Grant, &users),
        joined.host.leave()
    );
    assert_eq!(acted, [OperationEffect::NotSent]);
    assert!(begun.elapsed() < Duration::from_secs(1));
    assert_eq!(joined.fake.count("room.grantStageAccess u-amara"), 0);
}

#[tokio::test]
async fn an_operation_waits_for_a_lost_connection_to_come_back() {
    let session = serde_json::json!({"id": SESSION});
    let joined = join(Behaviour {
        rest: vec![
            Rule::once(SESSION_CALL, Answer::data(&session)),
            Rule::once(SESSION_CALL, Answer::error(500, "internal error")),
        ],
        ..Behaviour::default()
    })
    .await;
    let before = joined.history.position();
    joined.fake.cut();
    // The first way back has led nowhere.
    joined.fake.logged(SESSION_CALL, 2).await;
    let acted = joined.host.act(Operation::Grant, &["u-amara".into()]).await;
    assert_eq!(acted, [OperationEffect::Confirmed(StageStatus::Accepted)]);
    assert_eq!(joined.fake.count("room.grantStageAccess u-amara"), 1);
    // Whoever follows what happens learns that something may be missing.
    let since = joined.history.since(before).unwrap();
    assert_eq!(since[0].event, SessionEvent::Gap);
    assert!(matches!(
        &since[1].event,
        SessionEvent::Change(Change::Status {
            previous: StageStatus::Requested,
            ..
        })
    ));
}

#[tokio::test]
async fn a_reading_that_was_refused_once_does_not_keep_us_from_coming_back() {
    let joined = join(Behaviour {
        acts: Acts::Nothing,
        reading: Reading::RefusedLater,
        ..Behaviour::default()
    })
    .await;
    let amara = ["u-amara".into()];
    let later = async {
        joined.fake.logged("room.denyStageAccess u-amara", 1).await;
        joined.pass(7).await;
    };
    let (acted, ()) = tokio::join!(joined.host.act(Operation::Deny, &amara), later);
    assert_eq!(acted, [OperationEffect::Unconfirmed]);
    assert_eq!(joined.fake.count("room.getRoomPeersInfo"), 2);
    joined.fake.cut();
    joined.fake.logged("room.getRoomPeersInfo", 3).await;
    // Only a host that is back answers; the answer to an earlier ping may have been cut off.
    let answered = joined.fake.count("text 3");
    joined.fake.ping();
    joined.fake.logged("text 3", answered + 1).await;
    assert!(joined.host.is_there(), "{:?}", joined.host.ended());
}

#[tokio::test]
async fn an_effect_that_was_shown_is_not_unseen_when_the_connection_is_lost() {
    let joined = join(Behaviour {
        acts: Acts::Nothing,
        rest: once_live_then_failing(),
        ..Behaviour::default()
    })
    .await;
    let update = PeerStatusUpdate {
        peer_id: "p-amara".to_owned(),
        user_id: "u-amara".to_owned(),
        stage_type: Some(StageType::ApprovedStage.into()),
    };
    let amara = ["u-amara".into()];
    let shown = async {
        joined.fake.logged("room.grantStageAccess u-amara", 1).await;
        joined
            .fake
            .tell(&Frame::with(Event::PeerStageStatusUpdate, &update));
        joined.fake.cut();
    };
    let (acted, ()) = tokio::join!(joined.host.act(Operation::Grant, &amara), shown);
    assert_eq!(acted, [OperationEffect::Confirmed(StageStatus::Accepted)]);
}

#[tokio::test]
async fn a_host_that_nobody_uses_leaves_after_a_minute() {
    let joined = join(Behaviour::default()).await;
    for times in 1..=2 {
        joined.pass(25).await;
        joined.fake.logged("text 3", times).await;
    }
    joined.pass(25).await;
    assert_eq!(joined.ended().await, None);
    joined.fake.logged("socket closed 1000", 1).await;
    joined.is_not_tried_again();
}

#[tokio::test]
async fn a_host_leaves_a_room_where_nobody_is_however_much_it_is_used() {
    let joined = join(Behaviour {
        people: Vec::new(),
        ..Behaviour::default()
    })
    .await;
    for times in 1..=2 {
        joined.pass(25).await;
        joined.fake.logged("text 3", times).await;
        assert_eq!(joined.status("amara"), None);
    }
    joined.pass(25).await;
    assert_eq!(joined.ended().await, None);
    joined.fake.logged("socket closed 1000", 1).await;
}

#[tokio::test]
async fn a_host_that_is_used_stays_where_somebody_is() {
    let joined = join(Behaviour {
        people: Vec::new(),
        ..Behaviour::default()
    })
    .await;
    for times in 1..=2 {
        joined.pass(25).await;
        joined.fake.logged("text 3", times).await;
    }
    let peer = Some(asking("eve"));
    let body = PeerInfoResponse { peer };
    joined.fake.tell(&Frame::with(Event::JoinRoom, &body));
    joined
        .until("eve did not come", |host| {
            host.read(|roster, _| roster.participants().next().is_some())
        })
        .await;
    for times in 3..=5 {
        joined.pass(25).await;
        joined.fake.logged("text 3", times).await;
        assert_eq!(joined.status("eve"), Some(StageStatus::Requested));
    }
    assert!(joined.host.is_there());
}

#[tokio::test]
async fn a_platform_that_stops_pinging_is_taken_as_gone() {
    let joined = join(Behaviour::default()).await;
    time::pause();
    time::advance(Duration::from_secs(31)).await;
    time::resume();
    joined.fake.logged("room.joinRoom", 2).await;
    assert_eq!(joined.fake.count(SESSION_CALL), 2);
}

/// Vera's connection, held in a meeting with some others.
async fn held(people: Vec<Peer>) -> (ParticipantConnection, Fake, TempDir) {
    let fake = Fake::new(Behaviour {
        people,
        registered: vec![registered("vera", "viewer")],
        awaits: true,
        ..Behaviour::default()
    });
    let tokens = tempfile::tempdir().unwrap();
    let platform = fake.platform(tokens.path());
    let vera = platform
        .acting_participant(&MEETING.into(), "vera")
        .await
        .unwrap();
    let joined = ParticipantConnection::join(platform, MEETING.into(), vera, true).await;
    (joined.unwrap(), fake, tokens)
}

#[tokio::test]
async fn a_participant_is_not_held_where_nobody_else_is() {
    let (connection, fake, _tokens) = held(vec![hidden("producer")]).await;
    for times in 1..=2 {
        pass(&fake, 25).await;
        fake.logged("text 3", times).await;
        assert!(connection.is_there());
    }
    pass(&fake, 25).await;
    fake.logged("socket closed 1000", 1).await;
    let why = connection.ended();
    assert!(matches!(why, Some(JoinError::Alone(_))), "{why:?}");
}

#[tokio::test]
async fn a_participant_is_held_where_somebody_is_however_long_nobody_uses_the_connection() {
    let (connection, fake, _tokens) = held(vec![listening("amara")]).await;
    for times in 1..=4 {
        pass(&fake, 25).await;
        fake.logged("text 3", times).await;
        assert!(connection.is_there());
    }
    drop(connection);
    fake.logged("socket closed 1000", 1).await;
}

#[tokio::test]
async fn a_participant_who_is_closed_out_again_and_again_is_given_up() {
    let (connection, fake, _tokens) = held(vec![listening("amara")]).await;
    let mut standing = connection.state();
    let mut closed = 0;
    // The waits grow although each connection lives for a moment: 50 of them take no time here.
    while connection.is_there() {
        fake.close(4003);
        closed += 1;
        assert!(closed <= 60, "it comes back for ever");
        let gone = |standing: &ConnectionSnapshot| {
            !matches!(standing.phase, ConnectionPhase::Connected(..))
        };
        standing.wait_for(gone).await.unwrap();
        time::pause();
        time::advance(Duration::from_secs(20)).await;
        time::resume();
        let settled = |standing: &ConnectionSnapshot| standing.phase != ConnectionPhase::Connecting;
        let settled = time::timeout(Duration::from_secs(20), standing.wait_for(settled)).await;
        assert!(settled.is_ok(), "neither back nor over after {closed}");
    }
    assert!(closed > 10, "given up after {closed}");
    assert!(connection.ended().is_some());
}

#[tokio::test]
async fn a_host_that_is_dropped_leaves() {
    let Joined { host, fake, .. } = join(Behaviour::default()).await;
    drop(host);
    fake.logged("socket closed 1000", 1).await;
}
