//! Socket discovery: the address is asked for once, and no token goes anywhere else.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use platform::{Error, Host, JoinError, Refused};
use serde_json::{Value, json};
use tempfile::TempDir;
use testing::Raw;
use testing::fake::{Answer, Behaviour, DETAILS, Fake, MEETING, Rule, Socket};
use tokio::time;

const ADDED: &str = "POST /meetings/m-1/participants";

fn telling(rule: Rule) -> Fake {
    Fake::new(Behaviour {
        rest: vec![rule],
        ..Behaviour::default()
    })
}

fn socket_at(base_uri: &str) -> Answer {
    Answer::data(&json!({"socket": {"base_uri": base_uri}}))
}

/// Joins a meeting and leaves it, as a command does; the platform is asked where the socket is.
async fn join(fake: &Fake, tokens: &Path) -> Result<(), JoinError> {
    let host = Host::join(fake.told_platform(tokens), MEETING.into(), Arc::default()).await?;
    host.leave().await;
    Ok(())
}

/// What is kept of our participant on each platform, by whom only we can read it.
fn kept(tokens: &TempDir) -> Vec<Value> {
    use std::os::unix::fs::PermissionsExt;

    let files = std::fs::read_dir(tokens.path()).unwrap();
    let kept = files.map(|file| {
        let file = file.unwrap().path();
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
    });
    kept.collect()
}

#[tokio::test]
async fn a_socket_that_is_not_told_of_is_where_it_usually_is() {
    let answers = [
        Answer::error(401, "Unauthorized"),
        Answer::gateway_error(404, 7003, "no such route"),
        Answer::error(500, "internal error"),
        Answer::text(200, "<html><title>Sign in</title></html>"),
        Answer::text(200, r#"{"success":true,"data":{"socket":{"base_uri":"exam"#),
        Answer::data(&json!({})),
        Answer::data(&json!({"socket": {}})),
        Answer::data(&json!({"socket": {"base_uri": 7}})),
        socket_at(""),
        socket_at("example.com/path"),
        socket_at("user@example.com"),
        socket_at("example.com?x="),
    ];
    for answer in answers {
        let body = answer.body.clone();
        let fake = telling(Rule::always(DETAILS, answer));
        let tokens = tempfile::tempdir().unwrap();
        let joined = join(&fake, tokens.path()).await;
        assert_eq!(joined, Ok(()), "{body}");
        assert_eq!(
            (fake.count(DETAILS), fake.count("socket opened")),
            (1, 1),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_platform_that_does_not_say_where_the_socket_is_is_not_waited_for_long() {
    let fake = telling(Rule::silent(DETAILS));
    let tokens = tempfile::tempdir().unwrap();
    let later = async {
        fake.logged(DETAILS, 1).await;
        time::pause();
        time::advance(Duration::from_secs(6)).await;
        time::resume();
    };
    let (joined, ()) = tokio::join!(join(&fake, tokens.path()), later);
    assert_eq!(joined, Ok(()));
    assert_eq!(fake.count("socket opened"), 1);
}

#[tokio::test]
async fn where_the_socket_is_is_asked_once() {
    let (fake, tokens) = (
        Fake::new(Behaviour::default()),
        tempfile::tempdir().unwrap(),
    );
    for _ in 0..2 {
        join(&fake, tokens.path()).await.unwrap();
        let [kept] = &*kept(&tokens) else {
            panic!("there is one file");
        };
        assert_eq!(kept["socket"], fake.signalling_url());
    }
    assert_eq!((fake.count(DETAILS), fake.count(ADDED)), (1, 1));

    // A platform that has nothing to tell is not asked again, one that could not answer is.
    for (status, asked) in [(404, 1), (500, 2)] {
        let fake = telling(Rule::once(DETAILS, Answer::error(status, "not now")));
        let tokens = tempfile::tempdir().unwrap();
        for _ in 0..3 {
            join(&fake, tokens.path()).await.unwrap();
        }
        assert_eq!((fake.count(DETAILS), fake.count(ADDED)), (asked, 1));
    }
}

#[tokio::test]
async fn a_token_is_kept_for_one_address_only() {
    let tokens = tempfile::tempdir().unwrap();
    let [here, there] = [(); 2].map(|()| Fake::new(Behaviour::default()));
    for _ in 0..2 {
        for fake in [&here, &there] {
            join(fake, tokens.path()).await.unwrap();
        }
    }
    // Each has given us a participant of its own, and told us of its own socket.
    for fake in [&here, &there] {
        assert_eq!((fake.count(ADDED), fake.count(DETAILS)), (1, 1));
        assert_eq!(fake.count("socket opened"), 2);
    }
    assert_eq!(kept(&tokens).len(), 2);
}

#[tokio::test]
async fn no_token_follows_a_redirect() {
    let elsewhere = Raw::new("");
    let fake = telling(Rule::always(
        DETAILS,
        Answer::redirect(&format!("http://{}/v2", elsewhere.address)),
    ));
    let tokens = tempfile::tempdir().unwrap();
    assert_eq!(join(&fake, tokens.path()).await, Ok(()));
    assert_eq!(fake.count(DETAILS), 1);

    let fake = Fake::new(Behaviour {
        socket: Socket::Elsewhere(elsewhere.address),
        ..Behaviour::default()
    });
    let tokens = tempfile::tempdir().unwrap();
    let refused = join(&fake, tokens.path()).await.unwrap_err();
    let redirected = Error::Refused(Refused::Request(
        302,
        "the socket was not opened".to_owned(),
    ));
    assert_eq!(refused, JoinError::Platform(redirected));
    assert_eq!(fake.count("socket opened"), 1);
    assert_eq!(elsewhere.asked(), [""; 0]);
}
