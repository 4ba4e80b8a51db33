//! The audit log: a JSON line for each request that may change something, written before its
//! response. An operation that cannot be recorded is not done.
//!
//! | file | what it is |
//! |---|---|
//! | `log` | the file |
//! | `record` | what a request did, taken from the body of its response |
//! | `extensions` | what a handler hands to the audit middleware |
//!
//! The middleware `audit` puts a line together and writes it.

pub(crate) mod extensions;
pub(crate) mod log;
pub(crate) mod record;

pub use log::AuditLog;
