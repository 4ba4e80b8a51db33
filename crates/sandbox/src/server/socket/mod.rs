//! The signalling sockets.
//!
//! | file | what it does |
//! |---|---|
//! | `upgrade` | the route; authenticates a client, and closes a socket with a reason |
//! | `connection` | serves one socket until it ends |
//! | `outbox` | frames on their way to the client, delayed and lost as a rehearsal says |
//! | `idle_timeout` | notices that a client has fallen silent |

mod connection;
mod idle_timeout;
mod outbox;
mod upgrade;

pub(super) use upgrade::router;
