//! What a crowd costs a service: 200 meetings held at once, then 1,000 readers of one meeting's events, and what
//! is left when they have gone. `cargo xtask bench crowd`, on Linux; it takes some two minutes.
//!
//! The platform is a sandbox in this process, as a live one, so that the memory shown is the service's alone.
//! Each reader is a connection: `ulimit -n` must allow 2,500 open files.
#![expect(clippy::print_stdout, reason = "it prints what it measures")]

use std::fs;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::future::try_join_all;
use net::{Reach, client};
use reqwest::Client;
use sandbox::{ACCOUNT, Sandbox};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use dyte_stage_benches::{Failure, Home, Serve};

/// How many meetings are held.
const MEETINGS: usize = 200;
/// How many follow one of them.
const READERS: usize = 1000;
/// How long anything may take.
const BOUND: Duration = Duration::from_mins(2);
/// Whom the readers hear of.
const AMARA: &str = "guest-101";

struct Crowd {
    http: Client,
    serve: Serve,
}

fn main() -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run())
}

async fn run() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    with_meetings(folder.path()).await?;
    let platform = Sandbox::serve(folder.path()).await?;
    let address = platform.address();
    let home = Home::with(vec![
        ("DYTE_STAGE_PLATFORM", "realtimekit".to_owned()),
        ("DYTE_STAGE_ACCOUNT_ID", ACCOUNT.to_owned()),
        ("DYTE_STAGE_APP_ID", ACCOUNT.to_owned()),
        ("DYTE_STAGE_API_TOKEN", address.api_token().to_owned()),
        ("DYTE_STAGE_API_URL", address.api_url()),
        ("DYTE_STAGE_SIGNALLING_URL", address.signalling_url()),
    ])?;
    let crowd = Crowd {
        http: client(Reach::Loopback, BOUND)?,
        serve: home.serve()?,
    };
    println!(
        "{:34} {:>8} {:>6} {:>6} {:>8}",
        "", "KiB", "files", "hosts", "readers"
    );
    crowd.show("idle").await?;

    let began = Instant::now();
    let meetings = (1..MEETINGS).map(|n| format!("sandbox-{n}"));
    for meeting in meetings.chain(["demo".to_owned()]) {
        crowd
            .get(&format!("/v1/meetings/{meeting}/stage/requests"))
            .await?;
    }
    let joined = began.elapsed().as_millis();
    crowd
        .show(&format!("{MEETINGS} meetings, {joined} ms"))
        .await?;

    let readers = try_join_all((0..READERS).map(|_| crowd.follow())).await?;
    crowd.show(&format!("{READERS} readers")).await?;

    let began = Instant::now();
    crowd.grant().await?;
    let heard = readers.into_iter().map(|reader| async move {
        let mut reader = reader;
        let mut text = String::new();
        while !text.contains("ACCEPTED_TO_JOIN_STAGE") {
            let chunk = reader.next().await.ok_or("a stream ended")??;
            text.push_str(&String::from_utf8_lossy(&chunk));
        }
        Ok::<_, Failure>((reader, began.elapsed()))
    });
    let heard = timeout(BOUND, try_join_all(heard)).await??;
    let last = heard
        .iter()
        .map(|(_, took)| *took)
        .max()
        .unwrap_or_default();
    let all = format!("a grant heard by all, {} ms", last.as_millis());
    crowd.show(&all).await?;

    drop(heard);
    crowd.until("dyte_stage_event_readers 0\n").await?;
    crowd.show("readers gone").await?;
    crowd
        .until("dyte_stage_connections{role=\"host\"} 0\n")
        .await?;
    crowd.show("hosts gone, a minute later").await?;
    platform.close().await;
    Ok(())
}

/// Makes a sandbox in which as many meetings are live.
async fn with_meetings(folder: &std::path::Path) -> Result<(), Failure> {
    let sandbox = Sandbox::serve(folder).await?;
    let path = sandbox.path().to_owned();
    // Its file is written by the first change.
    let http = client(Reach::Loopback, BOUND)?;
    let url = format!(
        "{}/accounts/{ACCOUNT}/realtime/kit/{ACCOUNT}/meetings",
        sandbox.address().api_url()
    );
    let made = http.post(url).bearer_auth(sandbox.address().api_token());
    made.json(&json!({"title": "another"}))
        .send()
        .await?
        .error_for_status()?;
    sandbox.close().await;
    let mut state: Value = serde_json::from_slice(&fs::read(&path)?)?;
    let demo = state["meetings"]["demo"].clone();
    for n in 1..MEETINGS {
        let mut meeting = demo.clone();
        meeting["session"]["id"] = json!(format!("session-{n}"));
        state["meetings"][format!("sandbox-{n}")] = meeting;
    }
    Ok(fs::write(&path, state.to_string())?)
}

type Reader = futures_util::stream::BoxStream<'static, reqwest::Result<axum::body::Bytes>>;

impl Crowd {
    async fn get(&self, path: &str) -> Result<String, Failure> {
        let request = self.http.get(format!("{}{path}", self.serve.url));
        let answer = request.bearer_auth(&self.serve.token).send().await?;
        Ok(answer.error_for_status()?.text().await?)
    }

    async fn follow(&self) -> Result<Reader, Failure> {
        let url = format!("{}/v1/meetings/demo/stage/events", self.serve.url);
        let request = self.http.get(url).bearer_auth(&self.serve.token);
        let answer = request.send().await?.error_for_status()?;
        let mut reader = answer.bytes_stream().boxed();
        // That it is ready.
        reader.next().await.ok_or("a stream ended")??;
        Ok(reader)
    }

    async fn grant(&self) -> Result<(), Failure> {
        let url = format!("{}/v1/meetings/demo/stage/grant", self.serve.url);
        let request = self.http.post(url).bearer_auth(&self.serve.token);
        let body = json!({"participants": [AMARA]});
        request.json(&body).send().await?.error_for_status()?;
        Ok(())
    }

    /// Waits until the metrics say something.
    async fn until(&self, words: &str) -> Result<(), Failure> {
        let deadline = Instant::now() + BOUND;
        while !self.get("/metrics").await?.contains(words) {
            if Instant::now() > deadline {
                return Err(format!("the metrics never said: {words}").into());
            }
            sleep(Duration::from_millis(100)).await;
        }
        Ok(())
    }

    /// Shows what the service has by now.
    async fn show(&self, when: &str) -> Result<(), Failure> {
        let process = format!("/proc/{}", self.serve.child.id());
        let status = fs::read_to_string(format!("{process}/status"))?;
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let resident = resident.unwrap_or_default().trim().trim_end_matches(" kB");
        let files = fs::read_dir(format!("{process}/fd"))?.count();
        let metrics = self.get("/metrics").await?;
        let value = |name: &str| {
            let mut lines = metrics.lines();
            let value = lines.find_map(|line| line.strip_prefix(name));
            value.unwrap_or_default().trim().to_owned()
        };
        let hosts = value("dyte_stage_connections{role=\"host\"}");
        let readers = value("dyte_stage_event_readers ");
        println!("{when:34} {resident:>8} {files:>6} {hosts:>6} {readers:>8}");
        Ok(())
    }
}
