//! Answers of the fake management API, and when they are given.

use serde_json::{Value, json};

/// What the management API answers to some call, so many times.
#[derive(Clone)]
pub struct Rule {
    /// As it is logged, such as `GET /meetings`.
    pub call: &'static str,
    /// For how many calls it holds.
    pub times: usize,
    /// `None`: never anything.
    pub answer: Option<Answer>,
}

/// An answer of the management API.
#[derive(Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The header `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
    /// The header `Location`.
    pub location: Option<String>,
    /// The body.
    pub body: String,
}

impl Rule {
    /// An answer to every such call.
    pub fn always(call: &'static str, answer: Answer) -> Self {
        Self {
            times: usize::MAX,
            ..Self::once(call, answer)
        }
    }

    /// An answer to the next such call.
    pub fn once(call: &'static str, answer: Answer) -> Self {
        Self {
            call,
            times: 1,
            answer: Some(answer),
        }
    }

    /// No answer to any such call, ever.
    pub fn silent(call: &'static str) -> Self {
        Self {
            call,
            times: usize::MAX,
            answer: None,
        }
    }
}

impl Answer {
    /// Text of any kind.
    pub fn text(status: u16, body: &str) -> Self {
        Self {
            status,
            retry_after: None,
            location: None,
            body: body.to_owned(),
        }
    }

    /// Data, in the envelope of the management API.
    pub fn data(data: &Value) -> Self {
        Self::text(200, &json!({"success": true, "data": data}).to_string())
    }

    /// A list that has one page.
    pub fn page(items: &[Value]) -> Self {
        let count = items.len();
        let paging = json!({"total_count": count, "start_offset": 1, "end_offset": count});
        let body = json!({"success": true, "data": items, "paging": paging});
        Self::text(200, &body.to_string())
    }

    /// An error of the service itself.
    pub fn error(status: u16, message: &str) -> Self {
        let error = json!({"code": status, "message": message});
        Self::text(
            status,
            &json!({"success": false, "error": error}).to_string(),
        )
    }

    /// An error of the gateway before it.
    pub fn gateway_error(status: u16, code: u32, message: &str) -> Self {
        let errors = json!([{"code": code, "message": message}]);
        let body = json!({"success": false, "errors": errors, "messages": [], "result": null});
        Self::text(status, &body.to_string())
    }

    /// What is asked for is elsewhere.
    pub fn redirect(location: &str) -> Self {
        Self {
            location: Some(location.to_owned()),
            ..Self::text(302, "")
        }
    }

    /// The same, with `Retry-After` in seconds.
    pub fn retry_after(self, seconds: u32) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }
}
