//! `--dry-run` where something is made, added, released or revoked: all checks, and no change.

use crate::backends::Live;
use crate::support::Home;

#[test]
fn nothing_is_made_or_added_in_a_dry_run() {
    for home in [
        Home::rehearsing(),
        Home::on(Live::RealtimeKit),
        Home::on(Live::Service),
    ] {
        let lists = ["meetings", "participants", "presets"];
        let before = lists.map(|list| home.json(&[list, "list", "-o", "json"]));
        let create = ["meetings", "create", "--title", "Town hall", "--dry-run"];
        let add = [
            "participants",
            "add",
            "new-1",
            "--preset",
            "webinar_viewer",
            "--dry-run",
        ];
        let host = ["presets", "create-host", "--dry-run"];
        let made = home.json(&[&create[..], &["-o", "json"]].concat());
        assert_eq!(made["dry_run"], true, "{made}");
        let meeting = serde_json::json!({"id": "", "title": "Town hall", "live": false});
        assert_eq!(made["meeting"], meeting);
        let told = home.run(&[&create[..], &["-o", "id"]].concat());
        assert_eq!(told, "-- stderr\ndry run: nothing was done\n-- exit 0\n");
        let told = home.run(&add);
        assert!(
            told.ends_with("dry run: nothing was done\n-- exit 0\n"),
            "{told}"
        );
        let told = home.run(&host);
        assert!(told.ends_with("-- exit 0\n"), "{told}");
        assert_eq!(
            before,
            lists.map(|list| home.json(&[list, "list", "-o", "json"]))
        );
        // What would be refused is refused.
        let told = home.run(&[
            "participants",
            "add",
            "new-1",
            "--preset",
            "none",
            "--dry-run",
        ]);
        assert!(told.ends_with("-- exit 3\n"), "{told}");
    }
}

#[test]
fn no_token_is_made_or_revoked_in_a_dry_run() {
    let home = Home::new();
    let create = ["tokens", "create", "--role", "viewer", "--name", "ci"];
    let dry = [&create[..], &["--dry-run", "-o", "json"]].concat();
    let planned =
        serde_json::json!({"dry_run": true, "name": "ci", "role": "viewer", "meetings": []});
    assert_eq!(home.json(&dry), planned);
    assert_eq!(
        home.json(&["tokens", "list", "-o", "json"]),
        serde_json::json!({"tokens": []})
    );
    home.run(&create);
    assert!(home.run(&dry).ends_with("-- exit 7\n"));
    let told = home.run(&["tokens", "revoke", "ci", "--dry-run"]);
    assert!(
        told.ends_with("dry run: nothing was done\n-- exit 0\n"),
        "{told}"
    );
    assert_eq!(
        home.json(&["tokens", "list", "-o", "json"])["tokens"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert!(
        home.run(&["tokens", "revoke", "cj", "--dry-run"])
            .ends_with("-- exit 3\n")
    );
}

#[test]
fn the_sandbox_is_as_it_was_after_a_dry_run() {
    let home = Home::rehearsing();
    home.add("new-1", "webinar_viewer", "New");
    let before = home.sandbox();
    let told = home.run(&["sandbox", "reset", "--dry-run"]);
    assert!(
        told.ends_with("dry run: nothing was done\n-- exit 0\n"),
        "{told}"
    );
    assert_eq!(home.sandbox(), before);
}

#[test]
fn a_connection_stays_in_a_dry_run() {
    let home = Home::on(Live::Service);
    let mut command = home.command(&["requests", "list", "-o", "json"]);
    let variables: Vec<_> = command
        .get_envs()
        .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
        .collect();
    assert!(command.output().unwrap().status.success());
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_dyte-stage"));
        let command = command.args(arguments).env_clear().envs(variables.clone());
        home.told(&command.output().unwrap())
    };
    let id = run(&["connections", "list", "-o", "id"]);
    let id = id.lines().next().unwrap().to_owned();
    let told = run(&["connections", "release", &id, "--dry-run"]);
    assert!(
        told.ends_with("dry run: nothing was done\n-- exit 0\n"),
        "{told}"
    );
    assert!(run(&["connections", "list", "-o", "id"]).contains(&id));
    let released = run(&["connections", "release", &id]);
    assert!(released.ends_with("-- exit 0\n"), "{released}");
    assert!(!run(&["connections", "list", "-o", "id"]).contains(&id));
}
