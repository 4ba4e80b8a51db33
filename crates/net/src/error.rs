//! Describes a failed request, without the secrets of its URL or of a body.

use std::error::Error;

/// The messages of the HTTP client's layers, which every failure has; the cause below them is the specific one.
const LAYERS: [&str; 6] = [
    "error sending request",
    "client error (Connect)",
    "client error (SendRequest)",
    "dns error",
    "error decoding response body",
    "request or response body error",
];

/// The failure and its host, without the whole URL: its query may hold a token.
#[must_use]
pub fn describe(error: reqwest::Error) -> String {
    let timed_out = error.is_timeout();
    let host = error.url().and_then(|url| Some(url.host_str()?.to_owned()));
    let error = error.without_url();
    let mut causes = vec![error.to_string()];
    let mut source = error.source();
    while let Some(cause) = source {
        causes.push(cause.to_string());
        source = cause.source();
    }
    let mut words: Vec<&str> = host.as_deref().into_iter().collect();
    for (depth, cause) in causes.iter().enumerate() {
        let is_last = depth + 1 == causes.len();
        let is_said = words.iter().any(|word| word.contains(&**cause));
        if !is_said && (is_last || !LAYERS.contains(&&**cause)) {
            words.push(cause);
        }
    }
    let mut words = words.join(": ");
    if timed_out && !words.contains("timed out") {
        words.push_str(" (timed out)");
    }
    words
}

/// Why a JSON response cannot be read, without the values in it.
#[must_use]
pub fn unreadable(text: &str, error: &serde_json::Error) -> String {
    if text.trim().is_empty() {
        return "it is empty".to_owned();
    }
    if error.is_data() {
        let (line, column) = (error.line(), error.column());
        return format!("it has another shape at line {line} column {column}");
    }
    format!("it is no JSON: {error}")
}
