//! Every way to configure, half configure and misconfigure.

use std::path::Path;

use super::env::{self, Variable};
use super::error::ConfigError;
use super::home::Home;
use super::load::LoadedConfig;
use super::precedence::Config;
use super::target::Target;
use super::values::Flags;
use api::Platform;
use platform::{Account, Credentials, Signalling};

fn decide(variables: &[(Variable, &'static str)], flags: &Flags) -> Result<Config, ConfigError> {
    let loaded = LoadedConfig {
        environment: variables.iter().copied().collect(),
        home: Home::at(Path::new("/home/of/tests")),
        profiles: <_>::default(),
        secrets: Ok(<_>::default()),
        unknown_keys: Vec::new(),
    };
    loaded.resolve(flags)
}

fn error(variables: &[(Variable, &'static str)]) -> String {
    decide(variables, &Flags::default())
        .expect_err("is refused")
        .to_string()
}

#[test]
fn nothing_configured_is_the_sandbox_by_default() {
    let config = decide(&[], &Flags::default()).unwrap();
    assert!(matches!(
        config.target,
        Target::Sandbox {
            by_default: true,
            ..
        }
    ));
    let config = decide(&[(env::MEETING, "demo")], &Flags::default()).unwrap();
    assert!(matches!(
        config.target,
        Target::Sandbox {
            by_default: true,
            ..
        }
    ));
}

#[test]
fn cloudflares_own_variables_configure_nothing_by_themselves() {
    let cloudflare = [
        (env::CLOUDFLARE_ACCOUNT_ID, "acc"),
        (env::CLOUDFLARE_API_TOKEN, ""),
    ];
    let config = decide(&cloudflare, &Flags::default()).unwrap();
    assert!(matches!(
        config.target,
        Target::Sandbox {
            by_default: true,
            ..
        }
    ));
}

#[test]
fn cloudflares_own_variables_complete_a_named_app() {
    let variables = [
        (env::CLOUDFLARE_ACCOUNT_ID, "acc"),
        (env::CLOUDFLARE_API_TOKEN, "secret"),
        (env::APP_ID, "app"),
    ];
    let config = decide(&variables, &Flags::default()).unwrap();
    let Target::Platform(account) = &config.target else {
        panic!("an app is named");
    };
    let Credentials::RealtimeKit {
        account_id, app_id, ..
    } = &account.credentials
    else {
        panic!("the app is one of RealtimeKit");
    };
    assert_eq!((&**account_id, &**app_id), ("acc", "app"));
    let usual = "https://api.cloudflare.com/client/v4";
    assert_eq!(account.api.url().as_str(), usual);
    assert!(!format!("{config:?}").contains("secret"));
}

/// The account that variables choose, and where its socket is expected.
fn account(variables: &[(Variable, &'static str)]) -> (Account, String) {
    let config = decide(variables, &Flags::default()).unwrap();
    let Target::Platform(account) = config.target else {
        panic!("a platform is configured");
    };
    let socket = account.signalling.expected().to_string();
    (*account, socket)
}

#[test]
fn an_organization_and_its_key_are_dyte() {
    let dyte = [(env::ORG_ID, "org"), (env::API_KEY, "hunter2")];
    let (dyte, socket) = account(&dyte);
    assert!(matches!(&dyte.credentials, Credentials::Dyte { org_id, .. } if org_id == "org"));
    assert_eq!(dyte.api.to_string(), "https://api.dyte.io/v2");
    assert_eq!(socket, "wss://socket-edge.dyte.io/ws");
    assert!(!format!("{dyte:?}").contains("hunter2"));
}

#[test]
fn the_socket_is_where_the_platform_tells_unless_it_is_set() {
    let realtimekit = [
        (env::ACCOUNT_ID, "acc"),
        (env::APP_ID, "app"),
        (env::API_TOKEN, "t"),
    ];
    let (told, usual) = account(&realtimekit);
    assert_eq!(usual, "wss://socket-edge.realtime.cloudflare.com/ws");
    let Signalling::Told { by, .. } = told.signalling else {
        panic!("no address is set");
    };
    assert_eq!(by.to_string(), "https://api.realtime.cloudflare.com/v2");

    let url = "wss://stage.example.com/ws";
    let set = [&realtimekit[..], &[(env::SIGNALLING_URL, url)]].concat();
    let (set, expected) = account(&set);
    assert!(matches!(set.signalling, Signalling::At(_)));
    assert_eq!(expected, url);

    let beta = "https://api.realtime.cloudflare.com/v2";
    let beta = [
        (env::ORG_ID, "o"),
        (env::API_KEY, "k"),
        (env::API_URL, beta),
    ];
    let (_, usual) = account(&beta);
    assert_eq!(usual, "wss://socket-edge.realtime.cloudflare.com/ws");
}

#[test]
fn half_a_configuration_is_an_error_and_never_the_sandbox() {
    let cases: &[(&[(Variable, &str)], &str)] = &[
        (
            &[(env::APP_ID, "app")],
            "RealtimeKit is chosen, but DYTE_STAGE_ACCOUNT_ID, DYTE_STAGE_API_TOKEN are not set",
        ),
        (
            &[
                (env::PLATFORM, "realtimekit"),
                (env::API_TOKEN, "t"),
                (env::APP_ID, "a"),
            ],
            "RealtimeKit is chosen, but DYTE_STAGE_ACCOUNT_ID is not set",
        ),
        (
            &[(env::API_TOKEN, "")],
            "DYTE_STAGE_API_TOKEN is set, but empty",
        ),
        (
            &[(env::MEETING, "")],
            "DYTE_STAGE_MEETING is set, but empty",
        ),
        (
            &[
                (env::PLATFORM, "realtimekit"),
                (env::APP_ID, "a"),
                (env::CLOUDFLARE_ACCOUNT_ID, ""),
            ],
            "CLOUDFLARE_ACCOUNT_ID is set, but empty",
        ),
        (
            &[(env::HOST_PRESET, "p")],
            "DYTE_STAGE_HOST_PRESET is set, but no platform is configured",
        ),
        (
            &[(env::SERVER_TOKEN, "t")],
            "DYTE_STAGE_SERVER_TOKEN is set, but DYTE_STAGE_SERVER is not set",
        ),
        (
            &[(env::SERVER, "https://stage.example.com")],
            "the service https://stage.example.com/ is named, but DYTE_STAGE_SERVER_TOKEN is not set",
        ),
        (
            &[(env::MEETING, "townhall")],
            "the meeting 'townhall' is named, but no platform is configured",
        ),
        (
            &[(env::APP_ID, "a"), (env::ORG_ID, "o")],
            "credentials for both RealtimeKit and Dyte are set",
        ),
        (
            &[(env::API_KEY, "k")],
            "Dyte is chosen, but DYTE_STAGE_ORG_ID is not set",
        ),
        (
            &[(env::PLATFORM, "zoom")],
            "DYTE_STAGE_PLATFORM is 'zoom', which is neither realtimekit nor dyte nor sandbox",
        ),
    ];
    for (variables, message) in cases {
        assert_eq!(&error(variables), message);
    }
}

#[test]
fn an_address_must_be_one_for_these_credentials() {
    let cases: &[(&[(Variable, &str)], &str)] = &[
        (
            &[
                (env::ACCOUNT_ID, "a"),
                (env::APP_ID, "a"),
                (env::API_TOKEN, "t"),
                (env::API_URL, "http://example.com"),
            ],
            "DYTE_STAGE_API_URL is 'http://example.com': \
             it would send credentials unencrypted to another machine",
        ),
        (
            &[
                (env::ORG_ID, "o"),
                (env::API_KEY, "k"),
                (env::API_URL, "https://api.cloudflare.com/client/v4"),
            ],
            "DYTE_STAGE_API_URL is 'https://api.cloudflare.com/client/v4': \
             it takes RealtimeKit's credentials",
        ),
        (
            &[
                (env::ACCOUNT_ID, "a"),
                (env::APP_ID, "a"),
                (env::API_TOKEN, "t"),
                (env::API_URL, "https://api.realtime.cloudflare.com/v2"),
            ],
            "DYTE_STAGE_API_URL is 'https://api.realtime.cloudflare.com/v2': \
             it takes Dyte's credentials, DYTE_STAGE_ORG_ID and DYTE_STAGE_API_KEY",
        ),
        (
            &[
                (env::PLATFORM, "dyte"),
                (env::ORG_ID, "o"),
                (env::API_KEY, "k\n"),
            ],
            "DYTE_STAGE_API_KEY begins or ends with white space, or has a control character in it",
        ),
        (
            &[
                (env::ORG_ID, "o"),
                (env::API_KEY, "k"),
                (env::API_URL, "http://127.0.0.1:7880/v2"),
            ],
            "DYTE_STAGE_API_URL is http://127.0.0.1:7880/v2, \
             but DYTE_STAGE_SIGNALLING_URL is not set",
        ),
    ];
    for (variables, message) in cases {
        assert_eq!(&error(variables), message);
    }
}

#[test]
fn a_password_in_an_address_is_not_repeated() {
    for address in [
        "https://ci:hunter2@example.com",
        "ftp://ci:hunter2@example.com",
    ] {
        let message = error(&[(env::SERVER, address)]);
        assert!(!message.contains("hunter2"), "{message}");
    }
}

#[test]
fn a_server_wins_over_platform_variables() {
    let variables = [
        (env::SERVER, "https://stage.example.com"),
        (env::SERVER_TOKEN, "t"),
        (env::APP_ID, "app"),
    ];
    let config = decide(&variables, &Flags::default()).unwrap();
    assert!(matches!(config.target, Target::Server(_)));
}

#[test]
fn the_sandbox_can_be_chosen_over_everything() {
    let flags = Flags {
        platform: Some(Platform::Sandbox),
        meeting: Some("any".to_owned()),
        server: None,
        profile: None,
    };
    let variables = [
        (env::APP_ID, "app"),
        (env::SERVER, "https://stage.example.com"),
        (env::SERVER_TOKEN, "t"),
    ];
    let config = decide(&variables, &flags).unwrap();
    assert!(matches!(
        config.target,
        Target::Sandbox {
            by_default: false,
            ..
        }
    ));
    assert_eq!(config.meeting, Some("any".into()));
}
