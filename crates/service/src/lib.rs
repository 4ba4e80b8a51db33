//! The Stage API, served over HTTP on top of a platform (docs/stage-api.md).
//!
//! A request passes the `middleware` on its way to one of the `handlers`, which responds with a
//! body of the crate `api` or with a problem document.
//!
//! | module | what it is |
//! |---|---|
//! | `service` | the running service: its settings, start and end |
//! | `app` | the state that middleware and handlers share |
//! | `router` | the one list of routes, for the router and the `OpenAPI` document |
//! | `middleware` | request id, log and metrics, authentication, audit, limits, authorization |
//! | `handlers` | one file or folder for each group of routes |
//! | `targets` | the participants that a request is about: ids, selectors, `all` |
//! | `operation_result` | the result of an operation for one participant |
//! | `hosts` | the hidden host of each meeting, joined when it is first needed |
//! | `held_connections` | connections as participants, held while something rests on them |
//! | `events` | the stream of a stage's events, and cursors into it |
//! | `response_cache` | the last response of `…/stage/requests` for each meeting, reused until the meeting changes |
//! | `access` | which tokens a service accepts, and the caller behind one |
//! | `tokens` | the file of API tokens |
//! | `audit` | the audit log, and the record of what a request did |
//! | `limits` | how many requests and event readers at once, and for how long (connections into meetings: `platform`) |
//! | `metrics` | counters, and their encoding for Prometheus |
//! | `failure` | errors as problem documents |
//! | `openapi` | the `OpenAPI` document |

mod access;
mod app;
mod audit;
mod events;
mod failure;
mod handlers;
mod held_connections;
mod hosts;
mod limits;
mod metrics;
mod middleware;
pub mod openapi;
mod operation_result;
mod response_cache;
mod router;
mod service;
mod targets;
pub mod tokens;

pub use access::Access;
pub use audit::AuditLog;
pub use service::{Service, Settings};
