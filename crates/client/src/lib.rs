//! The client of the Stage API. It speaks to a service in this process and to a remote one alike.
//!
//! | file | what it does |
//! |---|---|
//! | `client` | [`StageClient`]: one method for each call of the API |
//! | `response` | [`Response`]: a body as it arrived, and parsed |
//! | `raw_call` | any other call, which `dyte-stage api` makes |
//! | `event_stream` | [`EventStream`]: the events of a stage, across lost connections |
//! | `retry` | [`retry()`]: a read, repeated while that may help |
//! | `error` | [`ClientError`], and which errors are worth a retry |

mod client;
mod error;
mod event_stream;
mod raw_call;
mod response;
mod retry;

pub use client::StageClient;
pub use error::ClientError;
pub use event_stream::{EventStream, FollowUpdate, StreamEvent};
pub use response::Response;
pub use retry::retry;
