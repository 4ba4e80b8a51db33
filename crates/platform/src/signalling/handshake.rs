//! How a socket begins: a GET whose query is the only credential, turned into a socket.

use http::header::{
    CONNECTION, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION,
    UPGRADE,
};
use reqwest::{Client, StatusCode, Upgraded};
use secrecy::{ExposeSecret, SecretString};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use url::Url;

use super::pings::Pings;
use crate::error::{Error, Refused};
use model::MeetingId;
use net::Endpoint;
use protocol::signalling::ConnectQuery;
use protocol::signalling::message::Capability;

/// The largest frame that we take, in bytes: a roster of a hundred thousand peers has 30 MB.
const LARGEST_FRAME: usize = 64 * 1024 * 1024;
/// How much is read at once, in bytes. All of it is cleared before each attempt to read, and kept
/// for each connection.
const READ_BUFFER: usize = 16 * 1024;

/// The socket's address with its query, as http or https. It holds the token.
pub(super) fn address(
    signalling: &Endpoint,
    meeting: &MeetingId,
    peer_id: &str,
    token: &SecretString,
    pings: Pings,
) -> Url {
    let query = ConnectQuery {
        room_id: meeting.to_string(),
        peer_id: peer_id.to_owned(),
        auth_token: token.expose_secret().to_owned(),
        old_peer_id: None,
        use_media_v2: true,
        ping: pings == Pings::FromServer,
        capabilities: match pings {
            Pings::FromServer => i32::from(Capability::Ping).to_string(),
            Pings::FromClient => String::new(),
        },
        join_with_details: true,
        use_cf_worker: true,
        use_start_session: true,
    };
    let mut url = signalling.http_url();
    let query = serde_json::to_value(query).unwrap_or_default();
    let fields = query.as_object().into_iter().flatten();
    url.query_pairs_mut()
        .extend_pairs(fields.map(|(name, value)| {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), ToOwned::to_owned);
            (name.as_str(), text)
        }));
    url
}

/// Turns a GET into a socket (RFC 6455, section 4.1).
pub(super) async fn upgrade(http: &Client, url: Url) -> Result<WebSocketStream<Upgraded>, Error> {
    let key = generate_key();
    let request = http
        .get(url)
        .header(CONNECTION, "Upgrade")
        .header(UPGRADE, "websocket")
        .header(SEC_WEBSOCKET_VERSION, "13")
        .header(SEC_WEBSOCKET_KEY, &key);
    let response = net::send_once(request).await?;
    let status = response.status();
    if status != StatusCode::SWITCHING_PROTOCOLS {
        let message = "the socket was not opened".to_owned();
        return Err(Error::from_status(status, message));
    }
    let accepted = response.headers().get(SEC_WEBSOCKET_ACCEPT);
    if accepted.map(HeaderValue::as_bytes) != Some(derive_accept_key(key.as_bytes()).as_bytes()) {
        return Err(Refused::Answer("it is no socket".to_owned()).into());
    }
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .max_message_size(Some(LARGEST_FRAME))
        .max_frame_size(Some(LARGEST_FRAME));
    let upgraded = response.upgrade().await?;
    Ok(WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_is_asked_for_as_the_sdk_asks() {
        let signalling = Endpoint::socket("wss://socket-edge.dyte.io/ws").unwrap();
        let token = SecretString::from("eyJ.a+b");
        let url = address(
            &signalling,
            &"m 1".into(),
            "peer",
            &token,
            Pings::FromServer,
        );
        assert_eq!(url.scheme(), "https");
        let mut query: Vec<_> = url.query_pairs().into_owned().collect();
        query.sort();
        let expected = [
            ("authToken", "eyJ.a+b"),
            ("capabilities", "2"),
            ("joinWithDetails", "true"),
            ("peerID", "peer"),
            ("ping", "true"),
            ("roomID", "m 1"),
            ("useCfWorker", "true"),
            ("useMediaV2", "true"),
            ("useStartSession", "true"),
        ];
        assert_eq!(
            query,
            expected.map(|(name, value)| (name.into(), value.into()))
        );
    }
}
