//! How many round trips to the platform follow each other. The fake platform counts them without a
//! clock, and holds responses back until every request that may be concurrent has arrived: a program
//! that sends them one after the other is counted higher, or never answered.

use std::sync::Arc;

use model::{Operation, StageStatus};
use platform::{Host, OperationEffect, Platform};
use testing::fake::{DETAILS, Hold, MEETING};
use testing::round_trips::{COLD_AND_TOLD, KEPT, READING, hold, platform};

/// Two presets that are read at once.
const HOST: Hold = hold("GET /presets/preset-host", &["GET /presets/preset-viewer"]);
const VIEWER: Hold = hold("GET /presets/preset-viewer", &["GET /presets/preset-host"]);

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
