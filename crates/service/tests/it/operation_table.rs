//! Every operation from every status, by every kind of participant, in every kind of meeting, on
//! platforms that do their part well, badly or not at all: the result follows from the operation table,
//! [`Operation::verdict`], and from what the platform shows.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use model::{Conflict, Operation, StageAccess, StageStatus, Verdict};
use net::{Reach, client};
use protocol::signalling::message::Peer;
use serde_json::{Value, json};
use service::{Service, Settings};
use testing::fake::{
    Acts, Behaviour, Fake, MEETING, accepted, asking, listening, on_stage, preset, registered,
    with_access,
};
use tokio::net::TcpListener;

const TOKEN: &str = "the token";
const ACCESSES: [(StageAccess, &str); 3] = [
    (StageAccess::Allowed, "ALLOWED"),
    (StageAccess::CanRequest, "CAN_REQUEST"),
    (StageAccess::NotAllowed, "NOT_ALLOWED"),
];
const VIEWS: [&str; 3] = ["WEBINAR", "LIVESTREAM", "GROUP_CALL"];
const ACTS: [Acts; 15] = [
    Acts::Broadcast,
    Acts::BroadcastByUser,
    Acts::BroadcastAmongNoise,
    Acts::AnswerById,
    Acts::AnswerByIdAlone,
    Acts::AnswerOnly,
    Acts::AnswerFalsely,
    Acts::Nothing,
    Acts::Refuse,
    Acts::RefuseAsMedia,
    Acts::RefuseFalsely,
    Acts::TheyLeave,
    Acts::Cut,
    Acts::CutAfterwards,
    Acts::BroadcastAndCut,
];
/// How many operations are tried at once, each on a platform of its own.
const GROUPS_AT_ONCE: usize = 40;
/// How many participants are acted for at once.
const AT_ONCE: usize = 128;

/// Somebody in the meeting, by whom a row of the table is tried.
#[derive(Debug, Clone)]
struct Person {
    name: String,
    status: StageStatus,
    access: StageAccess,
    preset: String,
}

/// Outcome and reason, as the Stage API says them.
type Became = (&'static str, Option<&'static str>);

fn people() -> Vec<Person> {
    let statuses = StageStatus::ALL.into_iter();
    let cells = statuses.flat_map(|status| ACCESSES.map(|access| (status, access)));
    let cells = cells.flat_map(|(status, access)| VIEWS.map(|view| (status, access, view)));
    let people = cells.map(|(status, (access, name), view)| Person {
        name: format!("{status}-{name}-{view}").to_lowercase(),
        status,
        access,
        preset: format!("{name}-{view}").to_lowercase(),
    });
    people.collect()
}

impl Person {
    /// Nobody is behind it, so that a connection of our own takes its place.
    fn peer(&self) -> Peer {
        let peer = match self.status {
            StageStatus::OnStage => on_stage(&self.name),
            StageStatus::Accepted => accepted(&self.name),
            StageStatus::Requested => asking(&self.name),
            StageStatus::OffStage => listening(&self.name),
        };
        Peer {
            peer_id: format!("sim-{}", self.name),
            ..peer
        }
    }
}

fn platform(acts: Acts) -> Fake {
    let presets = ACCESSES.iter().flat_map(|(_, access)| {
        VIEWS.map(|view| {
            let name = format!("{access}-{view}").to_lowercase();
            with_access(&name, access, view, true)
        })
    });
    let host = preset("host", true, true, "WEBINAR");
    Fake::new(Behaviour {
        people: people().iter().map(Person::peer).collect(),
        registered: people()
            .iter()
            .map(|person| registered(&person.name, &person.preset))
            .collect(),
        presets: presets.chain([host]).collect(),
        acts,
        ..Behaviour::default()
    })
}

/// What must become of it, by the table, and by what the platform then shows.
fn expected(operation: Operation, person: &Person, acts: Acts) -> Became {
    match operation.verdict(person.status, person.access) {
        Verdict::Unchanged => ("unchanged", None),
        Verdict::Conflict(Conflict::NotAllowed) => ("failed", Some("not_permitted")),
        Verdict::Conflict(_) => ("conflict", Some("wrong_status")),
        Verdict::Send => match acts {
            Acts::Broadcast
            | Acts::BroadcastByUser
            | Acts::BroadcastAmongNoise
            | Acts::AnswerById
            | Acts::AnswerByIdAlone
            | Acts::AnswerOnly
            | Acts::RefuseFalsely
            | Acts::CutAfterwards
            | Acts::BroadcastAndCut => ("done", None),
            // Older platforms answer these, and say nothing more.
            Acts::AnswerFalsely if [Operation::Join, Operation::Leave].contains(&operation) => {
                ("done", None)
            }
            Acts::AnswerFalsely | Acts::Nothing | Acts::Cut => ("unconfirmed", Some("not_shown")),
            Acts::Refuse => ("failed", Some("not_permitted")),
            Acts::RefuseAsMedia => ("failed", Some("refused")),
            Acts::TheyLeave => ("failed", Some("left")),
        },
    }
}

