//! Checks of the network: names, connections and sockets.

use super::check::{failed, has_failed, ok, problem, skipped, timed, warning};
use api::Check;
use api::problem::ProblemExt;
use net::Endpoint;
use platform::Platform;

/// The API that tells participants the address of their socket. If it fails, the socket has its
/// usual address.
pub(super) async fn participants_api(platform: &Platform) -> Option<Check> {
    let name = "participants_api";
    let endpoint = platform.participants_api()?;
    Some(match platform.connect(endpoint).await {
        Ok(took) => timed(ok(name, endpoint.to_string()), took),
        Err(error) => warning(name, error.to_string()),
    })
}

/// The socket's host, and whether a WebSocket gets through.
pub(super) async fn socket(platform: &Platform, endpoint: &Endpoint) -> Vec<Check> {
    let mut checks = connection(platform, endpoint, ["socket_dns", "socket_connection"]).await;
    if checks.iter().any(has_failed) {
        checks.push(skipped("socket", "its host cannot be reached"));
        return checks;
    }
    let hint = "a proxy on the way must let WebSockets through";
    checks.push(match platform.try_socket(endpoint).await {
        Ok((true, took)) => timed(ok("socket", "sockets get through"), took),
        Ok((false, took)) => timed(
            ok("socket", "answers, and refuses whoever has no token"),
            took,
        ),
        Err(error) => failed("socket", problem(error).hint(hint)),
    });
    checks
}

/// A host's name and a connection to it. Behind a proxy, the name need not resolve here.
pub(super) async fn connection(
    platform: &Platform,
    endpoint: &Endpoint,
    names: [&str; 2],
) -> Vec<Check> {
    let [dns, connection] = names;
    let (resolved, connected) =
        tokio::join!(platform.resolve(endpoint), platform.connect(endpoint));
    let kind = match endpoint.url().scheme() {
        "https" | "wss" => "TCP and TLS",
        _ => "TCP, not encrypted: on this machine",
    };
    let resolved = match (resolved, &connected) {
        (Ok((1, took)), _) => timed(ok(dns, "1 address"), took),
        (Ok((count, took)), _) => timed(ok(dns, format!("{count} addresses")), took),
        (Err(_), Ok(_)) => warning(dns, "the name is not known here; a proxy knows it"),
        (Err(error), Err(_)) => {
            let hint = "check the network, and DYTE_STAGE_API_URL or DYTE_STAGE_SIGNALLING_URL";
            let unknown = failed(dns, problem(error).hint(hint));
            return vec![unknown, skipped(connection, "its name is not known")];
        }
    };
    let connected = match connected {
        Ok(took) => timed(ok(connection, kind), took),
        Err(error) => {
            let hint = "check the network and the proxy; one that opens TLS needs its certificate \
                        in the system's store";
            failed(connection, problem(error).hint(hint))
        }
    };
    vec![resolved, connected]
}
