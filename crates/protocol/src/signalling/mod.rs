//! The signalling protocol of a meeting's socket (docs/protocol.md).
//!
//! A binary frame is one [`Frame`]; its [`Event`] says which [`message`] its payload holds. A text
//! frame is a [ping or a pong](ping). [`ConnectQuery`] is the query of the socket's address.
//!
//! | file | what it holds |
//! |---|---|
//! | `socket` | the query of the address, pings, close codes |
//! | `frame`, `event` | a frame, and the numbers of the events |
//! | [`message`] | the messages, by subject; `message/stage` has the frame of a grant |
//! | `error` | how a request fails |
//! | [`media`] | the events of the media servers |
//! | [`convert`] | messages to the values of `model` |
//! | `explain` | a frame as text, for traces |

pub mod convert;
mod error;
mod event;
mod explain;
mod frame;
pub mod media;
pub mod message;
mod socket;

pub use convert::SIMULATED;
pub use error::ErrorBody;
pub use event::Event;
pub use frame::Frame;
pub use socket::{ConnectQuery, close, ping};
