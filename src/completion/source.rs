//! Where candidates come from: the sandbox's file, what commands were told lately, and else, for a moment,
//! the service. Nothing is asked here for which a host would have to join a meeting.

use std::time::Duration;

use jiff::Timestamp;
use tokio::runtime;
use tokio::time::timeout;

use super::line::Line;
use super::memory::{Item, Kind, Memory, Seen, Somebody};
use crate::config::{Config, Environment, Home, LoadedConfig};
use crate::connect::connect_to;
use crate::error::CliError;
use crate::output::Output;
use api::{MeetingQuery, Platform, PresetQuery};
use client::StageClient;
use model::{MeetingId, StageStatus};
use sandbox::state::{Meeting, State};
use sandbox::store::{Store, StoreError};
use sandbox::{self, DEMO};
use service::tokens::TokenStore;

/// For how long what is kept is not asked for again.
const FRESH: Duration = Duration::from_secs(10);
/// How long the service may take in all. Whoever presses TAB takes a tenth of a second for at once.
const MOMENT: Duration = Duration::from_millis(90);

/// Where candidates come from.
pub(super) struct Source {
    config: Config,
    /// None: the sandbox.
    memory: Option<Memory>,
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
            memory: Memory::of(&config),
            config,
        })
    }

    /// Those of the meeting, those who ask first come first.
    pub(super) fn people(&self) -> Vec<Somebody> {
        let Some(memory) = &self.memory else {
            return self.sandbox().map_or_else(Vec::new, |s| self.attendees(&s));
        };
        let Some(meeting) = &self.config.meeting else {
            return Vec::new();
        };
        if let Some(people) = memory.people(meeting) {
            return people;
        }
        // Where they stand is not told without joining; who may join is.
        self.ask(async |client| {
            let list = client.participants(meeting).await?.body;
            memory.see(Seen::Participants(&list));
            Ok(list.participants.iter().map(Somebody::from).collect())
        })
        .unwrap_or_default()
    }

    /// Other items.
    pub(super) fn items(&self, kind: Kind) -> Vec<Item> {
        let Some(memory) = &self.memory else {
            let items = self.sandbox().map(|state| of_sandbox(&state, kind));
            return items.unwrap_or_default();
        };
        let kept = memory.items(kind);
        if let Some((items, age)) = &kept
            && *age < FRESH
        {
            return items.clone();
        }
        let told = self.ask(async |client| {
            match kind {
                Kind::Meetings => {
                    let list = client.meetings(&MeetingQuery::default()).await?.body;
                    memory.see(Seen::Meetings(&list.meetings));
                }
                Kind::Presets => {
                    let list = client.presets(&PresetQuery::default()).await?.body;
                    memory.see(Seen::Presets(&list.presets));
                }
                Kind::Connections => {
                    let list = client.connections().await?.body;
                    memory.see(Seen::Connections(&list.connections));
                }
            }
            Ok(())
        });
        let kept = match told {
            Some(()) => memory.items(kind),
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
        let answer = runtime.block_on(async { timeout(MOMENT, asked).await });
        // A name server may be waited for on another thread.
        runtime.shutdown_background();
        answer.ok().flatten()
    }

    /// What the sandbox's file says, whoever has it. A new sandbox has none yet.
    fn sandbox(&self) -> Option<State> {
        match Store::peek(self.config.home.state().ok()?) {
            Ok((_, state)) => Some(state),
            Err(StoreError::Read { source, .. })
                if source.kind() == std::io::ErrorKind::NotFound =>
            {
                Some(State::new(
                    Timestamp::now(),
                    sandbox::demo::Rehearsal::default(),
                ))
            }
            Err(_) => None,
        }
    }

    fn attendees(&self, state: &State) -> Vec<Somebody> {
        let meeting = self.config.meeting.clone();
        let meeting = meeting.unwrap_or_else(|| MeetingId::from(DEMO));
        let Some(meeting) = state.meetings.get(&meeting) else {
            return Vec::new();
        };
        let place = |id: &str| meeting.queue.iter().position(|user| user.as_str() == id);
        let mut people: Vec<_> = of_meeting(meeting, state).collect();
        people.sort_by_cached_key(|somebody| place(&somebody.id).unwrap_or(usize::MAX));
        people
    }
}

fn of_meeting(meeting: &Meeting, state: &State) -> impl Iterator<Item = Somebody> {
    let listed = meeting.participants.iter();
    let listed = listed.filter(|(_, participant)| state.lists(participant));
    listed.map(|(user, participant)| {
        let is_off = participant.stage_status == StageStatus::OffStage;
        // A socket's presence is not in the file; whoever stands somewhere is there, unless they left.
        let stands_there =
            participant.attendee.is_some() || !is_off && participant.absent_since.is_none();
        let is_here = meeting.session.is_some() && stands_there;
        Somebody {
            id: user.to_string(),
            custom_id: Some(participant.custom_participant_id.clone()),
            name: participant.name.clone(),
            status: is_here.then_some(participant.stage_status),
            is_here,
        }
    })
}

fn of_sandbox(state: &State, kind: Kind) -> Vec<Item> {
    let item = |id: &str, about: &str| Item {
        id: id.to_owned(),
        about: about.to_owned(),
    };
    match kind {
        Kind::Meetings => {
            let meetings = state.meetings.iter();
            meetings
                .map(|(id, m)| item(id.as_str(), &m.title))
                .collect()
        }
        Kind::Presets => state.presets.iter().map(|p| item(&p.name, "")).collect(),
        // They end with the command whose they are.
        Kind::Connections => Vec::new(),
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
