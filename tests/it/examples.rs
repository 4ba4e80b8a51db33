//! The examples in every command's help, each run as it stands, on a new sandbox, and the recipes of
//! `help scripting`.
//!
//! A line is run in bash, and must end with exit code 0. What a line needs besides a sandbox is made for it
//! ([`PREPARED`], [`provide`]); where it listens, the port is any that is free. A line that stays ([`STAYS`]) is
//! interrupted once it has said something. Nothing else is changed, and no line is left out.

use std::collections::BTreeSet;
use std::sync::Mutex;

use sandbox::{ACCOUNT, Certificate};

use crate::backends::Live;
use crate::shell::Shell;
use crate::support::Home;

/// What begins so stays until it is interrupted, and ends with this.
const STAYS: [(&str, &[i32]); 6] = [
    ("dyte-stage watch", &[130, 124]),
    ("dyte-stage requests watch", &[130]),
    ("dyte-stage wait guest-101 --for on-stage", &[130]),
    ("dyte-stage serve", &[0]),
    ("dyte-stage sandbox run", &[0]),
    ("dyte-stage requests watch -o id |", &[130, 0]),
];

/// What begins so needs something to be done before.
const PREPARED: [(&str, &str); 2] = [
    (
        "dyte-stage tokens revoke backend",
        "dyte-stage tokens create --role viewer --name backend",
    ),
    (
        "dyte-stage tokens list -o id | xargs",
        "dyte-stage tokens create --role viewer --name backend",
    ),
];

/// What is there before every line about the configuration: a profile.
const CONFIGURED: &str = "
    dyte-stage config set profiles.staging.platform sandbox
    dyte-stage config set profile staging
    dyte-stage config set meeting demo
    dyte-stage config set app_id app
    dyte-stage config set host_preset dyte-stage-host";

/// What asks, and for what: it is answered on a terminal in `auth.rs`. Here nobody answers.
const ASKS: [(&str, &str); 2] = [
    ("dyte-stage auth login", "--platform"),
    ("dyte-stage auth login --profile staging", "--platform"),
];

/// What begins so is about a service, with a connection into a meeting.
const SERVICE: &str = "dyte-stage connections ";

/// How many lines are run at once.
const AT_ONCE: usize = 4;

/// Every command, by the lists of commands in the help, as a reader of it would follow them.
fn commands(home: &Home) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![Vec::<String>::new()];
    while let Some(command) = open.pop() {
        let words = command.iter().map(String::as_str).chain(["--help"]);
        let help = home.run(&words.collect::<Vec<_>>());
        let list = help.split("\nOptions:\n").next();
        // Groups of them in the program's own help, one list in others; arguments are set in further.
        let is_command = |line: &&str| {
            let begin = line.strip_prefix("  ").unwrap_or_default();
            begin.starts_with(|c: char| c.is_ascii_lowercase()) && begin.contains("  ")
        };
        for line in list.unwrap_or_default().lines().filter(is_command) {
            let name = line.split_whitespace().next().unwrap().to_owned();
            open.push(command.iter().cloned().chain([name]).collect());
        }
        found.push((command.join(" "), help));
    }
    found
}

fn examples(help: &str) -> Vec<String> {
    let list = help.split_once("\nExamples:\n").map(|(_, rest)| rest);
    let list = list.and_then(|rest| rest.split("\n\n").next());
    let lines = list.unwrap_or_default().lines();
    let lines = lines.take_while(|line| line.starts_with("  "));
    lines.map(|line| line.trim().to_owned()).collect()
}

