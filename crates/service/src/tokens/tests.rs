use std::thread;
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;

use api::Role;
use jiff::Timestamp;

use super::store::LONGEST_LIFE;
use super::*;

fn store() -> (TempDir, TokenStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = TokenStore::in_folder(folder.path());
    (folder, store)
}

fn named(name: &str) -> NewToken {
    NewToken {
        name: name.to_owned(),
        role: Role::Moderator,
        meetings: Vec::new(),
        expires_in: None,
    }
}

/// The name of the token that a running service accepts for a secret.
fn name(tokens: &TokenVerifier, secret: &SecretString) -> Option<String> {
    let token = tokens.verify(secret.expose_secret()).unwrap();
    token.map(|token| token.name.clone())
}

#[test]
fn a_token_is_known_by_its_secret_alone() {
    let (_folder, store) = store();
    let tokens = TokenVerifier::new(store.clone());
    assert_eq!(tokens.verify("").unwrap(), None);
    let hour = Duration::from_hours(1);
    let new = NewToken {
        meetings: vec!["townhall".into()],
        expires_in: Some(hour),
        ..named("backend")
    };
    let (backend, secret) = store.create(new).unwrap();
    let (_, other) = store.create(named("wallboard")).unwrap();
    assert_eq!(backend.expires_at.unwrap(), backend.created_at + hour);

    let verified = tokens.verify(secret.expose_secret()).unwrap();
    assert_eq!(verified.as_deref(), Some(&backend));
    assert_eq!(name(&tokens, &other).as_deref(), Some("wallboard"));
    let secret = secret.expose_secret();
    let digits = secret.strip_prefix("dyte_stage_").unwrap();
    assert_eq!(digits.len(), 64);
    for nobodys in [digits, &backend.id, "backend", &secret[1..], ""] {
        assert_eq!(tokens.verify(nobodys).unwrap(), None, "{nobodys}");
    }
    assert_eq!(store.list().unwrap()[0], backend);
}

#[test]
fn a_token_ends_when_it_said() {
    let (_folder, store) = store();
    let tokens = TokenVerifier::new(store.clone());
    let new = NewToken {
        expires_in: Some(Duration::from_millis(20)),
        ..named("guest")
    };
    let (token, secret) = store.create(new).unwrap();
    let end = token.expires_at.unwrap();
    assert!(!token.has_expired(token.created_at));
    assert!(token.has_expired(end));
    let deadline = Instant::now() + Duration::from_secs(20);
    while name(&tokens, &secret).is_some() {
        assert!(Instant::now() < deadline, "it is still good");
    }
    assert!(Timestamp::now() >= end);
    // It stays listed until it is revoked.
    assert_eq!(store.list().unwrap(), [token]);
}

#[test]
fn a_running_service_sees_every_change_at_once() {
    let (_folder, store) = store();
    let tokens = TokenVerifier::new(store.clone());
    // Names of one length: the file is as long each time, and changes within a tick of its clock.
    for n in 10..60 {
        let (token, secret) = store.create(named(&format!("guest-{n}"))).unwrap();
        assert_eq!(name(&tokens, &secret), Some(token.name.clone()));
        let called = if n % 2 == 0 { &token.name } else { &token.id };
        assert_eq!(store.revoke(called).unwrap(), token);
        assert_eq!(name(&tokens, &secret), None);
    }
}

#[test]
fn a_file_that_has_not_changed_for_long_is_not_read_again() {
    let (_folder, store) = store();
    let (_, secret) = store.create(named("backend")).unwrap();
    let file = std::fs::File::options().write(true).open(store.path());
    let file = file.unwrap();
    let long_ago = std::time::SystemTime::now() - Duration::from_hours(1);
    file.set_modified(long_ago).unwrap();
    let tokens = TokenVerifier::new(store.clone());
    let first = tokens.verify(secret.expose_secret()).unwrap().unwrap();
    let second = tokens.verify(secret.expose_secret()).unwrap().unwrap();
    assert!(std::sync::Arc::ptr_eq(&first, &second));
    store.revoke("backend").unwrap();
    assert_eq!(name(&tokens, &secret), None);
}

#[test]
fn a_file_that_is_gone_holds_no_tokens() {
    let (_folder, store) = store();
    let tokens = TokenVerifier::new(store.clone());
    let (_, secret) = store.create(named("backend")).unwrap();
    assert!(name(&tokens, &secret).is_some());
    std::fs::remove_file(store.path()).unwrap();
    assert_eq!(name(&tokens, &secret), None);
    assert_eq!(store.list().unwrap(), []);
}

