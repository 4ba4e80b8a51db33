//! The client of the Stage API. It speaks to a service in this process and to one elsewhere alike.

mod call;
mod error;
pub mod events;
pub mod patience;

use std::fmt;
use std::time::Duration;

use reqwest::RequestBuilder;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;

use api::{
    Acting, ActingRequest, ConnectionBody, ConnectionList, ConnectionQuery, Doctor, DoctorQuery,
    LAST_EVENT_ID, MeetingBody, MeetingList, MeetingQuery, Moderation, ModerationRequest,
    NewHostPreset, NewMeeting, NewParticipant, ParticipantBody, ParticipantList, PresetBody,
    PresetList, PresetQuery, Registered, ReleaseQuery, Requests, SessionKickRequest, Stage,
    StageQuery, Whoami, path,
};
use model::{MeetingId, Operation};
use net::Endpoint;
use net::{Reach, client, describe, send_once, unreadable};

pub use error::{ClientError, Failed};
pub use events::{Events, News, Told};
pub use patience::patiently;

/// How long the service may say nothing while it works: an operation on thousands takes its time.
const PATIENCE: Duration = Duration::from_mins(10);

/// A client of a Stage API service.
#[derive(Debug, Clone)]
pub struct StageClient {
    http: reqwest::Client,
    service: Endpoint,
    token: SecretString,
}

/// An answer: the body as it came, and what it says.
#[derive(Clone, PartialEq)]
pub struct Answer<T> {
    /// The body, unchanged.
    pub text: String,
    /// What it says.
    pub body: T,
    /// Up to which event it knows, where it says so.
    pub last_event_id: Option<String>,
}

impl<T: fmt::Debug> fmt::Debug for Answer<T> {
    /// Without the text, which may hold a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            text: _,
            body,
            last_event_id,
        } = self;
        f.debug_struct("Answer")
            .field("body", body)
            .field("last_event_id", last_event_id)
            .finish_non_exhaustive()
    }
}

impl StageClient {
    /// A client of the service at an address.
    ///
    /// # Errors
    ///
    /// When no HTTP client can be made.
    pub fn new(service: Endpoint, token: SecretString) -> reqwest::Result<Self> {
        let reach = Reach::to(service.url(), service.is_loopback());
        Ok(Self {
            http: client(reach, PATIENCE)?,
            service,
            token,
        })
    }

    /// A page of the meetings.
    ///
    /// # Errors
    ///
    /// As every call: when the service says why, or cannot be reached.
    pub async fn meetings(&self, query: &MeetingQuery) -> Result<Answer<MeetingList>, ClientError> {
        self.get(&path::meetings(), query).await
    }

