//! The media server that browsers connect to: it answers their offers and connectivity checks, and ignores all
//! media.
//!
//! An SDK has joined a meeting once its transports are connected, and to a browser that is ICE alone
//! (docs/protocol.md, "Media"): there is no DTLS, and no media is exchanged.
//!
//! | file | what it does |
//! |---|---|
//! | `listener` | the UDP port |
//! | `ice` | the agent: its credentials and its address |
//! | `sdp` | answers offers |
//! | `stun` | answers connectivity checks |

mod ice;
mod listener;
mod sdp;
mod stun;

pub(crate) use ice::IceAgent;
pub(crate) use listener::MediaListener;
