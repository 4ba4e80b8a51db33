//! How many requests a second the service answers, beside what the same machine can do at all: a bare
//! handler that answers the same bytes, with no token, log, metrics or meeting. `cargo xtask bench service`.
//!
//! It needs `wrk` (Debian: `apt-get install wrk`), and a machine that does nothing else meanwhile: `wrk` and
//! what it loads share the processors. Both are loaded in turn, so that what else the machine does
//! befalls both. The goal is a ratio of 0.6.
#![expect(clippy::print_stdout, reason = "it prints what it measures")]

use std::env::{args, current_exe};
use std::io::{BufRead, BufReader, Read, Write, stdin};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use axum::serve::ListenerExt;
use net::{Reach, client};
use tokio::net::TcpListener;
use tokio::runtime;

use dyte_stage_benches::{Failure, Home};

/// What is asked for.
const PATH: &str = "/v1/meetings/demo/stage/requests";
/// What makes this program the bare handler.
const BARE: &str = "--bare";
/// How often both are loaded.
const ROUNDS: usize = 3;
/// How `wrk` loads: threads, connections, and how long.
const LOAD: [&str; 4] = ["-t2", "-c64", "-d10s", "--latency"];

/// What `wrk` measured.
#[derive(Debug)]
struct Measured {
    /// A second.
    requests: f64,
    /// As `wrk` writes it.
    p50: String,
    p99: String,
}

/// The bare handler, in a process of its own. It is killed when this is dropped.
struct Bare {
    child: Child,
    url: String,
}

fn main() -> Result<(), Failure> {
    if args().any(|argument| argument == BARE) {
        return serve_bare();
    }
    if Command::new("wrk")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_err()
    {
        println!("not measured: there is no wrk; on Debian: apt-get install wrk");
        return Ok(());
    }
    let home = Home::with(Vec::new())?;
    let service = home.serve()?;
    let authorization = format!("Authorization: Bearer {}", service.token);
    let bare = Bare::start(&body(&service.url, &service.token)?)?;

    println!("{:9} {:>12} {:>10} {:>10}", "", "requests/s", "p50", "p99");
    let (mut ours, mut bares) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for (name, url, all) in [
            ("service", &service.url, &mut ours),
            ("bare", &bare.url, &mut bares),
        ] {
            let Measured { requests, p50, p99 } = load(url, &authorization)?;
            println!("{name:9} {requests:>12.0} {p50:>10} {p99:>10}");
            all.push(requests);
        }
    }
    let (ours, bares) = (median(ours), median(bares));
    println!(
        "medians: service {ours:.0}, bare {bares:.0}, ratio {:.2}",
        ours / bares
    );
    Ok(())
}

/// What the service answers, once its host is in the meeting.
fn body(url: &str, token: &str) -> Result<Bytes, Failure> {
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let http = client(Reach::Loopback, Duration::from_secs(10))?;
        let request = http.get(format!("{url}{PATH}")).bearer_auth(token);
        Ok(request.send().await?.error_for_status()?.bytes().await?)
    })
}

fn load(url: &str, header: &str) -> Result<Measured, Failure> {
    let url = format!("{url}{PATH}");
    let output = Command::new("wrk")
        .args(LOAD)
        .args(["--header", header, &url])
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    if !output.status.success() || text.contains("Non-2xx") || text.contains("Socket errors") {
        return Err(format!(
            "wrk failed: {text}{}",
            String::from_utf8_lossy(&output.stderr)
        )
        .into());
    }
    let value = |label: &str| {
        let mut lines = text.lines().map(str::trim);
        let value = lines
            .find_map(|line| line.strip_prefix(label))
            .map(str::trim);
        value.ok_or_else(|| format!("wrk says nothing of {label}: {text}"))
    };
    Ok(Measured {
        requests: value("Requests/sec:")?.parse()?,
        p50: value("50%")?.to_owned(),
        p99: value("99%")?.to_owned(),
    })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

impl Bare {
    fn start(body: &Bytes) -> Result<Self, Failure> {
        let mut child = Command::new(current_exe()?)
            .arg(BARE)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(body)?;
        }
        let mut url = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut url)?;
        }
        Ok(Self {
            child,
            url: url.trim().to_owned(),
        })
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Answers what is on stdin, and says on stdout where, until it is killed.
fn serve_bare() -> Result<(), Failure> {
    let mut body = Vec::new();
    stdin().read_to_end(&mut body)?;
    let body = Bytes::from(body);
    let answer = move || async move { ([(CONTENT_TYPE, "application/json")], body) };
    let router = Router::new().route(PATH, get(answer));
    let runtime = runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("http://{}", listener.local_addr()?);
        let listener = listener.tap_io(|stream| {
            // As the service does; that it fails is seen in the figures.
            let _ = stream.set_nodelay(true);
        });
        Ok(axum::serve(listener, router).await?)
    })
}
