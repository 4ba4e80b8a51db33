//! The participants of a meeting, and their tokens.

use super::client::{MOST_PAGES, Rest};
use crate::error::Error;
use model::{MeetingId, UserId};
use protocol::rest::{Kick, Kicked, NewParticipant, Participant, ParticipantUpdate, Token};

impl Rest {
    /// All participants of a meeting.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn participants(&self, meeting: &MeetingId) -> Result<Vec<Participant>, Error> {
        self.first_participants(meeting, MOST_PAGES).await
    }

    /// The first pages of the participants of a meeting.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn first_participants(
        &self,
        meeting: &MeetingId,
        pages: u32,
    ) -> Result<Vec<Participant>, Error> {
        let url = self.url(&["meetings", meeting.as_str(), "participants"]);
        self.pages::<Vec<_>>(url, &[], pages).await
    }

    /// Adds a participant; the answer has their token. Never repeated by itself.
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

    /// Gives a participant another preset, from their next join on; the answer has a token for it.
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

    /// A new token for a participant. Never repeated by itself.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn refresh_token(&self, meeting: &MeetingId, user: &UserId) -> Result<Token, Error> {
        let user = user.as_str();
        let path = ["meetings", meeting.as_str(), "participants", user, "token"];
        self.change(self.http.post(self.url(&path))).await
    }

    /// Removes participants from the live session. The platform refuses all of them when it does
    /// not know one. Never repeated by itself.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn kick(&self, meeting: &MeetingId, users: &[UserId]) -> Result<Kicked, Error> {
        let url = self.url(&["meetings", meeting.as_str(), "active-session", "kick"]);
        let kick = Kick {
            participant_ids: users.iter().map(ToString::to_string).collect(),
        };
        self.change(self.http.post(url).json(&kick)).await
    }
}
