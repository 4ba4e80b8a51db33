//! The connection is lost a hundred times while several clients grant and deny and one follows events:
//! no operation is sent twice, none is reported done that was not, no event is lost silently.
//!
//! It takes about a minute, as long as a hundred reconnects take, and runs beside the other tests.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::Instant;

use eventsource_stream::Eventsource;
use futures_util::StreamExt;
use futures_util::future::join_all;
use model::StageStatus;
use protocol::signalling::convert;
use protocol::signalling::message::StageType;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testing::ApiResponse;
use testing::fake::{Acts, Behaviour, Fake, Hold, MEETING, accepted, asking, listening};
use testing::{BOUND, until};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::fake_home::FakeHome as _;
use crate::serve::Served;
use crate::stage_api::send;

/// How often the connection is lost.
const CUTS: usize = 100;
/// Clients who each grant and deny for one participant.
const CLIENTS: usize = 8;
/// Those for whom a further client grants and denies in one request.
const TOGETHER: [&str; 3] = ["together-1", "together-2", "together-3"];
/// Whose status changes just before the connection is lost, and nobody is told.
const UNTOLD: &str = "untold";
/// Whose grant is the last thing that happens.
const LAST: &str = "last";

/// In which ways, one after the other.
const WAYS: [Way; 7] = [
    Way::AtOnce,
    Way::After(3),
    Way::In(Acts::CutAfterwards),
    Way::AtOnce,
    Way::In(Acts::BroadcastAndCut),
    Way::After(7),
    Way::In(Acts::Cut),
];

/// When the connection is lost.
#[derive(Clone, Copy)]
enum Way {
    /// As soon as the host is in the room.
    AtOnce,
    /// After so many operations.
    After(usize),
    /// In the middle of an operation.
    In(Acts),
}

/// Who is in the room, with its service and what happens.
struct Stage {
    fake: Fake,
    served: Served,
    token: String,
    /// Whether it is time to stop.
    is_over: Cell<bool>,
}

/// What answers said, and how often.
type Tally = BTreeMap<String, usize>;

fn path(rest: &str) -> String {
    format!("/v1/meetings/{MEETING}/stage{rest}")
}

fn user_id(name: &str) -> String {
    format!("u-{name}")
}

fn status(stage_type: StageType) -> StageStatus {
    convert::status(Some(stage_type.into()))
}

impl Stage {
    fn begin() -> Self {
        let clients = (1..=CLIENTS).map(|n| asking(&format!("client-{n}")));
        let together = TOGETHER.map(asking);
        let fake = Fake::new(Behaviour {
            people: clients
                .chain(together)
                .chain([listening(UNTOLD), asking(LAST)])
                .collect(),
            ..Behaviour::default()
        });
        let served = Served::of(fake.home(), &["-q"]);
        Self {
            token: served.token("admin", &[]),
            fake,
            served,
            is_over: Cell::new(false),
        }
    }

    async fn read(&self) -> (BTreeMap<String, StageStatus>, String) {
        let answer = self.served.get(&path(""), &self.token).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        let participants = answer.body["participants"].as_array().unwrap().iter();
        let picture = participants.map(|participant| {
            let status = serde_json::from_value(participant["stage_status"].clone());
            (named(participant), status.unwrap())
        });
        let last = answer.headers["last-event-id"].to_str().unwrap();
        (picture.collect(), last.to_owned())
    }

