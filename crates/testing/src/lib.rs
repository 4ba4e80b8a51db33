//! What the tests of several crates share. No program depends on it.
//!
//! | module | what it has |
//! |---|---|
//! | [`fake`] | a platform that does as a test says: REST API and socket |
//! | `raw_server` | [`Raw`]: a TCP server that knows no HTTP |
//! | [`round_trips`] | what a program may send at once, as a fake platform holds it to |
//! | `sandbox` | [`sandbox_platform`]: a sandbox, as a service takes it for its platform |
//! | `contract` | [`Contract`]: responses of the Stage API checked against the `OpenAPI` document |
//! | `wait` | [`until`]: waiting for a condition, with a bound |

#![expect(clippy::unwrap_used, reason = "a test fails where an unwrap does")]
#![expect(
    clippy::missing_panics_doc,
    reason = "a check of a test panics when it fails"
)]
#![expect(
    clippy::must_use_candidate,
    clippy::return_self_not_must_use,
    reason = "the only callers are tests, which use what they ask for"
)]

mod contract;
pub mod fake;
mod raw_server;
pub mod round_trips;
mod sandbox;
mod wait;

pub use contract::{ApiResponse, Contract};
pub use raw_server::Raw;
pub use sandbox::sandbox_platform;
pub use wait::{BOUND, until};
