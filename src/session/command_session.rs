//! The session of a command: a client and a meeting, connected when the command first asks.

use tokio::sync::OnceCell;

use super::background::Background;
use super::connect::{Connected, connect};
use super::meetings::{nearest_meeting, no_meeting};
use crate::cache::{Cache, CacheUpdate};
use crate::config::Flags;
use crate::error::CliError;
use crate::output::{Activity, Output};
use client::StageClient;
use model::MeetingId;
use platform::Rest;

/// What a command that works on meetings has: the output, and a client once it asks for one.
pub(crate) struct Session<'a> {
    pub(crate) output: &'a Output,
    flags: &'a Flags,
    connected: OnceCell<Connected>,
}

impl<'a> Session<'a> {
    /// A session that is not connected yet.
    pub(crate) fn new(flags: &'a Flags, output: &'a Output) -> Self {
        Self {
            output,
            flags,
            connected: OnceCell::new(),
        }
    }

    /// The client of the Stage API. What it needs is started when it is first asked for.
    pub(crate) async fn client(&self) -> Result<&StageClient, CliError> {
        Ok(&self.connected().await?.client)
    }

    /// The platform's own API, if its credentials are here.
    pub(crate) async fn rest(&self) -> Result<Option<&Rest>, CliError> {
        Ok(self.connected().await?.rest.as_ref())
    }

    /// The meeting that is configured, if one is.
    pub(crate) async fn named_meeting(&self) -> Result<Option<&MeetingId>, CliError> {
        Ok(self.connected().await?.meeting.as_ref())
    }

    /// The meeting that is configured.
    ///
    /// # Errors
    ///
    /// When none is: the error lists the live ones.
    pub(crate) async fn meeting(&self) -> Result<&MeetingId, CliError> {
        let connected = self.connected().await?;
        match &connected.meeting {
            Some(meeting) => Ok(meeting),
            None => Err(no_meeting(&connected.client).await?),
        }
    }

    /// Keeps what the service answered, for completion.
    pub(crate) fn remember(&self, update: CacheUpdate<'_>) {
        if let Some(cache) = self.cache() {
            cache.update(update);
        }
    }

    /// The completion cache, once connected; the sandbox has none.
    pub(crate) fn cache(&self) -> Option<&Cache> {
        self.connected.get()?.cache.as_ref()
    }

    /// Announces that this command stays, and what it is doing: other commands need not wait until
    /// it ends.
    pub(crate) async fn stay_as(&self, activity: Activity) -> Result<(), CliError> {
        self.connected().await?.background.publish_sandbox().await?;
        self.output.set_activity(activity);
        Ok(())
    }

    /// Adds to an error that there is no such meeting the meeting that may have been meant, if the
    /// platform answers at once. It is only named, never taken.
    pub(crate) async fn with_nearest_meeting(&self, error: CliError) -> CliError {
        match self.connected.get() {
            Some(connected) => nearest_meeting(error, connected).await,
            None => error,
        }
    }

    /// What was started for this command, to be ended with it.
    pub(crate) fn into_background(self) -> Option<Background> {
        let connected = self.connected.into_inner();
        connected.map(|connected| connected.background)
    }

    async fn connected(&self) -> Result<&Connected, CliError> {
        let connecting = || connect(self.flags, self.output);
        self.connected.get_or_try_init(connecting).await
    }
}
