//! Pages of lists, in whichever body they come.

use super::account::App;
use super::envelope::Paging;
use super::meeting::Meeting;
use super::participant::Participant;
use super::preset::PresetSummary;
use super::session::{Session, SessionList, SessionParticipant, SessionParticipantList};

/// An item of a list.
pub trait Item {
    /// The id that is unique in its list.
    fn id(&self) -> &str;
}

/// The `data` of a page.
pub trait Page {
    /// The type of the items.
    type Item: Item;

    /// The items, and the paging if `data` itself has it.
    fn into_items(self) -> (Vec<Self::Item>, Option<Paging>);
}

impl<T: Item> Page for Vec<T> {
    type Item = T;

    fn into_items(self) -> (Self, Option<Paging>) {
        (self, None)
    }
}

impl Page for SessionList {
    type Item = Session;

    fn into_items(self) -> (Vec<Session>, Option<Paging>) {
        (self.sessions, None)
    }
}

impl Page for SessionParticipantList {
    type Item = SessionParticipant;

    fn into_items(self) -> (Vec<SessionParticipant>, Option<Paging>) {
        (self.participants, self.paging)
    }
}

impl Item for App {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Item for Meeting {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Item for Participant {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Item for PresetSummary {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Item for Session {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Item for SessionParticipant {
    fn id(&self) -> &str {
        match &*self.id {
            "" => self.user_id.as_deref().unwrap_or_default(),
            id => id,
        }
    }
}
