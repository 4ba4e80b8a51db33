//! The platform's management API (docs/platform-rest.md).

use reqwest::{Client, RequestBuilder, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use url::Url;

use super::error::{Error, Refused};
use crate::config::{Account, Endpoint};
use crate::http::{send_get, send_once};
use crate::stage::{MeetingId, UserId};
use crate::wire::rest::{
    Envelope, Meeting, NewMeeting, NewParticipant, Paging, Participant, ParticipantUpdate, Preset,
    PresetSummary, Session, SessionList, SessionStatus, Token,
};

/// How many items to ask for a page.
const PER_PAGE: u32 = 100;
/// How many pages to read of a list before it is taken as endless.
const MOST_PAGES: u32 = 1000;
/// How much of an answer that is no JSON is repeated in an error, in characters.
const EXCERPT: usize = 120;

/// A client of the management API of one app.
#[derive(Debug, Clone)]
pub struct Rest {
    http: Client,
    api: Endpoint,
    account_id: String,
    app_id: String,
    token: SecretString,
}

impl Rest {
    pub(super) fn new(http: Client, account: &Account) -> Self {
        Self {
            http,
            api: account.api.clone(),
            account_id: account.account_id.clone(),
            app_id: account.app_id.clone(),
            token: account.api_token.clone(),
        }
    }

    /// A page of the meetings.
    ///
    /// # Errors
    ///
    /// As every call: when the platform refuses, or cannot be reached.
    pub async fn meetings(
        &self,
        search: Option<&str>,
        page: u32,
        per_page: u32,
    ) -> Result<(Vec<Meeting>, Option<Paging>), Error> {
        let mut query = paging(page, per_page);
        query.extend(search.map(|search| ("search", search.to_owned())));
        self.get(&["meetings"], &query).await
    }

    /// One meeting.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn meeting(&self, meeting: &MeetingId) -> Result<Meeting, Error> {
        Ok(self.get(&["meetings", meeting.as_str()], &[]).await?.0)
    }

    /// Makes a meeting. Never repeated by itself.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn create_meeting(&self, title: &str) -> Result<Meeting, Error> {
        let meeting = NewMeeting {
            title: Some(title.to_owned()),
        };
        let request = self.http.post(self.url(&["meetings"])).json(&meeting);
        self.change(request).await
    }

    /// The live session of a meeting, if there is one.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn active_session(&self, meeting: &MeetingId) -> Result<Option<Session>, Error> {
        let path = ["meetings", meeting.as_str(), "active-session"];
        match self.get::<Session>(&path, &[]).await {
            Ok((session, _)) if session.status == Some(SessionStatus::Ended) => Ok(None),
            Ok((session, _)) => Ok(Some(session)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Every live session.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn live_sessions(&self) -> Result<Vec<Session>, Error> {
        let query = [("status", "LIVE".to_owned())];
        let read = |list: SessionList| list.sessions;
        let sessions = self.pages(&["sessions"], &query, MOST_PAGES, read).await?;
        let live = sessions.into_iter();
        let live = live.filter(|session| session.status != Some(SessionStatus::Ended));
        Ok(live.collect())
    }

    /// Everybody who may join a meeting.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn participants(&self, meeting: &MeetingId) -> Result<Vec<Participant>, Error> {
        self.first_participants(meeting, MOST_PAGES).await
    }

    /// Those of the first so many pages of everybody who may join a meeting.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn first_participants(
        &self,
        meeting: &MeetingId,
        pages: u32,
    ) -> Result<Vec<Participant>, Error> {
        let path = ["meetings", meeting.as_str(), "participants"];
        self.pages(&path, &[], pages, |page| page).await
    }

    /// Adds somebody; the answer has their token. Never repeated by itself.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn add_participant(
        &self,
        meeting: &MeetingId,
        participant: &NewParticipant,
    ) -> Result<Participant, Error> {
        let url = self.url(&["meetings", meeting.as_str(), "participants"]);
        self.change(self.http.post(url).json(participant)).await
    }

    /// Gives somebody another preset, from their next join on; the answer has a token for it.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn set_preset(
        &self,
        meeting: &MeetingId,
        user: &UserId,
        preset_name: &str,
    ) -> Result<Participant, Error> {
        let path = ["meetings", meeting.as_str(), "participants", user.as_str()];
        let update = ParticipantUpdate {
            preset_name: Some(preset_name.to_owned()),
        };
        self.change(self.http.patch(self.url(&path)).json(&update))
            .await
    }

    /// A fresh token for somebody. Never repeated by itself.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn refresh_token(&self, meeting: &MeetingId, user: &UserId) -> Result<Token, Error> {
        let user = user.as_str();
        let path = ["meetings", meeting.as_str(), "participants", user, "token"];
        self.change(self.http.post(self.url(&path))).await
    }

    /// The names of all presets.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn presets(&self) -> Result<Vec<PresetSummary>, Error> {
        self.pages(&["presets"], &[], MOST_PAGES, |page| page).await
    }

    /// One preset.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn preset(&self, id: &str) -> Result<Preset, Error> {
        Ok(self.get(&["presets", id], &[]).await?.0)
    }

    fn url(&self, path: &[&str]) -> Url {
        let app = [
            "accounts",
            &self.account_id,
            "realtime",
            "kit",
            &self.app_id,
        ];
        self.api.join(app.into_iter().chain(path.iter().copied()))
    }

    async fn get<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, String)],
    ) -> Result<(T, Option<Paging>), Error> {
        let request = self.http.get(self.url(path)).query(query);
        read(send_get(self.authorized(request)).await?).await
    }

    /// The first pages of a list: until one is empty, or is the last by its own account.
    async fn pages<T: DeserializeOwned, Item>(
        &self,
        path: &[&str],
        query: &[(&str, String)],
        pages: u32,
        items: impl Fn(T) -> Vec<Item>,
    ) -> Result<Vec<Item>, Error> {
        let mut all = Vec::new();
        for page in 1..=pages {
            let query = [query, &paging(page, PER_PAGE)].concat();
            let (body, paging) = self.get(path, &query).await?;
            let page = items(body);
            let full = page.len() >= PER_PAGE as usize;
            let empty = page.is_empty();
            all.extend(page);
            let more = match paging {
                Some(paging) => paging.end_offset < paging.total_count,
                None => full,
            };
            if empty || !more {
                break;
            }
        }
        Ok(all)
    }

    async fn change<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Error> {
        Ok(read(send_once(self.authorized(request)).await?).await?.0)
    }

    fn authorized(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(self.token.expose_secret())
    }
}

