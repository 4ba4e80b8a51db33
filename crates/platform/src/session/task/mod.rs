//! The task that owns a connection.
//!
//! | file | what it does |
//! |---|---|
//! | `session_task` | [`SessionTask`]: what it knows, how it begins, and why it ends |
//! | `run` | its loop: frames, messages of handles, deadlines |
//! | `join` | opens the socket, joins the room and reads the roster |
//! | `reconnect` | joins again after a lost connection: whether, how often, and what handles are told meanwhile |
//! | `frames` | what a frame of the room changes |
//! | `self_status` | what a frame tells a participant of their own status; pure |
//! | `roster_reading` | a reading of the roster, and the requests it waits for |
//! | `read_roster` | begins readings, takes their answers, ends them |

mod frames;
mod join;
mod read_roster;
mod reconnect;
mod roster_reading;
mod run;
mod self_status;
mod session_task;

pub(crate) use session_task::SessionTask;
