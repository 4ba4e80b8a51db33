//! Moderation: granting, denying and kicking.
//!
//! | file | what it does |
//! |---|---|
//! | `routes` | the handlers |
//! | `moderate` | resolves the targets, sends the operation, and collects the results |
//! | `plan` | what an operation means for each status, and the results; pure |
//! | `results` | the response of a bulk operation; pure |

mod moderate;
mod plan;
pub(super) mod results;
pub(crate) mod routes;
