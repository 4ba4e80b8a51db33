//! A service's host leaves a meeting in which only hidden participants are left.

use std::sync::Arc;

use api::StageQuery;
use client::StageClient;
use net::Endpoint;
use service::{Service, Settings};
use testing::fake::{Behaviour, Fake, MEETING, hidden, pass};
use tokio::net::TcpListener;

const SESSION_CALL: &str = "GET /meetings/m-1/active-session";

/// A hidden producer and a recorder, say, may stay for ever; they are nobody to host.
#[tokio::test]
async fn a_service_left_alone_with_the_hidden_leaves_and_does_not_come_back_by_itself() {
    let fake = Fake::new(Behaviour {
        people: vec![hidden("producer")],
        ..Behaviour::default()
    });
    let tokens = tempfile::tempdir().unwrap();
    let platform = Arc::into_inner(fake.platform(tokens.path())).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let service =
        Service::serve(listener, platform, Settings::private("the token".into())).unwrap();
    let client = StageClient::new(Endpoint::rest(&service.url()).unwrap(), "the token".into());
    let client = client.unwrap();
    let meeting = MEETING.into();
    let everybody = StageQuery::default();
    for times in 1..=2 {
        let stage = client.stage(&meeting, &everybody).await.unwrap();
        assert!(stage.body.participants.is_empty());
        pass(&fake, 25).await;
        fake.logged("text 3", times).await;
    }
    pass(&fake, 25).await;
    fake.logged("socket closed 1000", 1).await;
    assert_eq!(
        (fake.count("socket opened"), fake.count(SESSION_CALL)),
        (1, 1)
    );
    // Whoever asks again has it come again.
    client.stage(&meeting, &everybody).await.unwrap();
    assert_eq!(
        (fake.count("socket opened"), fake.count(SESSION_CALL)),
        (2, 2)
    );
    service.close().await;
    fake.logged("socket closed 1000", 2).await;
}
