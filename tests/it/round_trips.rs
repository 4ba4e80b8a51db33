//! How many round trips to the platform follow each other. The platform counts them without a clock,
//! and holds answers back until what may be sent meanwhile has come in: a program that does one after
//! the other is counted higher, or never answered.

use std::sync::Arc;

use model::{Operation, StageStatus};
use platform::{HOST_PRESET, Host, OperationEffect, Platform};

use crate::fake::{AHEAD, Behaviour, DETAILS, Fake, Hold, MEETING, asking, preset};

const SESSION: &str = "GET /meetings/m-1/active-session";
const PRESETS: &str = "GET /presets";

/// What is sent at once when no token is kept.
const COLD: [Hold; 4] = [
    hold(SESSION, &[PRESETS, AHEAD]),
    hold(PRESETS, &[SESSION, AHEAD]),
    hold(AHEAD, &[SESSION, PRESETS]),
    READING,
];
/// The same, when the platform is to tell where the socket is: its host is connected to as well.
const COLD_AND_TOLD: [Hold; 4] = [
    hold(SESSION, &[PRESETS, AHEAD, AHEAD]),
    hold(PRESETS, &[SESSION, AHEAD, AHEAD]),
    hold(AHEAD, &[SESSION, PRESETS, AHEAD, AHEAD]),
    READING,
];
/// What is sent at once when a token is kept.
const KEPT: [Hold; 3] = [hold(SESSION, &[AHEAD]), hold(AHEAD, &[SESSION]), READING];
/// Two presets that are read at once.
const HOST: Hold = hold("GET /presets/preset-host", &["GET /presets/preset-viewer"]);
const VIEWER: Hold = hold("GET /presets/preset-viewer", &["GET /presets/preset-host"]);
/// 17, 12 and 2.
const READING: Hold = hold(
    "room.roomPeerCount",
    &["room.getStageRequests", "room.getRoomPeersInfo"],
);

const fn hold(line: &'static str, until: &'static [&'static str]) -> Hold {
    Hold { line, until }
}

/// A platform with more presets than there are connections by the time one is read.
fn platform(holds: &[Hold]) -> Fake {
    let fake = Fake::new(Behaviour {
        people: ["amara", "bo", "chen"].map(asking).to_vec(),
        presets: ["host", "viewer", "panelist", "presenter", HOST_PRESET]
            .map(|name| preset(name, true, true, "WEBINAR"))
            .to_vec(),
        ..Behaviour::default()
    });
    fake.set_holds(holds);
    fake
}

async fn join(platform: Arc<Platform>) -> Host {
    Host::join(platform, MEETING.into(), Arc::default())
        .await
        .unwrap()
}

async fn grant(host: &Host, user: &str) {
    let acted = host.act(Operation::Grant, &[user.into()]).await;
    assert_eq!(acted, [OperationEffect::Confirmed(StageStatus::Accepted)]);
}

#[tokio::test]
async fn what_follows_an_answer_is_counted_and_what_overlaps_is_not() {
    let (fake, tokens) = (platform(&[]), tempfile::tempdir().unwrap());
    let rest = &fake.platform(tokens.path()).rest;
    rest.presets().await.unwrap();
    assert_eq!(fake.round_trips(), 2, "a connection and a call");
    rest.presets().await.unwrap();
    assert_eq!(fake.round_trips(), 3, "a call");
    fake.set_holds(&[HOST, VIEWER]);
    let both = tokio::join!(rest.preset("preset-host"), rest.preset("preset-viewer"));
    assert!(both.0.is_ok() && both.1.is_ok());
    assert_eq!(fake.round_trips(), 5, "a second connection and a call");
}

#[tokio::test]
async fn a_grant_takes_nine_with_a_kept_token_six_and_once_there_one() {
    let (fake, tokens) = (platform(&COLD_AND_TOLD), tempfile::tempdir().unwrap());
    let host = join(fake.told_platform(tokens.path())).await;
    grant(&host, "u-amara").await;
    let cold = fake.round_trips();
    grant(&host, "u-bo").await;
    let second = fake.round_trips() - cold;
    host.leave().await;

    fake.set_holds(&KEPT);
    let before = fake.round_trips();
    let host = join(fake.told_platform(tokens.path())).await;
    grant(&host, "u-chen").await;
    let kept = fake.round_trips() - before;

    let counted = format!("cold {cold}, kept {kept}, second {second}\n{}", fake.log());
    assert!(cold <= 9 && kept <= 6 && second == 1, "{counted}");
    // The first of them asked where the socket is.
    assert_eq!(fake.count(DETAILS), 1);
}

/// All that differs is to which hosts there are connections already.
#[tokio::test]
async fn on_three_hosts_a_cold_grant_takes_no_more() {
    let (fake, tokens) = (platform(&COLD_AND_TOLD), tempfile::tempdir().unwrap());
    let host = join(fake.told_platform_on_three_hosts(tokens.path())).await;
    grant(&host, "u-amara").await;
    let cold = fake.round_trips();
    assert!(cold <= 9, "{cold}\n{}", fake.log());
}

/// Nobody need ask where the socket is: it is configured.
#[test]
fn on_the_command_line_it_takes_no_more() {
    let fake = platform(&COLD);
    let home = fake.home();
    let granted = home.run(&["grant", "u-amara"]);
    assert!(granted.ends_with("-- exit 0\n"), "{granted}");
    let cold = fake.round_trips();

    fake.set_holds(&KEPT);
    let granted = home.run(&["grant", "u-bo"]);
    assert!(granted.ends_with("-- exit 0\n"), "{granted}");
    let kept = fake.round_trips() - cold;

    let counted = format!("cold {cold}, kept {kept}\n{}", fake.log());
    assert!(cold <= 8 && kept <= 6, "{counted}");
}

#[tokio::test]
async fn how_many_who_asks_and_who_is_there_are_asked_at_once() {
    let (fake, tokens) = (platform(&[READING]), tempfile::tempdir().unwrap());
    let host = join(fake.platform(tokens.path())).await;
    let everybody = host.read(|roster, complete| (roster.requests().0.len(), complete));
    assert_eq!(everybody, (3, true));
    let log = fake.log();
    let (_, read) = log.split_once("room.joinRoom\n").unwrap();
    assert_eq!(
        read,
        "room.roomPeerCount\nroom.getStageRequests\nroom.getRoomPeersInfo"
    );
}
