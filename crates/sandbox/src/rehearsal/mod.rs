//! What a rehearsal adds to the sandbox. [`Script`], [`Faults`] and [`Latency`] are what a person writes; the same
//! seed gives the same faults and latencies again.
//!
//! | file | what it does |
//! |---|---|
//! | `script` | which simulated attendee requests, cancels, joins or leaves, and when |
//! | `faults` | how often frames are lost, sockets close, and API calls fail |
//! | `latency` | how long frames and API calls take |
//! | `fault_injector` | decides for each frame and each call, from a seed |

mod fault_injector;
mod faults;
mod latency;
mod script;

pub use fault_injector::FaultInjector;
pub(crate) use fault_injector::FrameOutcome;
pub use faults::{Faults, FaultsError};
pub use latency::{Latency, LatencyError};
pub use script::{Script, ScriptError, ScriptProblem, ScriptedAction};
