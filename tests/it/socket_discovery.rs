//! A discovered socket is dialled encrypted.

use serde_json::json;
use testing::Raw;
use testing::fake::{API_TOKEN, Answer, Behaviour, DETAILS, Fake, PARTICIPANT_TOKEN, Rule};

use crate::fake_home::FakeHome as _;

/// What TLS begins with: a handshake.
const HANDSHAKE: u8 = 0x16;

#[test]
fn a_socket_that_is_told_of_is_dialled_encrypted_or_not_at_all() {
    let (socket, proxy) = (Raw::silent(), Raw::silent());
    let base = format!("localhost:{}", socket.address.port());
    let socket_at = Answer::data(&json!({"socket": {"base_uri": base}}));
    let fake = Fake::new(Behaviour {
        rest: vec![Rule::always(DETAILS, socket_at)],
        ..Behaviour::default()
    });
    let proxy_url = format!("http://{}", proxy.address);
    let home = fake.dyte_home().with("HTTP_PROXY", &proxy_url);
    let told = home.run(&["status", "-v"]);
    assert!(told.ends_with("-- exit 5\n"), "{told}");
    assert!(!told.contains(PARTICIPANT_TOKEN), "{told}");
    assert_eq!(fake.count(DETAILS), 1, "{}", fake.log());
    assert_eq!(fake.count("socket opened"), 0);

    let heard = socket.heard();
    assert!(!heard.is_empty(), "{told}");
    for heard in heard {
        assert_eq!(heard.first(), Some(&HANDSHAKE));
        for secret in [API_TOKEN, PARTICIPANT_TOKEN, "authToken"] {
            let secret = secret.as_bytes();
            assert!(!heard.windows(secret.len()).any(|it| it == secret));
        }
    }
    // What is not encrypted stays on this machine.
    assert_eq!(proxy.heard(), Vec::<Vec<u8>>::new());
}
