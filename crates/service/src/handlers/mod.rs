//! The handlers, one file or folder for each group of routes. Each documents its route for the
//! `OpenAPI` document.
//!
//! | file | routes |
//! |---|---|
//! | `service_info` | `/v1/health`, `/v1/whoami`, `/v1/openapi.json` |
//! | `metrics` | `/metrics` |
//! | `doctor` | `/v1/doctor` |
//! | `meetings`, `presets`, `participants` | lists of the platform, and additions to them |
//! | `session_kick` | kicks participants out of the session |
//! | `stage`, `events` | reads and follows the stage |
//! | `moderation` | grants, denies and kicks |
//! | `acting` | acts as a participant |
//! | `connections` | the service's connections into meetings |
//!
//! What handlers share: `extract` reads requests, `problems` lists the problems of each route.

pub(crate) mod acting;
pub(crate) mod connections;
pub(crate) mod doctor;
pub(crate) mod events;
mod extract;
pub(crate) mod meetings;
pub(crate) mod metrics;
pub(crate) mod moderation;
pub(crate) mod participants;
pub(crate) mod presets;
pub(crate) mod problems;
pub(crate) mod service_info;
pub(crate) mod session_kick;
pub(crate) mod stage;
