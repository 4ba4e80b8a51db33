//! The socket into a meeting: frames in and out. `session` decides what the frames mean.

mod closed;
mod connection;
mod handshake;
mod pings;

pub use closed::{Closed, FinalClose, RetryableClose};
pub use connection::Connection;