/// What lines name: a script, a certificate.
fn provide(shell: &Shell) {
    let here = shell.here();
    std::fs::write(here.join("evening.txt"), "0s guest-106 request\n").unwrap();
    let made = Certificate::load_or_create(&here, "localhost").unwrap();
    std::fs::copy(made.cert, here.join("cert.pem")).unwrap();
    std::fs::copy(made.key, here.join("key.pem")).unwrap();
    std::fs::write(here.join("meeting.json"), r#"{"title":"Town hall"}"#).unwrap();
    std::fs::write(here.join("guests.txt"), "guest-101\nguest-102\n").unwrap();
}

/// The same line, where it listens at a port that is free.
fn at_free_port(line: &str) -> String {
    for command in ["dyte-stage serve", "dyte-stage sandbox run"] {
        if let Some(rest) = line.strip_prefix(command) {
            return match rest.split_once("--listen ") {
                None => format!("{command} --listen 127.0.0.1:0{rest}"),
                Some((before, rest)) => {
                    let (address, rest) = rest.split_once(' ').unwrap_or((rest, ""));
                    // No test has the address of the example.
                    let address = if address.starts_with("0.0.0.0") {
                        "0.0.0.0"
                    } else {
                        "127.0.0.1"
                    };
                    format!("{command}{before}--listen {address}:0 {rest}")
                }
            };
        }
    }
    line.to_owned()
}

/// Runs a login at a platform or a service of this test.
fn log_in(line: &str, shell: &Shell) -> Result<(), String> {
    let home = Home::rehearsing();
    let place = match line {
        _ if line.contains("--server") => Some(Live::Service),
        _ if line.contains("--org-id") => Some(Live::Dyte),
        _ if line.contains("--account-id") => Some(Live::RealtimeKit),
        _ => None,
    };
    let serving = place.map(|place| (place, place.serve(home.path())));
    let mut script = line.to_owned();
    for (name, value) in serving
        .iter()
        .flat_map(|(place, serving)| place.at(serving))
    {
        let flag = match name {
            "DYTE_STAGE_SERVER" => {
                script = script.replace("https://stage.example.com", &value);
                continue;
            }
            "DYTE_STAGE_API_URL" => "--api-url",
            "DYTE_STAGE_SIGNALLING_URL" => "--signalling-url",
            _ => {
                for file in ["token.txt", "key.txt"] {
                    std::fs::write(shell.here().join(file), &value).unwrap();
                }
                continue;
            }
        };
        script = script.replacen("login", &format!("login {flag} {value}"), 1);
    }
    for id in ["8f1c0a3e", "2d7e9b41", "4b9ac2d5"] {
        script = script.replace(id, ACCOUNT);
    }
    let output = shell.run(&script);
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{line}: {}: {said}", output.status))
}

/// Runs one example, and says what is wrong.
fn run(line: &str) -> Result<(), String> {
    let mut shell = Shell::new();
    provide(&shell);
    // It is there as long as the line is run.
    let served = line.starts_with(SERVICE).then(|| {
        let home = Home::rehearsing();
        let serving = Live::Service.serve(home.path());
        (home, serving)
    });
    if let Some((_, flag)) = ASKS.iter().find(|(asks, _)| line == *asks) {
        let output = shell.run(line);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let is_expected = output.status.code() == Some(2) && said.contains(flag);
        return if is_expected {
            Ok(())
        } else {
            Err(format!("{line}: {said}"))
        };
    }
    if line.starts_with("dyte-stage auth login") {
        return log_in(line, &shell);
    }
    if ["dyte-stage auth ", "dyte-stage config ", "$EDITOR"]
        .iter()
        .any(|it| line.starts_with(it))
    {
        let output = shell.run(CONFIGURED);
        assert!(output.status.success(), "{output:?}");
        shell = shell.with("EDITOR", "cat");
    }
    let mut script = at_free_port(line);
    if let Some((_, serving)) = &served {
        for (name, value) in Live::Service.at(serving) {
            if name == "DYTE_STAGE_SERVER" {
                script = script.replace("http://127.0.0.1:7843", &value);
            }
            shell = shell.with(name, &value);
        }
        // It has joined a meeting.
        let joined = shell.run("dyte-stage -m demo requests list");
        assert!(joined.status.success(), "{joined:?}");
    }
    for (_, before) in PREPARED.iter().filter(|(begin, _)| line.starts_with(begin)) {
        let output = shell.run(before);
        assert!(output.status.success(), "{before}: {output:?}");
    }
    let stays = STAYS
        .iter()
        .rev()
        .find(|(begin, _)| line.starts_with(begin));
    if let Some((_, codes)) = stays {
        // So that what it says first is of its own, and not that it is the sandbox.
        let shell = shell.with("DYTE_STAGE_PLATFORM", "sandbox");
        let (code, said) = shell.run_until_it_speaks(&script);
        let is_expected = code.is_some_and(|code| codes.contains(&code));
        return if is_expected {
            Ok(())
        } else {
            Err(format!("{line}: {code:?}: {said}"))
        };
    }
    let output = shell.run(&script);
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{line}: {}: {}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    ))
}