fn paging(page: u32, per_page: u32) -> Vec<(&'static str, String)> {
    vec![
        ("page_no", page.to_string()),
        ("per_page", per_page.to_string()),
    ]
}

/// Reads an answer: the envelope's data, or why there is none. Of a failure that is no JSON, such
/// as a gateway's page, the first words are repeated; of a success never, it may hold a token.
async fn read<T: DeserializeOwned>(response: Response) -> Result<(T, Option<Paging>), Error> {
    let status = response.status();
    let text = response.text().await?;
    if !status.is_success() {
        let envelope = serde_json::from_str::<Envelope<serde::de::IgnoredAny>>(&text).ok();
        let message = envelope.as_ref().and_then(Envelope::error_message);
        let message = message.map_or_else(|| excerpt(&text), ToOwned::to_owned);
        return Err(Error::from_status(status, message));
    }
    let envelope: Envelope<T> =
        serde_json::from_str(&text).map_err(|error| Refused::Answer(unreadable(&error)))?;
    let reason = envelope.error_message().map(ToOwned::to_owned);
    match (envelope.data, reason) {
        (Some(data), _) => Ok((data, envelope.paging)),
        (None, Some(reason)) => Err(Refused::Request(status.as_u16(), reason).into()),
        (None, None) => Err(Refused::Answer("it has no data".to_owned()).into()),
    }
}

/// What is wrong with an answer, without the values in it.
fn unreadable(error: &serde_json::Error) -> String {
    if error.is_data() {
        let (line, column) = (error.line(), error.column());
        return format!("it has another shape at line {line} column {column}");
    }
    error.to_string()
}

/// The first words of an answer, on one line.
fn excerpt(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(EXCERPT) {
        _ if words.is_empty() => "an empty body".to_owned(),
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}
