//! A response of the service: its body as it arrived, and parsed.

use std::fmt;

/// A successful response.
#[derive(Clone, PartialEq)]
pub struct Response<T> {
    /// The body, unchanged.
    pub text: String,
    /// The body, parsed.
    pub body: T,
    /// The last event that the body takes into account, where the service says so.
    pub last_event_id: Option<String>,
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    /// Leaves out the text, which may hold a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            text: _,
            body,
            last_event_id,
        } = self;
        f.debug_struct("Response")
            .field("body", body)
            .field("last_event_id", last_event_id)
            .finish_non_exhaustive()
    }
}
