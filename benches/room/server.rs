//! `dyte-stage sandbox run` as others run it, in a process of its own, on an empty home: where it is, and what
//! it costs.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use dyte_stage_benches::{Failure, program};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use net::{Reach, client};
use reqwest::{Client, RequestBuilder};
use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

use super::BOUND;

/// A sandbox that runs. It is killed when this is dropped.
pub(crate) struct Server {
    child: Child,
    http: Client,
    address: Address,
    _home: TempDir,
}

/// What it says of itself.
#[derive(Deserialize)]
pub(crate) struct Address {
    api_url: String,
    pub(crate) signalling_url: String,
    api_token: String,
    account_id: String,
    app_id: String,
    pub(crate) meeting_id: String,
}

impl Server {
    /// Starts one whose meeting has so many viewers.
    pub(crate) fn start(viewers: u32) -> Result<Self, Failure> {
        let home = tempfile::tempdir()?;
        let viewers = viewers.to_string();
        let mut child = Command::new(program()?)
            .args([
                "sandbox",
                "run",
                "--listen",
                "127.0.0.1:0",
                "--viewers",
                &viewers,
            ])
            .args(["--output", "json", "--quiet"])
            .env_clear()
            .env("DYTE_STAGE_HOME", home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        Ok(Self {
            child,
            http: client(Reach::Loopback, BOUND)?,
            address: serde_json::from_str(&line)?,
            _home: home,
        })
    }

    pub(crate) const fn address(&self) -> &Address {
        &self.address
    }

    /// Participant tokens of all viewers.
    pub(crate) async fn tokens(&self) -> Result<Vec<String>, Failure> {
        let Address {
            api_url,
            account_id,
            app_id,
            meeting_id,
            api_token,
            ..
        } = &self.address;
        let participants = format!(
            "{api_url}/accounts/{account_id}/realtime/kit/{app_id}/meetings/{meeting_id}/participants"
        );
        let answered = async |request: RequestBuilder| {
            let answer = request
                .bearer_auth(api_token)
                .send()
                .await?
                .error_for_status()?;
            Ok::<_, Failure>(answer.json::<Value>().await?)
        };
        let page = self
            .http
            .get(&participants)
            .query(&[("per_page", "1000000")]);
        let page = answered(page).await?;
        let everybody = page["data"].as_array().ok_or("no participants")?;
        let is_viewer = |p: &&Value| {
            p["custom_participant_id"]
                .as_str()
                .is_some_and(|id| id.starts_with("viewer-"))
        };
        let ids = everybody
            .iter()
            .filter(is_viewer)
            .filter_map(|p| p["id"].as_str());
        let tokens = stream::iter(ids).map(async |id| {
            let answer = answered(self.http.post(format!("{participants}/{id}/token"))).await?;
            let token = answer["data"]["token"].as_str();
            token
                .map(ToOwned::to_owned)
                .ok_or_else(|| Failure::from("no token"))
        });
        tokens.buffered(8).try_collect().await
    }

    /// Its resident memory, in KiB.
    pub(crate) fn resident(&self) -> Result<f64, Failure> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let resident = resident.unwrap_or_default().trim().trim_end_matches(" kB");
        Ok(resident.parse()?)
    }

    /// How long the machine's processors have worked for it, in seconds.
    pub(crate) fn processor(&self) -> Result<f64, Failure> {
        let mut worked = Duration::ZERO;
        for thread in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let schedule = fs::read_to_string(thread?.path().join("schedstat"))?;
            let nanoseconds = schedule.split_whitespace().next().unwrap_or_default();
            worked += Duration::from_nanos(nanoseconds.parse()?);
        }
        Ok(worked.as_secs_f64())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
