//! A client of the Stage API: one method for each call.

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
use net::{Endpoint, Reach, client, describe, send_once, unreadable};

use crate::error::ClientError;
use crate::response::Response;

/// How long the service may send nothing while it works: an operation on thousands takes its time.
const READ_TIMEOUT: Duration = Duration::from_mins(10);

/// A client of a Stage API service.
#[derive(Debug, Clone)]
pub struct StageClient {
    pub(crate) http: reqwest::Client,
    pub(crate) service: Endpoint,
    token: SecretString,
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
            http: client(reach, READ_TIMEOUT)?,
            service,
            token,
        })
    }

    /// A page of the meetings.
    ///
    /// # Errors
    ///
    /// As every call: when the service responds with a problem, or cannot be reached.
    pub async fn meetings(
        &self,
        query: &MeetingQuery,
    ) -> Result<Response<MeetingList>, ClientError> {
        self.get(&path::meetings(), query).await
    }

    /// One meeting.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn meeting(&self, id: &MeetingId) -> Result<Response<MeetingBody>, ClientError> {
        self.get(&path::meeting(id), &()).await
    }

    /// Creates a meeting. Never retried.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn create_meeting(
        &self,
        meeting: &NewMeeting,
    ) -> Result<Response<MeetingBody>, ClientError> {
        self.post(&path::meetings(), meeting).await
    }

    /// The participants of a meeting's session.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn stage(
        &self,
        meeting: &MeetingId,
        query: &StageQuery,
    ) -> Result<Response<Stage>, ClientError> {
        self.get(&path::stage(meeting), query).await
    }

    /// The requests to come on stage.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn requests(&self, meeting: &MeetingId) -> Result<Response<Requests>, ClientError> {
        self.get(&path::requests(meeting), &()).await
    }

    /// Grants, denies or kicks. Never retried.
    ///
    /// # Errors
    ///
    /// As every call. The outcome of each participant is no error, but part of the response.
    pub async fn moderate(
        &self,
        meeting: &MeetingId,
        operation: Operation,
        request: &ModerationRequest,
    ) -> Result<Response<Moderation>, ClientError> {
        self.post(&path::moderation(meeting, operation), request)
            .await
    }

    /// The registered participants of a meeting, and which of them are in its session.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn participants(
        &self,
        meeting: &MeetingId,
    ) -> Result<Response<ParticipantList>, ClientError> {
        self.get(&path::participants(meeting), &()).await
    }

    /// Registers a participant of a meeting. Never retried.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn add_participant(
        &self,
        meeting: &MeetingId,
        participant: &NewParticipant,
    ) -> Result<Response<ParticipantBody>, ClientError> {
        self.post(&path::participants(meeting), participant).await
    }

    /// Removes participants from the session. Never retried.
    ///
    /// # Errors
    ///
    /// As every call. The outcome of each participant is no error, but part of the response.
    pub async fn remove(
        &self,
        meeting: &MeetingId,
        request: &SessionKickRequest,
    ) -> Result<Response<Moderation<Registered>>, ClientError> {
        self.post(&path::session_kick(meeting), request).await
    }

    /// Acts as a participant. Never retried.
    ///
    /// # Errors
    ///
    /// As every call. The outcome is no error, but part of the response.
    pub async fn act(
        &self,
        meeting: &MeetingId,
        participant: &str,
        operation: Operation,
        how: &ActingRequest,
    ) -> Result<Response<Acting>, ClientError> {
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
    ) -> Result<Response<ConnectionBody>, ClientError> {
        self.get(&path::connection(id), query).await
    }

    /// The service's connections into meetings.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn connections(&self) -> Result<Response<ConnectionList>, ClientError> {
        self.get(&path::connections(), &()).await
    }

    /// Lets a connection leave its meeting. Never retried.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn release(
        &self,
        id: &str,
        query: &ReleaseQuery,
    ) -> Result<Response<ConnectionBody>, ClientError> {
        let url = self.service.join(path::connection(id));
        let request = self.authorized(self.http.delete(url).query(query));
        self.read(send_once(request).await).await
    }

    /// Which platform the service manages, and what its token may do.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn whoami(&self) -> Result<Response<Whoami>, ClientError> {
        self.get(&path::whoami(), &()).await
    }

    /// Every preset or one, and which one the host joins with.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn presets(&self, query: &PresetQuery) -> Result<Response<PresetList>, ClientError> {
        self.get(&path::presets(), query).await
    }

    /// Creates the preset that the host joins with, unless there is one. Never retried.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn create_host_preset(
        &self,
        new: &NewHostPreset,
    ) -> Result<Response<PresetBody>, ClientError> {
        self.post(&path::presets(), new).await
    }

    /// What works on the way to the platform.
    ///
    /// # Errors
    ///
    /// As every call. A check that fails is no error, but part of the response.
    pub async fn doctor(&self, query: &DoctorQuery) -> Result<Response<Doctor>, ClientError> {
        self.get(&path::doctor(), query).await
    }

    async fn get<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &impl Serialize,
    ) -> Result<Response<T>, ClientError> {
        let url = self.service.join(path.iter().copied());
        let request = self.authorized(self.http.get(url).query(query));
        // The service has tried again already where that makes sense.
        self.read(send_once(request).await).await
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &[&str],
        body: &impl Serialize,
    ) -> Result<Response<T>, ClientError> {
        let url = self.service.join(path.iter().copied());
        let request = self.authorized(self.http.post(url).json(body));
        self.read(send_once(request).await).await
    }

    pub(crate) fn authorized(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(self.token.expose_secret())
    }

    pub(crate) async fn read<T: DeserializeOwned>(
        &self,
        response: reqwest::Result<reqwest::Response>,
    ) -> Result<Response<T>, ClientError> {
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
            return Ok(Response {
                text,
                body,
                last_event_id,
            });
        }
        let problem = serde_json::from_str(&text).map_err(not_ours)?;
        Err(ClientError::Problem { problem, text })
    }
}