#[test]
fn every_command_has_examples_that_work() {
    let home = Home::rehearsing();
    let commands = commands(&home);
    assert!(commands.len() > 30, "{}", commands.len());
    let without: Vec<_> = commands
        .iter()
        .filter(|(_, help)| examples(help).is_empty())
        .collect();
    assert!(without.is_empty(), "{without:?}");
    // Some lines are in several helps.
    let lines: BTreeSet<_> = commands
        .iter()
        .flat_map(|(_, help)| examples(help))
        .collect();
    assert!(lines.len() > 60, "{lines:?}");
    for begin in STAYS
        .iter()
        .map(|(begin, _)| begin)
        .chain(PREPARED.iter().map(|(begin, _)| begin))
    {
        assert!(
            lines.iter().any(|line| line.starts_with(begin)),
            "no example is: {begin}"
        );
    }
    let open = Mutex::new(lines.into_iter());
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let line = open.lock().unwrap().next();
                    let Some(line) = line else { break };
                    if let Err(wrong) = run(&line) {
                        failed.lock().unwrap().push(wrong);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// The recipes: titles, and what is to be pasted.
fn recipes(text: &str) -> Vec<(String, String)> {
    let (_, recipes) = text.split_once("\nRecipes\n").unwrap();
    let recipes = recipes.split("\n-- stderr").next().unwrap();
    let paragraphs: Vec<_> = recipes.split("\n\n").collect();
    let recipes = paragraphs
        .windows(2)
        .filter(|pair| pair[1].starts_with("    "));
    let recipes = recipes.map(|pair| {
        let title = pair[0].trim().trim_end_matches(':').to_owned();
        // Nobody waits for an hour here, nor for what is away.
        let script = pair[1].replace("--timeout 1h", "--timeout 1s");
        (title, script)
    });
    recipes.collect()
}

/// What becomes of each recipe on a new sandbox: its exit code, something that it prints or writes, and where
/// that is.
const OUTCOMES: [(&str, i32, &str, &str); 9] = [
    (
        "Let in all who ask, and write down first who that would be",
        0,
        "before.json",
        "\"dry_run\":true",
    ),
    ("Let in the first two who ask", 0, "stdout", "王小明"),
    (
        "Let in everybody on a list of your own ids, one a line",
        0,
        "granted.json",
        "\"outcome\":\"done\"",
    ),
    (
        "Wait until somebody is in the meeting, then record its stage for an hour",
        0,
        "stage.ndjson",
        "\"type\":\"present\"",
    ),
    (
        "Try again while the platform is unavailable",
        0,
        "stdout",
        "Amara Okafor",
    ),
    (
        "Do one thing or another by what became of it",
        0,
        "stdout",
        "may come on stage",
    ),
    (
        "Take somebody off the stage, and make sure",
        0,
        "stdout",
        "OFF_STAGE",
    ),
    (
        "See who is on stage, as JSON",
        0,
        "stdout",
        "Mateus Oliveira",
    ),
    (
        "Clear the stage at the end, and go on only if nobody but the hosts is left",
        0,
        "stdout",
        "b81d5a42-",
    ),
];

#[test]
fn recipes_do_what_they_say() {
    let home = Home::rehearsing();
    let text = home.run(&["help", "scripting"]);
    let recipes = recipes(&text);
    let titles: Vec<_> = recipes.iter().map(|(title, _)| title.as_str()).collect();
    assert_eq!(titles, OUTCOMES.map(|(title, ..)| title));
    for ((title, script), (_, code, place, expected)) in recipes.iter().zip(OUTCOMES) {
        let shell = Shell::new();
        provide(&shell);
        let output = shell.run(script);
        let told = format!(
            "{}\n{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        assert_eq!(output.status.code(), Some(code), "{title}: {told}");
        let shown = match place {
            "stdout" => told,
            file => std::fs::read_to_string(shell.here().join(file)).unwrap(),
        };
        assert!(shown.contains(expected), "{title}: {shown}");
    }
}

#[test]
fn a_recipe_tries_again_only_what_is_unavailable() {
    let home = Home::rehearsing();
    let text = home.run(&["help", "scripting"]);
    let recipes = recipes(&text);
    let again = recipes
        .iter()
        .find(|(title, _)| title.starts_with("Try again"));
    let (_, script) = again.unwrap();
    // What is waited for is said instead.
    let script = format!("sleep() {{ echo \"waits $1\"; }}\n{script}");
    let away = Shell::new()
        .with(
            "DYTE_STAGE_SERVER",
            &format!("http://{}", crate::support::NOBODY),
        )
        .with("DYTE_STAGE_SERVER_TOKEN", "token")
        .with("DYTE_STAGE_MEETING", "townhall");
    let output = away.run(&script);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "waits 5\nwaits 15\nwaits 45\n"
    );
    assert_eq!(output.status.code(), Some(5));
    let unknown = Shell::new().run(&script.replace("guest-101", "nobody"));
    assert_eq!(unknown.status.code(), Some(3));
}
