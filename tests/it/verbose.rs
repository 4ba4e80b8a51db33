//! `-v` and `-vv`: requests and responses are traced, secrets are not.

use crate::backends::Live;
use crate::support::Home;

/// What a command says on stderr, whatever comes of it.
fn stderr(home: &Home, arguments: &[&str]) -> (String, Vec<String>) {
    let mut command = home.command(arguments);
    let secrets = command.get_envs().filter_map(|(name, value)| {
        let name = name.to_str()?;
        let is_secret = ["TOKEN", "KEY"].iter().any(|end| name.ends_with(end));
        Some(value?.to_str()?.to_owned()).filter(|_| is_secret)
    });
    let secrets: Vec<_> = secrets.collect();
    let output = command.output().unwrap();
    (String::from_utf8(output.stderr).unwrap(), secrets)
}

/// The tokens of participants that a home has kept.
fn kept(home: &Home) -> Vec<String> {
    let mut kept = Vec::new();
    for entry in std::fs::read_dir(home.path().join("cache"))
        .into_iter()
        .flatten()
    {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap_or_default();
        let words = text.split('"').filter(|word| word.starts_with("eyJ"));
        kept.extend(words.map(str::to_owned));
    }
    kept
}

fn hides(said: &str, secrets: &[String]) {
    for secret in secrets {
        assert!(!said.contains(secret.as_str()), "a secret is in: {said}");
    }
    assert!(!said.contains("eyJ"), "a token is in: {said}");
    assert!(
        !said.contains("Bearer ") && !said.contains("Basic "),
        "{said}"
    );
}

#[test]
fn the_whole_exchange_is_traced_without_a_secret() {
    for live in [Live::RealtimeKit, Live::Dyte] {
        let home = Home::on(live);
        let (said, secrets) = stderr(&home, &["-vv", "grant", "guest-101"]);
        assert!(!secrets.is_empty());
        assert!(!kept(&home).is_empty());
        hides(&said, &secrets);
        hides(&said, &kept(&home));
        for part in [
            "x-request-id: ",
            "authorization: …",
            "authToken=…",
            r#""token":"…""#,
            "status=200",
            "status=101",
            "room.grantStageAccess",
            "StageUsers { user_ids",
            "PeerStatusUpdate {",
            "ms=",
        ] {
            assert!(said.contains(part), "no {part} in {said}");
        }
    }
}

#[test]
fn a_service_is_traced_without_its_token() {
    let home = Home::on(Live::Service);
    let (said, secrets) = stderr(&home, &["-vv", "api", "/v1/whoami"]);
    assert_eq!(secrets.len(), 1);
    hides(&said, &secrets);
    assert!(said.contains("x-request-id: "), "{said}");
    assert!(said.contains(r#"body={"platform":"sandbox""#), "{said}");
}

#[test]
fn a_participants_token_that_was_asked_for_is_on_stdout_alone() {
    let home = Home::on(Live::RealtimeKit);
    let add = [
        "participants",
        "add",
        "new",
        "--preset",
        "webinar_viewer",
        "--name",
        "New",
        "-vv",
        "-o",
        "json",
        "--show-token",
    ];
    let output = home.command(&add).output().unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let token = answer["token"].as_str().unwrap().to_owned();
    let said = String::from_utf8(output.stderr).unwrap();
    hides(&said, &[token]);
    assert!(said.contains(r#""token":"…""#), "{said}");
}

#[test]
fn one_v_is_a_line_an_exchange_without_bodies() {
    let home = Home::on(Live::RealtimeKit);
    let (said, secrets) = stderr(&home, &["-v", "requests", "list"]);
    hides(&said, &secrets);
    assert!(said.contains("answered"), "{said}");
    assert!(!said.contains("headers="), "{said}");
    assert!(!said.contains("body="), "{said}");
}
