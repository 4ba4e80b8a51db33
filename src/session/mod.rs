//! Flags and configuration in, a connected client and a meeting out.
//!
//! [`Session`] is what a command asks for a client; it connects when it is first asked. [`connect`]
//! decides what that needs: a service elsewhere, or one in this process on top of an [open
//! platform](open_platform). [`serve`] starts a service for others, [`used_sandbox`] finds or
//! serves the sandbox, and [`background`] ends in order what was started. No command knows which of
//! these it works on.

pub(crate) mod background;
mod command_session;
pub(crate) mod connect;
pub(crate) mod listen;
mod load_config;
mod meetings;
pub(crate) mod open_platform;
pub(crate) mod serve;
pub(crate) mod used_sandbox;

pub(crate) use command_session::Session;
pub(crate) use load_config::load_config;
