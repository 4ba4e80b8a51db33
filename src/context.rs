//! What commands work with: the flags, the output, and a client of the Stage API when they ask.

use std::cell::RefCell;
use std::future::Future;
use std::time::Duration;

use tokio::sync::OnceCell;

use super::args::Global;
use super::completion::{Memory, Seen};
use super::connect::{Session, Started, connect, load_config, serve_others};
use super::error::{CliError, did_you_mean};
use super::exit::Exit;
use super::meanwhile::Meanwhile;
use super::output::Output;
use super::rehearsing::{Rehearsed, Rehearsing};
use super::serving::{Served, Serving};
use crate::config::{Config, Environment, Flags, Target, env, meeting_id};
use api::{ErrorCode, MeetingQuery, Problem};
use client::{ClientError, StageClient};
use model::MeetingId;
use platform::Rest;
use sandbox::{self, DEMO};

/// How long the platform may take to tell of meetings when none was asked for.
const AT_ONCE: Duration = Duration::from_secs(2);
/// How many meetings it tells of then.
const SOME: u32 = 100;

/// What a command works with.
pub(super) struct Context<'a> {
    global: Global,
    pub(super) output: &'a Output,
    session: OnceCell<Session>,
    /// What serves others, if this command does.
    serving: OnceCell<Started>,
    /// What the command is doing.
    meanwhile: RefCell<Meanwhile>,
}

impl<'a> Context<'a> {
    pub(super) fn new(global: Global, output: &'a Output) -> Self {
        Self {
            global,
            output,
            session: OnceCell::new(),
            serving: OnceCell::new(),
            meanwhile: RefCell::default(),
        }
    }

    /// Says that this command stays as long as somebody is held in the meeting.
    pub(super) async fn hold(&self, who: String) -> Result<(), CliError> {
        self.stay(Meanwhile::Holding(who)).await
    }

    /// Says that this command stays, and what it is doing.
    pub(super) async fn stay(&self, meanwhile: Meanwhile) -> Result<(), CliError> {
        self.session().await?.stay().await?;
        self.output.stays();
        self.meanwhile.replace(meanwhile);
        Ok(())
    }

    /// How a command ends when it is told to: what serves is done by then; else it ended before it was, and
    /// what it was doing is said.
    pub(super) fn interrupted(&self) -> Result<Exit, CliError> {
        if self.serving.initialized() {
            return Ok(Exit::Done);
        }
        Err(CliError::Interrupted(self.cut_off()))
    }

    /// What the command was doing when it was cut off.
    fn cut_off(&self) -> Meanwhile {
        if self.output.ends_question() {
            return Meanwhile::Asking;
        }
        self.meanwhile.take()
    }

    /// The client; whatever it needs is started when it is first asked for.
    pub(super) async fn client(&self) -> Result<&StageClient, CliError> {
        Ok(&self.session().await?.client)
    }

    /// The platform's own API, if its credentials are here.
    pub(super) async fn rest(&self) -> Result<Option<&Rest>, CliError> {
        Ok(self.session().await?.rest.as_ref())
    }

    /// The meeting that is meant, if one is.
    pub(super) async fn named_meeting(&self) -> Result<Option<&MeetingId>, CliError> {
        Ok(self.session().await?.meeting.as_ref())
    }

    /// The meeting that is meant; that none is, is an error that lists the live ones.
    pub(super) async fn meeting(&self) -> Result<&MeetingId, CliError> {
        let session = self.session().await?;
        match &session.meeting {
            Some(meeting) => Ok(meeting),
            None => Err(no_meeting(&session.client).await?),
        }
    }

    /// Keeps what the client was told, for completion.
    pub(super) fn remember(&self, seen: Seen<'_>) {
        if let Some(memory) = self.memory() {
            memory.see(seen);
        }
    }

    /// Where what the client is told is kept, if it is.
    pub(super) fn memory(&self) -> Option<&Memory> {
        self.session.get()?.memory.as_ref()
    }

    /// Lets work take as long as the user said.
    pub(super) async fn in_time<T>(
        &self,
        work: impl Future<Output = Result<T, CliError>>,
    ) -> Result<T, CliError> {
        match self.global.timeout {
            None => work.await,
            Some(limit) => match tokio::time::timeout(limit, work).await {
                Ok(done) => done,
                Err(_) => Err(CliError::TimedOut {
                    limit,
                    meanwhile: self.cut_off(),
                }),
            },
        }
    }

    /// Serves others until the command is told to stop.
    pub(super) async fn serve(
        &self,
        serving: Serving,
        most_connections: usize,
    ) -> Result<Served, CliError> {
        let flags = self.global.flags();
        let (served, started) =
            serve_others(&flags, serving, most_connections, self.output).await?;
        started.stay().await?;
        // A command serves once.
        let _ = self.serving.set(started);
        self.meanwhile.replace(Meanwhile::Serving);
        Ok(served)
    }

