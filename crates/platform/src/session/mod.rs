//! Our connection in a session: as the hidden host (docs/design.md, "The host in the meeting") or
//! as one of its participants ("Acting as a participant").
//!
//! | file | what it does |
//! |---|---|
//! | `handle` | starts a task, asks it for requests and readings, and ends with it |
//! | `operation` | sends an operation and waits for its effect |
//! | `confirmation` | what the effect of an operation is, by what the platform showed; pure |
//! | `task_message` | what a handle asks of its task |
//! | `task/` | the task that owns the connection: join, frames, roster reading, reconnect |
//! | `state/` | what the task has learnt of the room, as handles read it |
//! | `roster_pager` | puts the roster together from its pages; pure |
//! | `connection_snapshot` | whether a participant's connection is connected, and as which peer |
//! | `history` | the latest events, for readers at their own pace |
//!
//! The task applies each frame, in order, to the state; the handles only read it.

mod confirmation;
mod connection_snapshot;
mod handle;
mod history;
mod operation;
mod roster_pager;
mod state;
mod task;
mod task_message;

pub use confirmation::OperationEffect;
pub use connection_snapshot::{ConnectionPhase, ConnectionSnapshot};
pub(crate) use handle::SessionHandle;
pub use history::{History, HistoryEvent, SessionEvent};
pub(crate) use state::SessionState;
pub(crate) use task::SessionTask;