/// The name of the frame that an operation sends.
fn frame(operation: Operation) -> &'static str {
    match operation {
        Operation::Grant => "room.grantStageAccess",
        Operation::Deny => "room.denyStageAccess",
        Operation::Kick | Operation::Leave => "room.leaveStage",
        Operation::Request => "room.requestStageAccess",
        Operation::Cancel => "room.cancelStageRequest",
        Operation::Join => "room.joinStage",
    }
}

/// A service on top of a platform, as its callers see it.
struct Api {
    http: reqwest::Client,
    service: Service,
    fake: Fake,
    _tokens: tempfile::TempDir,
}

impl Api {
    async fn start(fake: Fake) -> Self {
        let tokens = tempfile::tempdir().unwrap();
        let platform = fake.as_sandbox(tokens.path());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self {
            http: client(Reach::Loopback, Duration::from_mins(2)).unwrap(),
            service: Service::serve(listener, platform, Settings::private(TOKEN.into())).unwrap(),
            fake,
            _tokens: tokens,
        }
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let url = format!("{}/v1/meetings/{MEETING}/{path}", self.service.url());
        let request = self.http.post(url).bearer_auth(TOKEN).json(body);
        request.send().await.unwrap().json().await.unwrap()
    }

    /// What becomes of an operation for everybody, by name.
    async fn everybody(&self, operation: Operation) -> BTreeMap<String, Value> {
        let people = people();
        if operation.is_own() {
            let acting = people.into_iter().map(async |person| {
                let path = format!("participants/{}/stage/{operation}", person.name);
                let became = self.post(&path, &json!({})).await;
                (person.name, became)
            });
            return stream::iter(acting)
                .buffer_unordered(AT_ONCE)
                .collect()
                .await;
        }
        let ids: Vec<_> = people.iter().map(|p| format!("u-{}", p.name)).collect();
        let body = json!({"participants": ids});
        let answer = self.post(&format!("stage/{operation}"), &body).await;
        let results = answer["results"].as_array().unwrap().iter().cloned();
        people.into_iter().map(|p| p.name).zip(results).collect()
    }
}

async fn try_everybody(operation: Operation, acts: Acts) {
    let api = Api::start(platform(acts)).await;
    let mut became = api.everybody(operation).await;
    for person in people() {
        let result = became.remove(&person.name).unwrap();
        let text = |member: &str| result[member].as_str();
        let (outcome, reason) = expected(operation, &person, acts);
        assert_eq!(
            (text("outcome"), text("reason")),
            (Some(outcome), reason),
            "{operation} for {person:?} on {acts:?}: {result}"
        );
        if outcome == "done" {
            let status = serde_json::from_value(result["stage_status"].clone()).unwrap();
            assert!(
                operation.confirmed_by(status),
                "{operation} for {person:?}: {status}"
            );
        }
    }
    let people = people().into_iter();
    let to_send = people.filter(|p| operation.verdict(p.status, p.access) == Verdict::Send);
    let (sent, log) = (sent(operation, &api.fake), api.fake.log());
    assert_eq!(sent, to_send.count(), "{operation} on {acts:?}:\n{log}");
    api.service.close().await;
}

/// For how many participants an operation was sent: those whom frames name, else their sender.
fn sent(operation: Operation, fake: &Fake) -> usize {
    let log = fake.log();
    let frames = log
        .lines()
        .filter_map(|line| line.strip_prefix(frame(operation)));
    frames.map(|names| names.split(',').count()).sum()
}

#[tokio::test]
async fn what_becomes_of_an_operation_follows_from_the_table_and_from_what_is_shown() {
    let cells = ACTS.into_iter();
    let cells = cells.flat_map(|acts| Operation::ALL.map(|operation| (operation, acts)));
    stream::iter(cells)
        .map(|(operation, acts)| try_everybody(operation, acts))
        .buffer_unordered(GROUPS_AT_ONCE)
        .collect::<()>()
        .await;
}