#[test]
fn with_a_file_that_cannot_be_used_no_token_is_known_and_it_is_left_as_it_is() {
    let (_folder, store) = store();
    let tokens = TokenVerifier::new(store.clone());
    let (_, secret) = store.create(named("backend")).unwrap();
    assert!(name(&tokens, &secret).is_some());
    let good = std::fs::read_to_string(store.path()).unwrap();
    let half = &good[..good.len() / 2];
    let newer = good.replace(r#""version": 1"#, r#""version": 2"#);
    let unknown = good.replace(r#""meetings""#, r#""only_at_night": true, "meetings""#);
    for damaged in ["", "{}", half, &newer, &unknown] {
        std::fs::write(store.path(), damaged).unwrap();
        for error in [
            tokens.verify(secret.expose_secret()).unwrap_err(),
            store.create(named("another")).unwrap_err(),
            store.revoke("backend").unwrap_err(),
            store.list().unwrap_err(),
        ] {
            assert!(matches!(error, TokenError::Damaged { .. }), "{error}");
            let path = store.path().display().to_string();
            assert!(error.to_string().contains(&path), "{error}");
        }
        assert_eq!(std::fs::read_to_string(store.path()).unwrap(), damaged);
    }
    std::fs::write(store.path(), good).unwrap();
    assert!(name(&tokens, &secret).is_some());
    std::fs::remove_file(store.path()).unwrap();
    std::fs::create_dir(store.path()).unwrap();
    let error = tokens.verify(secret.expose_secret()).unwrap_err();
    assert!(matches!(error, TokenError::Read { .. }), "{error}");
}

#[test]
fn a_name_is_one_tokens_only() {
    let (_folder, store) = store();
    let (first, _) = store.create(named("backend")).unwrap();
    for taken in ["backend", &first.id] {
        let error = store.create(named(taken)).unwrap_err();
        assert!(matches!(&error, TokenError::Taken(name) if name == taken));
    }
    let longest = "é".repeat(64);
    store.create(named(&longest)).unwrap();
    for bad in ["", " ", " a", "a\nb", "\u{1b}[31m", &"é".repeat(65)] {
        let error = store.create(named(bad)).unwrap_err();
        assert!(matches!(error, TokenError::Name(_)), "{bad:?}: {error}");
    }
    let error = store.revoke("nobody").unwrap_err();
    assert!(matches!(&error, TokenError::Unknown(name) if name == "nobody"));
    assert_eq!(store.list().unwrap().len(), 2);
}

#[test]
fn a_token_lives_for_ten_years_at_most() {
    let (_folder, store) = store();
    let living = |name, life| NewToken {
        expires_in: Some(life),
        ..named(name)
    };
    store.create(living("long", LONGEST_LIFE)).unwrap();
    for life in [LONGEST_LIFE + Duration::from_secs(1), Duration::MAX] {
        let error = store.create(living("longer", life)).unwrap_err();
        assert!(matches!(error, TokenError::TooLong), "{error}");
    }
}

#[test]
fn of_many_who_change_the_file_at_once_none_loses_what_another_did() {
    let (_folder, store) = store();
    store.create(named("old")).unwrap();
    let secrets: Vec<_> = thread::scope(|scope| {
        let create = |n| {
            let store = &store;
            scope.spawn(move || store.create(named(&format!("guest-{n}"))).unwrap().1)
        };
        let creating: Vec<_> = (0..20).map(create).collect();
        scope.spawn(|| store.revoke("old").unwrap());
        creating.into_iter().map(|c| c.join().unwrap()).collect()
    });
    let tokens = TokenVerifier::new(store.clone());
    for (n, secret) in secrets.iter().enumerate() {
        assert_eq!(name(&tokens, secret), Some(format!("guest-{n}")));
    }
    let mut ids: Vec<_> = store.list().unwrap().into_iter().map(|t| t.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 20);
}

#[test]
fn no_secret_is_kept_or_shown() {
    let (_folder, store) = store();
    let tokens = TokenVerifier::new(store.clone());
    let created = store.create(named("backend")).unwrap();
    let secret = created.1.expose_secret().strip_prefix("dyte_stage_");
    let secret = secret.unwrap();
    let kept = std::fs::read_to_string(store.path()).unwrap();
    assert!(!kept.contains(secret), "{kept}");
    let verified = tokens.verify(created.1.expose_secret()).unwrap();
    let file: serde_json::Value = serde_json::from_str(&kept).unwrap();
    let hash = file["tokens"][0]["sha256"].as_str().unwrap();
    let shown = format!("{created:?} {tokens:?} {verified:?}");
    assert!(!shown.contains(secret) && !shown.contains(hash), "{shown}");
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_the_file() {
    use std::os::unix::fs::PermissionsExt;

    let (folder, store) = store();
    store.create(named("backend")).unwrap();
    for name in ["tokens.json", "tokens.lock"] {
        let metadata = std::fs::metadata(folder.path().join(name)).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{name}");
    }
    let names = std::fs::read_dir(folder.path()).unwrap();
    assert_eq!(names.count(), 2);
}
