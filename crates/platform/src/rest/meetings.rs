//! Meetings and their sessions.

use super::client::{MOST_PAGES, Rest, paging};
use crate::error::Error;
use model::{MeetingId, SessionId};
use protocol::rest::{
    Meeting, NewMeeting, Paging, Session, SessionList, SessionParticipant, SessionParticipantList,
    SessionStatus,
};

impl Rest {
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

    /// Every meeting.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn all_meetings(&self, search: Option<&str>) -> Result<Vec<Meeting>, Error> {
        let search = search.map(|search| ("search", search.to_owned()));
        let query: Vec<_> = search.into_iter().collect();
        self.pages::<Vec<_>>(self.url(&["meetings"]), &query, MOST_PAGES)
            .await
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
        let url = self.url(&["sessions"]);
        let sessions = self.pages::<SessionList>(url, &query, MOST_PAGES).await?;
        let live = sessions.into_iter();
        let live = live.filter(|session| session.status != Some(SessionStatus::Ended));
        Ok(live.collect())
    }

    /// The participants that are or were in a session, once for each connection.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn session_participants(
        &self,
        session: &SessionId,
    ) -> Result<Vec<SessionParticipant>, Error> {
        let url = self.url(&["sessions", session.as_str(), "participants"]);
        self.pages::<SessionParticipantList>(url, &[], MOST_PAGES)
            .await
    }
}
