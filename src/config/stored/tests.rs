//! What edits leave alone, and that secrets are for their owner.

use super::*;
use crate::config::profile::KEYS;

#[test]
fn an_edit_keeps_comments_and_order() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::at(folder.path());
    home.config().unwrap();
    let text = "# ours\nprofile = \"a\" # the usual\n\n[profiles.b]\nmeeting = \"m\" # big\n\n[profiles.a]\n";
    std::fs::write(home.config_file(), text).unwrap();
    let mut edit = Edit::profiles(&home).unwrap();
    edit.choose(Some("b"));
    edit.set("b", KEYS[7], Some("n"));
    edit.set("a", KEYS[2], Some("app"));
    edit.write(&home).unwrap();
    assert_eq!(
        std::fs::read_to_string(home.config_file()).unwrap(),
        "# ours\nprofile = \"b\" # the usual\n\n[profiles.b]\nmeeting = \"n\" # big\n\n[profiles.a]\napp_id = \"app\"\n"
    );
}

#[test]
fn a_secret_is_for_its_owner_and_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::at(folder.path());
    let saved = Saved {
        base_url: "https://example.com/".to_owned(),
        secret: "hunter2".into(),
    };
    save_secret(&home, "live", Some(&saved)).unwrap();
    let (stored, _) = Stored::read(&home).unwrap();
    assert!(!format!("{stored:?}").contains("hunter2"));
    assert_eq!(
        stored.secrets.unwrap()["live"].secret.expose_secret(),
        "hunter2"
    );
    std::fs::write(home.credentials_file(), "[profiles.live]\nsecret = hunter2").unwrap();
    let error = secrets(&home.credentials_file()).unwrap_err();
    assert!(!format!("{error:?} {error}").contains("hunter2"));
}