    /// One meeting.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn meeting(&self, id: &MeetingId) -> Result<Answer<MeetingBody>, ClientError> {
        self.get(&path::meeting(id), &()).await
    }

    /// Makes a meeting.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn create_meeting(
        &self,
        meeting: &NewMeeting,
    ) -> Result<Answer<MeetingBody>, ClientError> {
        self.post(&path::meetings(), meeting).await
    }

    /// Everybody in a meeting's session.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn stage(
        &self,
        meeting: &MeetingId,
        query: &StageQuery,
    ) -> Result<Answer<Stage>, ClientError> {
        self.get(&path::stage(meeting), query).await
    }

    /// Who asks to come on stage.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn requests(&self, meeting: &MeetingId) -> Result<Answer<Requests>, ClientError> {
        self.get(&path::requests(meeting), &()).await
    }

    /// Grants, denies or kicks. Never repeated by itself.
    ///
    /// # Errors
    ///
    /// As every call. What became of each participant is no error, but in the answer.
    pub async fn moderate(
        &self,
        meeting: &MeetingId,
        operation: Operation,
        request: &ModerationRequest,
    ) -> Result<Answer<Moderation>, ClientError> {
        self.post(&path::moderation(meeting, operation), request)
            .await
    }

    /// Who may join a meeting, and who of them is there.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn participants(
        &self,
        meeting: &MeetingId,
    ) -> Result<Answer<ParticipantList>, ClientError> {
        self.get(&path::participants(meeting), &()).await
    }

    /// Adds somebody who may join a meeting. Never repeated by itself.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn add_participant(
        &self,
        meeting: &MeetingId,
        participant: &NewParticipant,
    ) -> Result<Answer<ParticipantBody>, ClientError> {
        self.post(&path::participants(meeting), participant).await
    }

    /// Removes participants from the session. Never repeated by itself.
    ///
    /// # Errors
    ///
    /// As every call. What became of each participant is no error, but in the answer.
    pub async fn remove(
        &self,
        meeting: &MeetingId,
        request: &SessionKickRequest,
    ) -> Result<Answer<Moderation<Registered>>, ClientError> {
        self.post(&path::session_kick(meeting), request).await
    }

    /// Acts as a participant. Never repeated by itself.
    ///
    /// # Errors
    ///
    /// As every call. What became of it is no error, but in the answer.
    pub async fn act(
        &self,
        meeting: &MeetingId,
        participant: &str,
        operation: Operation,
        how: &ActingRequest,
    ) -> Result<Answer<Acting>, ClientError> {
        self.post(&path::acting(meeting, participant, operation), how)
            .await
    }

    /// A participant's connection that the service holds, as it is, or once it has changed.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn connection(
        &self,
        id: &str,
        query: &ConnectionQuery,
    ) -> Result<Answer<ConnectionBody>, ClientError> {
        self.get(&path::connection(id), query).await
    }

    /// The service's connections into meetings.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn connections(&self) -> Result<Answer<ConnectionList>, ClientError> {
        self.get(&path::connections(), &()).await
    }

    /// Lets a connection leave its meeting. Never repeated by itself.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn release(
        &self,
        id: &str,
        query: &ReleaseQuery,
    ) -> Result<Answer<ConnectionBody>, ClientError> {
        let url = self.service.join(path::connection(id));
        let request = self.authorized(self.http.delete(url).query(query));
        self.read(send_once(request).await).await
    }

    /// Which platform the service manages, and what its token may do.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn whoami(&self) -> Result<Answer<Whoami>, ClientError> {
        self.get(&path::whoami(), &()).await
    }

    /// Every preset or one, and which one the host joins with.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn presets(&self, query: &PresetQuery) -> Result<Answer<PresetList>, ClientError> {
        self.get(&path::presets(), query).await
    }

    /// Makes the preset that the host joins with, unless there is one. Never repeated by itself.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn create_host_preset(
        &self,
        new: &NewHostPreset,
    ) -> Result<Answer<PresetBody>, ClientError> {
        self.post(&path::presets(), new).await
    }

    /// What works on the way to the platform.
    ///
    /// # Errors
    ///
    /// As every call. What does not work is no error, but in the answer.
    pub async fn doctor(&self, query: &DoctorQuery) -> Result<Answer<Doctor>, ClientError> {
        self.get(&path::doctor(), query).await
    }

    async fn get<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &impl Serialize,
    ) -> Result<Answer<T>, ClientError> {
        let url = self.service.join(path.iter().copied());
        let request = self.authorized(self.http.get(url).query(query));
        // The service has tried again already where that makes sense.
        self.read(send_once(request).await).await
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &[&str],
        body: &impl Serialize,
    ) -> Result<Answer<T>, ClientError> {
        let url = self.service.join(path.iter().copied());
        let request = self.authorized(self.http.post(url).json(body));
        self.read(send_once(request).await).await
    }

    fn authorized(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(self.token.expose_secret())
    }

    async fn read<T: DeserializeOwned>(
        &self,
        response: reqwest::Result<reqwest::Response>,
    ) -> Result<Answer<T>, ClientError> {
        let unreachable = |error| ClientError::Unreachable(describe(error));
        let response = response.map_err(unreachable)?;
        let status = response.status();
        let last_event_id = response.headers().get(LAST_EVENT_ID);
        let last_event_id = last_event_id.and_then(|id| Some(id.to_str().ok()?.to_owned()));
        let text = response.text().await.map_err(unreachable)?;
        let not_ours = |error: serde_json::Error| ClientError::NotStageApi {
            url: self.service.to_string(),
            status,
            reason: unreadable(&text, &error),
        };
        if status.is_success() {
            let body = serde_json::from_str(&text).map_err(not_ours)?;
            return Ok(Answer {
                text,
                body,
                last_event_id,
            });
        }
        let problem = serde_json::from_str(&text).map_err(not_ours)?;
        Err(ClientError::Problem { problem, text })
    }
}