    /// Does an operation for some, and checks what was said of each.
    async fn operate(&self, operation: &str, names: &[&str], tally: &mut Tally) {
        let users: Vec<_> = names.iter().map(|name| user_id(name)).collect();
        let event = format!("room.{operation}StageAccess");
        let sent = |user: &str| self.fake.sent(&event, Some(user));
        let before: Vec<_> = users.iter().map(|user| sent(user)).collect();
        let body = json!({"participants": users});
        let path = path(&format!("/{operation}"));
        let answer = self.served.post(&path, &self.token, &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        let target = match operation {
            "grant" => StageType::ApprovedStage,
            _ => StageType::OffStage,
        };
        for (n, user) in users.iter().enumerate() {
            let result = &answer.body["results"][n];
            let what = format!("{operation} {user}: {result}");
            let times = sent(user) - before[n];
            let stands = self.fake.stands(user).unwrap();
            let [outcome, reason] = ["outcome", "reason"].map(|it| result[it].as_str());
            match (outcome.unwrap(), reason) {
                ("done", None) => assert_eq!((times, stands), (1, target), "{what}"),
                ("unchanged", None) => assert_eq!((times, stands), (0, target), "{what}"),
                // It may have gone down with the connection.
                ("unconfirmed", Some("not_shown")) => assert!(times <= 1, "{times} times: {what}"),
                ("failed", Some("not_sent")) => assert_eq!(times, 0, "{what}"),
                _ => panic!("{what}"),
            }
            let told = [outcome, reason].into_iter().flatten().collect::<Vec<_>>();
            *tally.entry(told.join(" ")).or_default() += 1;
        }
    }

    /// Grants and denies until it is time to stop.
    async fn client(&self, names: &[&str]) -> Tally {
        let mut tally = Tally::new();
        for operation in ["grant", "deny"].into_iter().cycle() {
            if self.is_over.get() {
                break;
            }
            self.operate(operation, names, &mut tally).await;
        }
        tally
    }

    fn operations(&self) -> usize {
        ["grant", "deny"]
            .map(|operation| {
                self.fake
                    .sent(&format!("room.{operation}StageAccess"), None)
            })
            .iter()
            .sum()
    }

    async fn is_in(&self) -> bool {
        let connections = self.served.get("/v1/connections", &self.token).await;
        connections.body["connections"][0]["state"] == "connected"
    }

    /// Cuts connections of a host that is in the room, and says how often.
    async fn cut(&self) -> usize {
        let mut cuts = 0;
        for (n, way) in WAYS.iter().cycle().take(CUTS).enumerate() {
            // By another connection than the last one.
            let joins = || self.fake.count("room.joinRoom");
            until("no host comes back", || async { joins() > n }).await;
            until("no host is in the room", || self.is_in()).await;
            assert_eq!(joins(), n + 1, "it came more than once");
            let before = self.operations();
            let happen = |times| async move {
                until("nobody does anything", || async {
                    self.operations() >= before + times
                })
                .await;
            };
            let untold = [StageType::RequestedStage, StageType::OffStage][n % 2];
            self.fake.put(&user_id(UNTOLD), untold);
            cuts += match *way {
                Way::AtOnce => self.fake.cut(),
                Way::After(times) => {
                    happen(times).await;
                    self.fake.cut()
                }
                Way::In(acts) => {
                    self.fake.acts_once(acts);
                    happen(1).await;
                    1
                }
            };
        }
        until("no host comes back", || async {
            self.fake.count("room.joinRoom") > CUTS && self.is_in().await
        })
        .await;
        self.is_over.set(true);
        cuts
    }
}

/// The name of whom an event or the stage tells.
fn named(participant: &Value) -> String {
    participant["display_name"].as_str().unwrap().to_owned()
}

/// What somebody who follows makes of it: they apply what they hear, and read the stage again when
/// something may be missing.
struct Picture {
    stands: BTreeMap<String, StageStatus>,
    /// What was heard between one resync and the next.
    heard: Vec<Vec<(String, StageStatus)>>,
}

impl Picture {
    /// Follows until the last thing has happened.
    async fn follow(stage: &Stage) -> Self {
        let (stands, last) = stage.read().await;
        let mut picture = Self {
            stands,
            heard: vec![Vec::new()],
        };
        let request = stage
            .served
            .request(Method::GET, &path("/events"), &stage.token);
        let response = request.header("last-event-id", last).send().await.unwrap();
        let mut events = response.bytes_stream().eventsource();
        loop {
            let event = timeout(BOUND, events.next())
                .await
                .unwrap()
                .unwrap()
                .unwrap();
            let data: Value = serde_json::from_str(&event.data).unwrap();
            match &*event.event {
                "resync" => {
                    picture.stands = stage.read().await.0;
                    picture.heard.push(Vec::new());
                }
                "status" => {
                    let participant = &data["participant"];
                    let status = serde_json::from_value(participant["stage_status"].clone());
                    let (name, status) = (named(participant), status.unwrap());
                    picture.stands.insert(name.clone(), status);
                    if name == LAST {
                        return picture;
                    }
                    if name != UNTOLD {
                        picture.heard.last_mut().unwrap().push((name, status));
                    }
                }
                other => panic!("{other}: {data}"),
            }
        }
    }

