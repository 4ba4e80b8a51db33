//! `dyte-stage serve` as those see it who run it and those who call it: the real binary, its signals, its
//! files, and the Stage API as others reach it.

mod access;
mod audit_log;
mod connections;
mod crash;
mod listening;
mod observability;
mod served;
mod shutdown;

pub(crate) use served::Served;
