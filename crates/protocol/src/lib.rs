//! The bytes that cross the wire to the platform: bytes in, values out. No sockets, no async.
//!
//! [`signalling`] is the binary protocol of the meeting's socket, [`rest`] the JSON bodies of the
//! management API, [`token`] the claims of a participant token. The live platform's client and the
//! sandbox share these types, so that they cannot drift apart.

pub mod rest;
pub mod signalling;
pub mod token;
