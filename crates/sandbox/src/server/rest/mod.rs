//! The management API: the paths, envelopes and errors of RealtimeKit and of Dyte (docs/platform-rest.md).
//!
//! | file | what it does |
//! |---|---|
//! | `router` | the routes of both platforms |
//! | `auth` | the API token, as either platform takes it |
//! | `account`, `meetings`, `participants`, `presets`, `sessions` | the handlers |
//! | `sdk` | what SDKs ask for in a browser, with a participant token |
//! | `extract`, `list_query`, `lookup`, `response` | reading requests, pages, finding by id, and the envelopes |
//! | `fault_layer` | delays and failures of a rehearsal |

mod account;
mod auth;
mod extract;
mod fault_layer;
mod list_query;
mod lookup;
mod meetings;
mod participants;
mod presets;
mod response;
mod router;
mod sdk;
mod sessions;

pub(super) use router::router;
