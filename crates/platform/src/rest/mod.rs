//! The platform's management API (docs/platform-rest.md). The two platforms differ in address,
//! credentials and the shape of errors; their paths are the same.
//!
//! | file | what it has |
//! |---|---|
//! | `client` | [`Rest`]: how a call is addressed, authorized and sent, page by page |
//! | `envelope` | how an answer is read: data, or an error |
//! | `meetings`, `participants`, `presets`, `account` | the calls |
//! | `raw_call` | any other call |

mod account;
mod client;
mod envelope;
mod meetings;
mod participants;
mod presets;
mod raw_call;

pub use account::Probe;
pub use client::Rest;
pub(crate) use envelope::read;
