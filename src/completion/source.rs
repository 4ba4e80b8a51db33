//! Where candidates come from: the sandbox's file, what the service answered lately, and else, for
//! a moment, the service. Nothing is asked here for which a host would have to join a meeting.

use std::time::Duration;

use jiff::Timestamp;
use tokio::runtime;
use tokio::time::timeout;

use super::line::Line;
use crate::cache::{Cache, CacheUpdate, Item, ItemKind, KnownParticipant};
use crate::config::{Config, Environment, Home, LoadedConfig};
use crate::error::CliError;
use crate::output::Output;
use crate::session::connect::connect_to;
use api::{MeetingQuery, Platform, PresetQuery};
use client::StageClient;
use model::{MeetingId, StageStatus};
use sandbox::{self, DEMO, Meeting, SavedState, Store, StoreError};
use service::tokens::TokenStore;

/// How long cached items are offered without asking the service again.
const FRESH_FOR: Duration = Duration::from_secs(10);
/// How long the service may take. A person at the keyboard does not notice a tenth of a second.
const SERVICE_TIMEOUT: Duration = Duration::from_millis(90);

/// Where candidates come from.
pub(super) struct Source {
    config: Config,
    /// None: the sandbox.
    cache: Option<Cache>,
}

impl Source {
    /// What a line's flags and the environment mean; nothing, when they make no sense.
    pub(super) fn of(line: &Line) -> Option<Self> {
        let mut flags = line.flags()?;
        if line.command().first() == Some(&"sandbox") {
            flags.platform = Some(Platform::Sandbox);
            flags.profile = None;
        }
        let config = LoadedConfig::read().ok()?.resolve(&flags).ok()?;
        Some(Self {
            cache: Cache::of(&config),
            config,
        })
    }

    /// The participants of the meeting, requests first, in the order of the queue.
    pub(super) fn people(&self) -> Vec<KnownParticipant> {
        let Some(cache) = &self.cache else {
            return self.sandbox().map_or_else(Vec::new, |s| self.attendees(&s));
        };
        let Some(meeting) = &self.config.meeting else {
            return Vec::new();
        };
        if let Some(people) = cache.people(meeting) {
            return people;
        }
        // A stage status cannot be read without joining; who may join can.
        self.ask(async |client| {
            let list = client.participants(meeting).await?.body;
            cache.update(CacheUpdate::Participants(&list));
            Ok(list
                .participants
                .iter()
                .map(KnownParticipant::from)
                .collect())
        })
        .unwrap_or_default()
    }

    /// Other items.
    pub(super) fn items(&self, kind: ItemKind) -> Vec<Item> {
        let Some(cache) = &self.cache else {
            let items = self.sandbox().map(|state| of_sandbox(&state, kind));
            return items.unwrap_or_default();
        };
        let kept = cache.items(kind);
        if let Some((items, age)) = &kept
            && *age < FRESH_FOR
        {
            return items.clone();
        }
        let answered = self.ask(async |client| {
            match kind {
                ItemKind::Meetings => {
                    let list = client.meetings(&MeetingQuery::default()).await?.body;
                    cache.update(CacheUpdate::Meetings(&list.meetings));
                }
                ItemKind::Presets => {
                    let list = client.presets(&PresetQuery::default()).await?.body;
                    cache.update(CacheUpdate::Presets(&list.presets));
                }
                ItemKind::Connections => {
                    let list = client.connections().await?.body;
                    cache.update(CacheUpdate::Connections(&list.connections));
                }
            }
            Ok(())
        });
        let kept = match answered {
            Some(()) => cache.items(kind),
            None => kept,
        };
        kept.map(|(items, _)| items).unwrap_or_default()
    }

    /// Asks the service, for a moment and silently.
    fn ask<T>(&self, ask: impl AsyncFnOnce(&StageClient) -> Result<T, CliError>) -> Option<T> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.ok()?;
        let output = Output::silent();
        let asked = async {
            let session = connect_to(self.config.clone(), &output).await.ok()?;
            ask(&session.client).await.ok()
        };
        let answer = runtime.block_on(async { timeout(SERVICE_TIMEOUT, asked).await });
        // A name server may be waited for on another thread.
        runtime.shutdown_background();
        answer.ok().flatten()
    }

    /// The sandbox's state file, also while another process has the lock. A new sandbox has none
    /// yet.
    fn sandbox(&self) -> Option<SavedState> {
        match Store::peek(self.config.home.state().ok()?) {
            Ok((_, state)) => Some(state),
            Err(StoreError::Read { source, .. })
                if source.kind() == std::io::ErrorKind::NotFound =>
            {
                Some(SavedState::new(
                    Timestamp::now(),
                    sandbox::DemoOptions::default(),
                ))
            }
            Err(_) => None,
        }
    }

    fn attendees(&self, state: &SavedState) -> Vec<KnownParticipant> {
        let meeting = self.config.meeting.clone();
        let meeting = meeting.unwrap_or_else(|| MeetingId::from(DEMO));
        let Some(meeting) = state.meetings.get(&meeting) else {
            return Vec::new();
        };
        let position = |id: &str| meeting.queue.iter().position(|user| user.as_str() == id);
        let mut people: Vec<_> = of_meeting(meeting, state).collect();
        people.sort_by_cached_key(|participant| position(&participant.id).unwrap_or(usize::MAX));
        people
    }
}

fn of_meeting(meeting: &Meeting, state: &SavedState) -> impl Iterator<Item = KnownParticipant> {
    let listed = meeting.participants.iter();
    let listed = listed.filter(|(_, participant)| state.lists(participant));
    listed.map(|(user, participant)| {
        let is_off = participant.stage_status == StageStatus::OffStage;
        // The file does not say which sockets are open: a participant with a status is there,
        // unless they left.
        let stands_there =
            participant.attendee.is_some() || !is_off && participant.absent_since.is_none();
        let is_here = meeting.session.is_some() && stands_there;
        KnownParticipant {
            id: user.to_string(),
            custom_id: Some(participant.custom_participant_id.clone()),
            name: participant.name.clone(),
            status: is_here.then_some(participant.stage_status),
            is_here,
        }
    })
}

fn of_sandbox(state: &SavedState, kind: ItemKind) -> Vec<Item> {
    let item = |id: &str, about: &str| Item {
        id: id.to_owned(),
        about: about.to_owned(),
    };
    match kind {
        ItemKind::Meetings => {
            let meetings = state.meetings.iter();
            meetings
                .map(|(id, m)| item(id.as_str(), &m.title))
                .collect()
        }
        ItemKind::Presets => state.presets.iter().map(|p| item(&p.name, "")).collect(),
        // They end with the command whose they are.
        ItemKind::Connections => Vec::new(),
    }
}

/// The tokens of this machine.
pub(super) fn tokens() -> Vec<Item> {
    let home = Home::find(&Environment::read()).ok();
    let tokens = home.and_then(|home| TokenStore::in_folder(home.state().ok()?).list().ok());
    let tokens = tokens.unwrap_or_default().into_iter();
    let item = |token: service::tokens::Token| Item {
        about: token.role.to_string(),
        id: token.name,
    };
    tokens.map(item).collect()
}

/// The names of the profiles.
pub(super) fn profiles() -> Option<Vec<String>> {
    let loaded = LoadedConfig::read().ok()?;
    Some(loaded.profiles.all.into_keys().collect())
}
