//! A platform on this machine: the management APIs of RealtimeKit and of Dyte and their signalling,
//! served on loopback, with a demo meeting of simulated attendees (docs/sandbox.md).
//!
//! | file | what it does |
//! |---|---|
//! | `server` | the [`Sandbox`] as a server: management API, signalling sockets, SDK listener, script player |
//! | `room` | the rules of a meeting's room, frame by frame: stage, waiting room, kicks (pure) |
//! | `store` | the state file, its lock, and the address of the process that serves it |
//! | `rehearsal` | what a rehearsal adds: a script, faults, latency |
//! | `media` | the ICE agent that answers a browser's media connections |
//! | `state` | what is saved: presets, meetings, participants |
//! | `presets`, `demo` | the presets of a new sandbox, and its demo meeting |
//! | `sdk_credentials`, `participant_token` | what an SDK joins with |
//! | `urls`, `ids` | the URLs and the ids that a client uses |

mod demo;
mod ids;
mod media;
mod participant_token;
mod presets;
mod rehearsal;
mod room;
mod sdk_credentials;
mod server;
mod state;
mod store;
mod urls;

pub use demo::DemoOptions;
pub use ids::{ACCOUNT, DEMO, is_meeting};
pub use presets::View;
pub use rehearsal::{
    FaultInjector, Faults, FaultsError, Latency, LatencyError, Script, ScriptError, ScriptProblem,
    ScriptedAction,
};
pub use sdk_credentials::{SdkCredentials, SdkCredentialsError};
pub use server::{Certificate, Sandbox, SandboxHolder, ServeError, SocketTimeouts};
pub use state::{Attendee, GrantReaction, Meeting, Participant, SavedState, Session};
pub use store::{Address, LOCK_TIMEOUT, SetAside, Store, StoreError, StoreHolder};
pub use urls::Urls;
