//! Listen addresses and TLS.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;

use insta::assert_snapshot;
use reqwest::{Certificate, StatusCode};
use testing::BOUND;

use super::served::{STAGE, Served, token};
use crate::background_command::Running;
use crate::support::Home;

/// A certificate for this machine and its key in a home, and the options that name them.
fn certificate(home: &Path) -> (String, [String; 4]) {
    let names = ["localhost", "127.0.0.1"].map(str::to_owned);
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    let (cert, key) = (home.join("cert.pem"), home.join("key.pem"));
    fs::write(&cert, made.cert.pem()).unwrap();
    fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let [cert, key] = [cert, key].map(|path| path.to_str().unwrap().to_owned());
    let options = ["--tls-cert".to_owned(), cert, "--tls-key".to_owned(), key];
    (made.cert.pem(), options)
}

#[test]
fn tokens_do_not_cross_a_network_unencrypted() {
    let home = Home::rehearsing();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:7843"] {
        let told = home.run(&["serve", "--listen", address]);
        assert_eq!(
            told,
            format!(
                "-- stderr\n\
                 error: tokens would cross the network unencrypted: {address} is not this machine's own\n\
                 hint: add --tls-cert and --tls-key, or --behind-proxy if TLS ends in front of it\n\
                 -- exit 2\n"
            )
        );
    }
    assert!(home.is_untouched());
}

#[tokio::test]
async fn behind_a_proxy_it_serves_every_address() {
    let listen = ["--listen", "0.0.0.0:0", "--behind-proxy", "-o", "json"];
    let home = Home::rehearsing();
    let served = Served::by(home.command(&[&["serve"], &listen[..]].concat()), home);
    assert!(served.url.starts_with("http://0.0.0.0:"), "{}", served.url);
    let viewer = served.token("viewer", &[]);
    assert_eq!(served.get(STAGE, &viewer).await.status, StatusCode::OK);
}

