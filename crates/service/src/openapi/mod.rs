//! The Stage API as an `OpenAPI` document, made from the routes, their handlers, and the types of
//! their bodies.
//!
//! | file | what it does |
//! |---|---|
//! | `document` | makes the document, once |
//! | `common` | adds what every operation has: segments, security, common problems and headers |
//! | `fixups` | corrects what the derives cannot express |

mod common;
pub(crate) mod document;
mod fixups;

pub use document::document;
