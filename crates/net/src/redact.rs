//! Hides the secrets of a URL, of headers and of a body, and shortens long texts.

use reqwest::Url;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// The most characters of a text that are shown.
const MOST_SHOWN: usize = 4096;
/// The replacement for a secret.
const HIDDEN: &str = "…";
/// Parts of the names of secrets, in lower case, without `_` and `-`.
const SECRETS: [&str; 13] = [
    "token",
    "secret",
    "password",
    "passwd",
    "apikey",
    "authorization",
    "cookie",
    "credential",
    "bearer",
    "accesskey",
    "privatekey",
    "streamkey",
    "signature",
];

/// Whether a value with this name is a secret.
fn is_secret(name: &str) -> bool {
    let plain = name.to_ascii_lowercase().replace(['_', '-'], "");
    SECRETS.iter().any(|secret| plain.contains(secret))
}

/// The beginning of every JSON web token: that of an encoded object.
const JWT: &str = "eyJ";

/// Whether a text is a JSON web token: three parts, the first of which is an object.
fn is_jwt(text: &str) -> bool {
    text.starts_with(JWT) && text.split('.').count() == 3
}

fn shown<'a>(name: &str, value: &'a str) -> &'a str {
    if is_secret(name) || is_jwt(value) {
        HIDDEN
    } else {
        value
    }
}

/// A URL without the secrets of its query, and without user and password.
pub(super) fn url(url: &Url) -> String {
    let mut shown_url = url.clone();
    // A URL without a host has no user, either.
    let _ = shown_url.set_username("");
    let _ = shown_url.set_password(None);
    shown_url.set_query(None);
    let pairs = url.query_pairs();
    let pairs = pairs.map(|(name, value)| format!("{name}={}", shown(&name, &value)));
    let query = pairs.collect::<Vec<_>>().join("&");
    if query.is_empty() {
        return shown_url.into();
    }
    one_line(&format!("{shown_url}?{query}"))
}

/// Headers, on one line.
pub(super) fn headers(headers: &HeaderMap) -> String {
    let shown = headers.iter().map(|(name, value)| match value.to_str() {
        Ok(text) if !value.is_sensitive() => format!("{name}: {}", shown(name.as_str(), text)),
        _ => format!("{name}: {HIDDEN}"),
    });
    shown.collect::<Vec<_>>().join("; ")
}

/// A body: JSON without its secrets, at any depth; of any other body only the size.
pub(super) fn body(bytes: &[u8]) -> String {
    match serde_json::from_slice(bytes) {
        Ok(mut value) => {
            hide(&mut value);
            excerpt(&value.to_string())
        }
        Err(_) if bytes.is_empty() => String::new(),
        Err(_) => format!("{} bytes that are no JSON", bytes.len()),
    }
}

fn hide(value: &mut Value) {
    match value {
        Value::String(text) if text.contains(JWT) => HIDDEN.clone_into(text),
        Value::String(text) => {
            if let Ok(address) = Url::parse(text)
                && address.query().is_some()
            {
                *text = url(&address);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(hide),
        Value::Object(members) => {
            for (name, value) in members {
                // Whether there is a secret is not one.
                if is_secret(name) && !matches!(value, Value::Bool(_) | Value::Null) {
                    *value = HIDDEN.into();
                } else {
                    hide(value);
                }
            }
        }
        _ => {}
    }
}

/// A text; of a long one the beginning and the size.
#[must_use]
pub fn excerpt(text: &str) -> String {
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}

fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, SET_COOKIE};

    use super::*;

    #[test]
    fn a_query_is_shown_without_its_secrets() {
        let address = "https://me:mine@example.com/ws?roomID=a%20b&authToken=sec&x=eyJh.b.c&p=%0A";
        assert_eq!(
            url(&address.parse().unwrap()),
            "https://example.com/ws?roomID=a b&authToken=…&x=…&p= "
        );
        let plain = "https://example.com/v1/meetings";
        assert_eq!(url(&plain.parse().unwrap()), plain);
    }

    #[test]
    fn headers_are_shown_without_credentials_and_cookies() {
        let mut all = HeaderMap::new();
        all.insert(AUTHORIZATION, HeaderValue::from_static("Basic c2Vj"));
        all.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        all.insert(SET_COOKIE, HeaderValue::from_static("sec"));
        all.insert("x-request-id", HeaderValue::from_static("7"));
        let mut marked = HeaderValue::from_static("sec");
        marked.set_sensitive(true);
        all.insert("x-other", marked);
        assert_eq!(
            headers(&all),
            "authorization: …; content-type: application/json; set-cookie: …; x-request-id: 7; \
             x-other: …"
        );
    }

    #[test]
    fn a_body_is_shown_without_its_secrets_at_any_depth() {
        let json =
            br#"{"data":[{"id":"a","token":"sec","nested":{"auth_token":["sec"],"API-Key":"sec"}}],
            "authToken":"sec","client_secret":7,"with_token":true,"said":"eyJh.b.c","token":null}"#;
        let shown = body(json);
        assert!(!shown.contains("sec\""), "{shown}");
        assert!(!shown.contains("eyJ"), "{shown}");
        let value: Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(value["data"][0]["id"], "a");
        assert_eq!(value["data"][0]["token"], "…");
        assert_eq!(value["client_secret"], "…");
        assert_eq!(value["with_token"], true);
        assert_eq!(value["token"], Value::Null);
    }

    #[test]
    fn a_body_that_is_not_json_is_shown_by_size_and_a_long_one_by_its_beginning() {
        assert_eq!(body(b"token=sec"), "9 bytes that are no JSON");
        assert_eq!(body(b""), "");
        let long = serde_json::to_vec(&"ä".repeat(5000)).unwrap();
        let shown = body(&long);
        assert!(shown.ends_with("ä… (10002 bytes)"), "{shown}");
        assert!(shown.chars().count() < MOST_SHOWN + 20);
    }
}
