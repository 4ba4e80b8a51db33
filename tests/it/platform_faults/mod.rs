//! What a user sees when the platform fails: the right exit code, what failed and what to do next, and
//! never a false success.

mod acting;
mod at_once;
mod joining;
mod moderation;
mod rest;
