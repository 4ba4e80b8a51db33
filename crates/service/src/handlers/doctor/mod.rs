//! The doctor: checks everything between the service and the platform. Changes nothing, joins
//! nothing.
//!
//! | file | what it checks |
//! |---|---|
//! | `examine` | the handler: all of it |
//! | `network` | names, connections and sockets |
//! | `management` | the management API, and the clock |
//! | `credentials` | the token, the account and the app |
//! | `app` | the host's preset, and the live session |
//! | `check` | makes the checks themselves |

mod app;
mod check;
mod credentials;
pub(crate) mod examine;
mod management;
mod network;
