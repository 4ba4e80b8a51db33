//! The participants that a request is about.
//!
//! | file | what it does |
//! |---|---|
//! | `ids` | reads and checks the ids and selectors of a request |
//! | `resolve` | finds the one participant that an id means |
//! | `all` | finds the participants that `all` means, and leaves hosts out of a kick |
//! | `registered` | tells ids of registered participants who are not in the session from unknown ids |

pub(crate) mod all;
pub(crate) mod ids;
pub(crate) mod registered;
pub(crate) mod resolve;
