//! What a full room costs the sandbox: 200 to 2,000 sockets in one meeting, each of a participant of its own
//! that joins as the SDK does and stays. `cargo xtask bench room`, on Linux; it takes a minute.
//!
//! For each size: how long the last join takes, until the newcomer has read who is in the room; how long it takes
//! until the last of all has heard that somebody asks; what both cost the server's processors for each peer that
//! is told; and how much resident memory the server has for each. What a peer costs is to be the same from 200
//! on. Its memory is from 500 on: it is for the most part that of the largest frame that was sent to it, which is
//! a page of the roster.
//!
//! The server is a process of its own; the peers share the machine's processors with it. `ulimit -n` must allow
//! 2,500 open files in each.
#![expect(clippy::print_stdout, reason = "it prints what it measures")]

mod peer;
mod server;

use std::sync::Arc;
use std::time::{Duration, Instant};

use dyte_stage_benches::Failure;
use futures_util::StreamExt;
use futures_util::stream::{self, TryStreamExt};
use protocol::signalling::Event;
use tokio::runtime;
use tokio::time::timeout;

use peer::{Hearing, Peer};
use server::Server;

/// How many peers the room has.
const SIZES: [u32; 4] = [200, 500, 1000, 2000];
/// How many of the last joins are measured.
const LAST: u32 = 20;
/// How many join at once before.
const AT_ONCE: usize = 16;
/// How often everybody is told something.
const BROADCASTS: u32 = 40;
/// How long anything may take.
const BOUND: Duration = Duration::from_mins(1);

fn main() -> Result<(), Failure> {
    let runtime = runtime::Builder::new_multi_thread().enable_all().build()?;
    println!(
        "{:>6} {:>19} {:>21} {:>11}",
        "", "join of the last", "a request heard by all", "memory"
    );
    println!(
        "{:>6} {:>8} {:>12} {:>8} {:>12} {:>11}",
        "peers", "ms", "CPU us/peer", "ms", "CPU us/peer", "KiB/peer"
    );
    for size in SIZES {
        runtime.block_on(measure(size))?;
    }
    Ok(())
}

async fn measure(size: u32) -> Result<(), Failure> {
    let server = Server::start(size)?;
    let mut tokens = server.tokens().await?;
    let idle = server.resident()?;
    let hearing = Arc::new(Hearing::default());
    let enter = async |token: String| {
        let mut peer = Peer::connect(server.address(), &token).await?;
        peer.join().await?;
        Ok::<_, Failure>(peer)
    };

    let last = tokens.split_off(tokens.len() - LAST as usize);
    let first = stream::iter(tokens).map(enter).buffer_unordered(AT_ONCE);
    first
        .try_for_each(async |peer| {
            tokio::spawn(peer.listen(hearing.clone()));
            Ok(())
        })
        .await?;
    let mut joins = Vec::new();
    let mut asker = None;
    let before = server.processor()?;
    for token in last {
        let began = Instant::now();
        let peer = timeout(BOUND, enter(token)).await??;
        joins.push(began.elapsed());
        if let Some(peer) = asker.replace(peer) {
            tokio::spawn(peer.listen(hearing.clone()));
        }
    }
    let join_cost = (server.processor()? - before) * 1e6 / f64::from(LAST * size);
    let mut asker = asker.ok_or("nobody joined")?;

    let mut heard = Vec::new();
    let before = server.processor()?;
    for _ in 0..BROADCASTS / 2 {
        for event in [Event::RequestStageAccess, Event::CancelStageRequest] {
            let began = Instant::now();
            let everybody = hearing.everybody(size as usize - 1);
            asker.request(event, Event::PeerStageStatusUpdate).await?;
            timeout(BOUND, everybody).await?;
            heard.push(began.elapsed());
        }
    }
    let heard_cost = (server.processor()? - before) * 1e6 / f64::from(BROADCASTS * size);
    let memory = (server.resident()? - idle) / f64::from(size);
    println!(
        "{size:>6} {:>8.1} {join_cost:>12.1} {:>8.1} {heard_cost:>12.1} {memory:>11.1}",
        median(joins),
        median(heard)
    );
    Ok(())
}

/// In milliseconds.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    median.as_secs_f64() * 1e3
}
