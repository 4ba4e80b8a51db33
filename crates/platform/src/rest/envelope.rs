//! How an answer of the management API is read: data, or an error.

use reqwest::Response;
use serde::de::DeserializeOwned;

use crate::error::{Error, Refused};
use net::{retry_after, unreadable};
use protocol::rest::{Envelope, Paging};

/// How much of an answer that is no JSON is repeated in an error, in characters.
const EXCERPT: usize = 120;

/// Reads an answer: the envelope's data, or its error. Of a failure that is no JSON, such
/// as a gateway's page, the first words are repeated; of a success never, it may hold a token.
pub(crate) async fn read<T: DeserializeOwned>(
    response: Response,
) -> Result<(T, Option<Paging>), Error> {
    let status = response.status();
    let wait = retry_after(&response).filter(|wait| !wait.is_zero());
    let text = response.text().await?;
    if !status.is_success() {
        let envelope = serde_json::from_str::<Envelope<serde::de::IgnoredAny>>(&text).ok();
        let mut message = match envelope.as_ref().map(Envelope::error_message) {
            Some(Some(message)) => message.to_owned(),
            Some(None) => "it gives no reason".to_owned(),
            None => excerpt(&text),
        };
        if let Some(wait) = wait {
            message = format!("{message}; it asks to wait {} s", wait.as_secs());
        }
        return Err(Error::from_status(status, message));
    }
    let envelope: Envelope<T> =
        serde_json::from_str(&text).map_err(|error| Refused::Answer(unreadable(&text, &error)))?;
    if let Some(reason) = envelope.error_message() {
        return Err(Refused::Request(status.as_u16(), reason.to_owned()).into());
    }
    if envelope.success == Some(false) {
        let reason = "it says that it failed, and gives no reason".to_owned();
        return Err(Refused::Request(status.as_u16(), reason).into());
    }
    match envelope.data {
        Some(data) => Ok((data, envelope.paging)),
        None => Err(Refused::Answer("it has no data".to_owned()).into()),
    }
}

/// The first words of an answer, on one line.
fn excerpt(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(EXCERPT) {
        _ if words.is_empty() => "an empty body".to_owned(),
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}
