//! `dyte-stage serve` as its operator and its callers see it: the real binary, its signals, its files,
//! and the Stage API over a network.

mod access;
mod audit_log;
mod connections;
mod crash;
mod listening;
mod observability;
mod served;
mod shutdown;

pub(crate) use served::Served;
