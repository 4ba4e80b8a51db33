//! The bytes that cross the wire to the platform: bytes in, values out. No sockets, no async.
//!
//! | module | what it holds |
//! |---|---|
//! | [`signalling`] | the binary protocol of the meeting's socket: frames, messages, the frame of a grant |
//! | [`rest`] | the JSON bodies of the management API |
//! | [`token`] | the claims of a participant token |
//!
//! The live platform's client and the sandbox share these types, so that they cannot drift apart.

pub mod rest;
pub mod signalling;
pub mod token;
