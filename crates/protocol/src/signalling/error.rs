//! How the platform says that a request failed: two bodies, told apart by the type of field 1.

use std::fmt;

use prost::Message;

use super::event::Event;
use super::frame::Frame;

/// The body of event 65535 (docs/protocol.md, "Errors").
#[derive(Clone, PartialEq, Eq, Message)]
struct ErrorMessage {
    #[prost(int32, optional, tag = "1")]
    code: Option<i32>,
    #[prost(string, tag = "2")]
    message: String,
}

/// The body of the media errors, which is also seen on 65535.
#[derive(Clone, PartialEq, Eq, Message)]
struct ErrorResponse {
    #[prost(string, tag = "1")]
    error_message: String,
    #[prost(int32, tag = "2")]
    event_id: i32,
}

/// Why the platform refused a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErrorBody {
    /// The platform's code, usually an HTTP status.
    pub code: Option<i32>,
    /// The platform's words.
    pub message: String,
}

impl ErrorBody {
    /// Reads the body of an error frame. What is neither of the two shapes has no code and no words.
    #[must_use]
    pub fn read(frame: &Frame) -> Self {
        if let Ok(ErrorMessage { code, message }) = frame.body() {
            return Self { code, message };
        }
        let response: ErrorResponse = frame.body().unwrap_or_default();
        Self {
            code: None,
            message: response.error_message,
        }
    }

    /// The frame that carries it, as the platform's room sends it.
    #[must_use]
    pub fn frame(&self) -> Frame {
        let body = ErrorMessage {
            code: self.code,
            message: self.message.clone(),
        };
        Frame::with(Event::Error, &body)
    }
}

impl fmt::Display for ErrorBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.message.as_str(), self.code) {
            ("", None) => f.write_str("no reason given"),
            ("", Some(code)) => write!(f, "error {code}"),
            (message, None) => f.write_str(message),
            (message, Some(code)) => write!(f, "{message} ({code})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_shapes_are_read_by_the_type_of_their_first_field() {
        let ours = ErrorBody {
            code: Some(403),
            message: "permission denied".into(),
        };
        assert_eq!(ErrorBody::read(&ours.frame()), ours);

        let media = ErrorResponse {
            error_message: "no such room".into(),
            event_id: 15,
        };
        let read = ErrorBody::read(&Frame::with(Event::CfErrorResponse, &media));
        assert_eq!(read.to_string(), "no such room");
    }

    #[test]
    fn an_empty_and_an_unreadable_body_still_are_errors() {
        let empty = Frame::bare(Event::Error);
        assert_eq!(ErrorBody::read(&empty).to_string(), "no reason given");
        let garbage = Frame {
            payload: Some(vec![0xff; 7].into()),
            ..empty
        };
        assert_eq!(ErrorBody::read(&garbage), ErrorBody::default());
    }
}
