//! What a request passes on its way to a handler, and its response on the way back, in this order:
//!
//! | file | what it does |
//! |---|---|
//! | `stack` | the one layer that calls the others in their order |
//! | `request_id` | an id for each request |
//! | `observation` | a line in the log, and the metrics |
//! | `authentication` | the caller, from the bearer token |
//! | `audit` | a line in the audit log |
//! | `request_limit` | how many requests at once, and how long each may take |
//! | `authorization` | the role and the meetings that the token is for |

mod audit;
mod authentication;
mod authorization;
mod observation;
pub(crate) mod request_id;
mod request_limit;
pub(crate) mod stack;
