//! What every body is wrapped in.

use serde::{Deserialize, Serialize};

/// A body of the management API. Success has `data`; an error has `error` when the service itself
/// failed, `errors` when the gateway before it did.
#[derive(Debug, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// Whether it worked, if it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success: Option<bool>,
    /// What was asked for. Some routes of the gateway say `result`.
    #[serde(
        default = "none",
        alias = "result",
        skip_serializing_if = "Option::is_none"
    )]
    pub data: Option<T>,
    /// Which part of a list this is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paging: Option<Paging>,
    /// The service's error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ApiError>,
    /// The gateway's errors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ApiError>,
}

fn none<T>() -> Option<T> {
    None
}

/// Which part of a list a page is; offsets count from 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paging {
    /// How many items there are in all, if the platform tells.
    #[serde(default)]
    pub total_count: Option<u64>,
    /// The first item of this page.
    #[serde(default)]
    pub start_offset: u64,
    /// The last item of this page.
    #[serde(default)]
    pub end_offset: u64,
}

/// Why a call failed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiError {
    /// The service says the HTTP status, the gateway a code of its own.
    #[serde(default)]
    pub code: i64,
    /// The platform's words.
    #[serde(default)]
    pub message: String,
}

impl<T> Envelope<T> {
    /// A success.
    #[must_use]
    pub const fn data(data: T) -> Self {
        Self {
            success: Some(true),
            data: Some(data),
            paging: None,
            error: None,
            errors: Vec::new(),
        }
    }

    /// A page of a list.
    #[must_use]
    pub fn page(data: T, paging: Paging) -> Self {
        Self {
            paging: Some(paging),
            ..Self::data(data)
        }
    }

    /// The service's error.
    #[must_use]
    pub fn error(error: ApiError) -> Self {
        Self {
            error: Some(error),
            ..Self::failed()
        }
    }

    /// The gateway's error.
    #[must_use]
    pub fn gateway_error(error: ApiError) -> Self {
        Self {
            errors: vec![error],
            ..Self::failed()
        }
    }

    const fn failed() -> Self {
        Self {
            success: Some(false),
            data: None,
            paging: None,
            error: None,
            errors: Vec::new(),
        }
    }

    /// The platform's words, of whichever error it is.
    #[must_use]
    pub fn error_message(&self) -> Option<&str> {
        let error = self.error.as_ref().or(self.errors.first())?;
        Some(&error.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Envelope<Vec<u8>> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn both_errors_and_both_successes_are_read() {
        let service = r#"{"success":false,"error":{"code":404,"message":"No active session"}}"#;
        assert_eq!(read(service).error_message(), Some("No active session"));
        let gateway = r#"{"success":false,"errors":[{"code":10000,"message":"Authentication error"}],
            "messages":[],"result":null}"#;
        assert_eq!(read(gateway).error_message(), Some("Authentication error"));
        assert_eq!(read(r#"{"success":true,"data":[1]}"#).data, Some(vec![1]));
        assert_eq!(read(r#"{"success":true,"result":[1]}"#).data, Some(vec![1]));
    }
}
