//! What crosses the wire to the platform: bytes in, values out. No sockets, no async.
//!
//! [`signalling`] is the binary protocol of the meeting's socket, [`rest`] the JSON bodies of the
//! management API, [`token`] what a participant token says. The live platform's client and the
//! sandbox share these types, so that they cannot drift apart.

pub mod rest;
pub mod signalling;
pub mod token;
