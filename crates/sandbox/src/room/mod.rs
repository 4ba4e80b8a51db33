//! The rules of a meeting's room: what happens when a frame comes in, a socket ends, or time passes
//! (docs/protocol.md, "What a server does"). Pure: no I/O and no clock, so that the rules can be tested.
//!
//! | file | what it does |
//! |---|---|
//! | `meeting_room` | [`Room`]: the meeting, its sockets and the effects, borrowed for one event |
//! | `dispatch` | a frame to the rule that handles it |
//! | `join`, `waiting_room` | joining, and the waiting room before it |
//! | `stage` | the stage operations and the statuses |
//! | `attendees` | what simulated attendees do, by themselves or by a script |
//! | `presence` | leaving, lost connections, and the end of a session |
//! | `kick` | removing participants, and ending the meeting |
//! | `queries` | the roster and other data that a client reads |
//! | `broadcast`, `plugin_stores` | messages and values that participants share |
//! | `media` | the media servers' events |
//! | `effects`, `peers`, `request` | frames to send, the sockets of a meeting, a frame that is handled |

mod attendees;
mod broadcast;
mod dispatch;
mod effects;
mod join;
mod kick;
mod media;
mod meeting_room;
mod peers;
mod plugin_stores;
mod presence;
mod queries;
mod request;
mod stage;
#[cfg(test)]
mod tests;
mod waiting_room;

pub(crate) use attendees::ActionError;
pub(crate) use effects::{Delivery, Effects, Recipients};
pub(crate) use meeting_room::{PluginStores, Room};
pub(crate) use peers::{JoinState, Peers, SocketPeer};
pub(crate) use presence::{Disconnect, REJOIN_TIMEOUT};