#[test]
fn a_port_that_is_taken_is_said_to_be() {
    let home = Home::rehearsing();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let told = home.run(&["serve", "--listen", &address]);
    insta::with_settings!({filters => [(r"os error \d+", "os error [n]")]}, {
        assert_snapshot!(told.replace(&address, "ADDRESS"), @"
        -- stderr
        error: cannot listen on ADDRESS: Address already in use (os error [n])
        hint: take another address or port: --listen
        -- exit 1
        ");
    });
    assert!(home.is_untouched());
}

#[test]
fn a_certificate_goes_with_its_key_and_both_are_what_they_are_called() {
    let home = Home::rehearsing();
    assert_snapshot!(home.run(&["serve", "--tls-cert", "cert.pem"]), @"
    -- stderr
    error: the following required arguments were not provided:
      --tls-key <FILE>

    Usage: dyte-stage serve --tls-cert <FILE> --tls-key <FILE>

    For more information, try '--help'.
    -- exit 2
    ");
    let (_, options) = certificate(home.path());
    let options: Vec<_> = options.iter().map(String::as_str).collect();
    let serve = |cert: &str, key: &str| {
        let options = ["serve", options[0], cert, options[2], key];
        home.run(&options)
    };
    let (cert, key) = (options[1], options[3]);
    let missing = home.path().join("missing.pem");
    assert_snapshot!(serve(missing.to_str().unwrap(), key), @"
    -- stderr
    error: cannot use the certificate HOME/missing.pem with the key HOME/key.pem: failed to read from file `HOME/missing.pem`: No such file or directory (os error 2)
    -- exit 1
    ");
    assert_snapshot!(serve(key, key), @"
    -- stderr
    error: cannot use the certificate HOME/key.pem with the key HOME/key.pem: there is no certificate in the first
    -- exit 1
    ");
    assert_snapshot!(serve(cert, cert), @"
    -- stderr
    error: cannot use the certificate HOME/cert.pem with the key HOME/cert.pem: The private key file contained no keys
    -- exit 1
    ");
    let other = tempfile::tempdir().unwrap();
    let (_, others) = certificate(other.path());
    let told = serve(cert, &others[3]);
    assert_snapshot!(told.replace(other.path().to_str().unwrap(), "OTHER"), @"
    -- stderr
    error: cannot use the certificate HOME/cert.pem with the key OTHER/key.pem: they do not belong together
    -- exit 1
    ");
    assert!(home.is_untouched());
}

#[tokio::test]
async fn tls_is_served_to_those_who_trust_the_certificate_and_nothing_to_others() {
    let home = Home::rehearsing();
    let (certificate, options) = certificate(home.path());
    let options: Vec<_> = options.iter().map(String::as_str).collect();
    let mut served = Served::of(home, &options);
    assert!(served.url.starts_with("https://127.0.0.1:"));
    let viewer = served.token("viewer", &[]);

    // The usual client trusts nobody.
    let request = served.request(reqwest::Method::GET, STAGE, &viewer);
    assert!(request.send().await.unwrap_err().is_connect());
    let certificate = Certificate::from_pem(certificate.as_bytes()).unwrap();
    let trusting = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([certificate]);
    served.http = trusting.timeout(BOUND).build().unwrap();
    let stage = served.get(STAGE, &viewer).await;
    assert_eq!(stage.body["counts"]["ON_STAGE"], 2);

    let mut stream = TcpStream::connect(served.address()).unwrap();
    stream.set_read_timeout(Some(BOUND)).unwrap();
    let request = format!(
        "GET /v1/health HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n",
        served.address()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // It may hang up in any way.
    let _ = stream.read_to_end(&mut answer);
    assert!(!String::from_utf8_lossy(&answer).contains("HTTP/"));
}

/// As in a CI job that is given the certificate.
#[cfg(target_os = "linux")]
#[test]
fn the_command_line_speaks_tls_to_a_service() {
    let home = Home::rehearsing();
    let (_, options) = certificate(home.path());
    let options: Vec<_> = options.iter().map(String::as_str).collect();
    let served = Served::of(home, &options);
    let port = served.url.rsplit(':').next().unwrap();
    let job = Home::new()
        .with("DYTE_STAGE_SERVER", &format!("https://localhost:{port}"))
        .with("DYTE_STAGE_SERVER_TOKEN", &served.token("moderator", &[]))
        .with("DYTE_STAGE_MEETING", "demo");
    let untrusted = job.run(&["grant", "guest-101"]);
    assert!(untrusted.ends_with("-- exit 5\n"), "{untrusted}");
    let job = job.with("SSL_CERT_FILE", options[1]);
    assert_snapshot!(job.run(&["grant", "guest-101", "-o", "id"]), @"
    5f2a9c64-1e37-4d58-b049-2c4d6e8f0a03
    -- stderr
    1 done
    -- exit 0
    ");
}

#[test]
fn it_says_where_it_is_and_that_nobody_may_call_yet() {
    let home = Home::rehearsing();
    let mut running = Running::start(home.command(&["serve", "--listen", "127.0.0.1:0"]));
    running.says("nobody has a token yet; make one: dyte-stage tokens create");
    let line = running.shows("sandbox   http://127.0.0.1:");
    running.signal("TERM");
    let told = home.told(&running.end());
    assert!(told.ends_with("-- exit 0\n"), "{told}");
    assert!(
        told.starts_with("PLATFORM  URL\n") && told.contains(&line),
        "{told}"
    );
    // Whoever has a token knows.
    token(&home, "viewer", &[]);
    let mut running = Running::start(home.command(&["serve", "--listen", "127.0.0.1:0"]));
    running.shows("sandbox   http://127.0.0.1:");
    running.signal("INT");
    let told = home.told(&running.end());
    assert!(told.ends_with("-- stderr\n-- exit 0\n"), "{told}");
}

#[test]
fn a_service_is_not_served_once_more() {
    let home = Home::new()
        .with("DYTE_STAGE_SERVER", "http://127.0.0.1:9")
        .with("DYTE_STAGE_SERVER_TOKEN", "hunter2");
    assert_snapshot!(home.run(&["serve", "--listen", "127.0.0.1:0"]), @"
    -- stderr
    error: it would serve http://127.0.0.1:9/, which is a service already: unset DYTE_STAGE_SERVER
    -- exit 2
    ");
}