    /// Serves the sandbox to SDKs until the command is told to stop.
    pub(super) async fn rehearse(&self, rehearsing: Rehearsing) -> Result<Rehearsed, CliError> {
        let meeting = self.sandbox_meeting()?;
        let (sandbox, rehearsed) = rehearsing.begin(meeting, self.output).await?;
        // A command serves once.
        let _ = self.serving.set(Started::sandbox(sandbox));
        self.meanwhile.replace(Meanwhile::Serving);
        Ok(rehearsed)
    }

    /// The meeting of the sandbox that is meant: the demo meeting, unless one is named.
    pub(super) fn sandbox_meeting(&self) -> Result<MeetingId, CliError> {
        if let Some(named) = &self.global.meeting {
            return Ok(meeting_id(named)?);
        }
        // One of a live platform is not meant here.
        let environment = Environment::read();
        let named = environment.get(env::MEETING).and_then(|id| id.to_str());
        let named = named.filter(|id| sandbox::is_meeting(id));
        Ok(named.unwrap_or(DEMO).into())
    }

    /// The flags that say where to work.
    pub(super) fn flags(&self) -> Flags {
        self.global.flags()
    }

    /// Says which command may be useful next, on the same platform and meeting.
    pub(super) fn suggest(&self, command: &str) {
        let place = self.global.place();
        self.output.suggest(&format!("dyte-stage {place}{command}"));
    }

    /// An error that there is no such meeting, with the one that may have been meant, if the platform tells
    /// at once. It is only said, never taken.
    pub(super) async fn with_nearest_meeting(&self, error: CliError) -> CliError {
        let CliError::Api(ClientError::Problem { problem, text }) = error else {
            return error;
        };
        let nearest = match problem.extensions.code {
            ErrorCode::MeetingNotFound => {
                tokio::time::timeout(AT_ONCE, self.nearest_meeting(&problem)).await
            }
            _ => Ok(None),
        };
        match nearest {
            Ok(Some(hint)) => {
                let mut problem = problem;
                problem.extensions.hint = Some(hint);
                ClientError::from(*problem).into()
            }
            _ => ClientError::Problem { problem, text }.into(),
        }
    }

    async fn nearest_meeting(&self, problem: &Problem) -> Option<String> {
        let Session {
            client, meeting, ..
        } = self.session.get()?;
        let meeting = meeting.as_ref()?.as_str();
        // A command may name another one as its argument.
        let is_meant = |detail: &String| detail.contains(&format!("'{meeting}'"));
        problem.detail.as_ref().filter(|detail| is_meant(detail))?;
        let query = MeetingQuery {
            per_page: Some(SOME),
            ..MeetingQuery::default()
        };
        let meetings = client.meetings(&query).await.ok()?.body.meetings;
        let ids = meetings.iter().map(|meeting| meeting.id.as_str());
        let hint = did_you_mean(meeting, ids)?;
        Some(format!("{hint} List them: dyte-stage meetings list"))
    }

    /// Says that a command is about this machine, where a service elsewhere is configured.
    pub(super) fn note_this_machine(&self, what: &str) {
        let config = load_config(self.output).and_then(|it| Ok(it.resolve(&self.global.flags())?));
        if let Ok(Config {
            target: Target::Server(server),
            ..
        }) = config
        {
            let url = server.url;
            self.output.note(&format!(
                "this is about {what} of this machine, not about {url}"
            ));
        }
    }

    /// Ends what was started.
    pub(super) async fn close(self) {
        let session = self.session.into_inner();
        let started = session.map(Session::into_started);
        for started in started.into_iter().chain(self.serving.into_inner()) {
            started.close().await;
        }
    }

    async fn session(&self) -> Result<&Session, CliError> {
        let flags = self.global.flags();
        let connecting = || connect(&flags, self.output);
        self.session.get_or_try_init(connecting).await
    }
}

/// Says which meetings are live.
async fn no_meeting(client: &StageClient) -> Result<CliError, CliError> {
    let query = MeetingQuery {
        live: true,
        ..MeetingQuery::default()
    };
    let meetings = client.meetings(&query).await?.body.meetings;
    let only = meetings.first().filter(|_| meetings.len() == 1).cloned();
    let live = meetings.into_iter().map(|meeting| match meeting.title {
        Some(title) => format!("{} ({title})", meeting.id),
        None => meeting.id.to_string(),
    });
    Ok(CliError::NoMeeting {
        live: live.collect::<Vec<_>>().join(", "),
        only: only.map(|meeting| meeting.id.to_string()),
    })
}