    /// How much was heard. Between two resyncs it is what happened there without a gap: whatever was not heard
    /// of lies before one.
    fn check(&self, happened: &[(String, StageStatus)]) -> usize {
        let mut from = 0;
        for heard in self.heard.iter().filter(|heard| !heard.is_empty()) {
            let mut places = happened[from..].windows(heard.len());
            let place = places.position(|window| window == heard);
            let place = place.unwrap_or_else(|| panic!("not without a gap: {heard:?}"));
            from += place + heard.len();
        }
        self.heard.iter().map(Vec::len).sum()
    }
}

#[expect(clippy::print_stderr, reason = "to be quoted")]
#[tokio::test]
async fn a_hundred_lost_connections_double_nothing_and_hide_nothing() {
    let begun = Instant::now();
    let stage = Stage::begin();
    let names: Vec<_> = (1..=CLIENTS).map(|n| format!("client-{n}")).collect();
    let work = async {
        let alone = names.iter().map(|name| [&**name]);
        let alone = join_all(alone.map(|name| {
            let stage = &stage;
            async move { stage.client(&name).await }
        }));
        let (cuts, alone, together) = tokio::join!(stage.cut(), alone, stage.client(&TOGETHER));
        let mut last = Tally::new();
        stage.operate("grant", &[LAST], &mut last).await;
        assert_eq!(last, Tally::from([("done".to_owned(), 1)]));
        let mut tally = Tally::new();
        for (told, times) in alone.into_iter().chain([together]).flatten() {
            *tally.entry(told).or_default() += times;
        }
        (cuts, tally)
    };
    let ((cuts, tally), picture) = tokio::join!(work, Picture::follow(&stage));

    let (stands, _) = stage.read().await;
    assert_eq!(picture.stands, stands);
    for (name, status_told) in &stands {
        let stands = stage.fake.stands(&user_id(name)).unwrap();
        assert_eq!(*status_told, status(stands), "{name}");
    }
    let happened: Vec<_> = stage
        .fake
        .changes()
        .into_iter()
        .map(|(user, stage_type)| (user.trim_start_matches("u-").to_owned(), status(stage_type)))
        .filter(|(name, _)| name != UNTOLD)
        .collect();
    let heard = picture.check(&happened);
    let resyncs = picture.heard.len() - 1;
    let metrics = stage.served.get("/metrics", &stage.token).await;
    let reconnects = format!("dyte_stage_reconnects_total {CUTS}\n");
    assert!(
        metrics.body.as_str().unwrap().contains(&reconnects),
        "{metrics:?}"
    );
    assert_eq!((cuts, resyncs), (CUTS, CUTS));
    eprintln!(
        "{cuts} live connections cut within {:?}; operations on a participant, by what was answered: \
         {tally:?}; {resyncs} resyncs; {heard} of {} changes heard, the others before a resync",
        begun.elapsed(),
        happened.len(),
    );
}

#[tokio::test]
async fn nobody_is_judged_by_where_they_stood_before_the_connection_was_lost() {
    const SESSION: &str = "GET /meetings/m-1/active-session";
    let fake = Fake::new(Behaviour {
        people: vec![accepted("amara"), asking("bo")],
        ..Behaviour::default()
    });
    let served = Served::of(fake.home(), &["-q"]);
    let admin = served.token("admin", &[]);
    assert_eq!(served.get(&path(""), &admin).await.status, StatusCode::OK);
    // Until the test says so, there is no way back; meanwhile the grant is taken back, and Chen asks.
    fake.set_holds(&[Hold {
        line: SESSION,
        until: &["GET /client/v4/now"],
    }]);
    fake.cut();
    fake.logged(SESSION, 2).await;
    fake.set_room(vec![listening("amara"), asking("bo"), asking("chen")]);

    let operation = |operation: &str, body: Value| {
        let request = served.request(Method::POST, &path(&format!("/{operation}")), &admin);
        tokio::spawn(send(request.json(&body)))
    };
    let amara = operation("grant", json!({"participants": ["u-amara"]}));
    let everybody = operation("deny", json!({"all": true}));
    let dry = operation(
        "kick",
        json!({"participants": ["u-amara"], "dry_run": true}),
    );
    let whoami = served.get("/v1/whoami", &admin).await;
    assert_eq!(whoami.status, StatusCode::OK);
    let is_answered = [&amara, &everybody, &dry].map(JoinHandle::is_finished);
    reqwest::get(format!("{}/now", fake.api_url()))
        .await
        .unwrap();
    let (amara, everybody, dry) = tokio::try_join!(amara, everybody, dry).unwrap();
    let told = |answer: &ApiResponse| {
        let results = answer.body["results"].as_array().unwrap().iter();
        let told = results.map(|result| {
            let id = result["participant"]["user_id"].as_str().unwrap();
            format!("{id} {}", result["outcome"].as_str().unwrap())
        });
        told.collect::<Vec<_>>()
    };
    assert_eq!(told(&amara), ["u-amara done"]);
    assert_eq!(told(&everybody), ["u-bo done", "u-chen done"]);
    assert_eq!(is_answered, [false; 3], "{dry:?}");
}
