//! The cache files: what a live platform or a service answered to commands lately. TAB must not
//! wait, and must not let a host join a meeting, so completion reads these. Each app or service has
//! files of its own, and each meeting one, so that ids are offered only where they exist.
//!
//! A file that cannot be read or written is ignored: no command fails for it.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::item::{Item, KnownParticipant};
use crate::config::{Config, Target};
use api::{
    Acting, ConnectionItem, MeetingItem, Moderation, ParticipantList, PresetItem, Registered,
    Requests, Stage,
};
use model::{MeetingId, Outcome, Participant, StageStatus};
use net::file::create_private_dir;
use platform::Credentials;

/// The folder in the folder for caches.
pub(super) const FOLDER: &str = "completion";
/// How long entries are offered: a status that is older says little.
const MAX_AGE: Duration = Duration::from_mins(15);
/// The age at which a file is deleted when another one is written: it has people's names in it.
const DELETED_AFTER: Duration = Duration::from_hours(24);

/// The cache of one app or service.
#[derive(Debug, Clone)]
pub(crate) struct Cache {
    pub(super) folder: PathBuf,
    /// The platform's app, or the service.
    pub(super) target: String,
}

/// A response of the service, to be cached.
pub(crate) enum CacheUpdate<'a> {
    /// The whole session.
    Stage(&'a Stage),
    /// One participant of the session.
    OneParticipant(&'a Stage),
    /// The whole session, as it is followed.
    Followed(&'a MeetingId, Vec<&'a Participant>),
    Requests(&'a Requests),
    Moderation(&'a Moderation),
    SessionKick(&'a Moderation<Registered>),
    Acting(&'a Acting),
    Participants(&'a ParticipantList),
    /// Every meeting, or some of them.
    Meetings(&'a [MeetingItem]),
    Presets(&'a [PresetItem]),
    Connections(&'a [ConnectionItem]),
}

/// What items are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ItemKind {
    Meetings,
    Presets,
    Connections,
}

/// A file.
#[derive(Debug, Serialize, Deserialize)]
struct Entry<T> {
    /// The whole key: the file's name is only a hash of it.
    #[serde(rename = "of")]
    key: String,
    at: Timestamp,
    items: Vec<T>,
}

impl Cache {
    /// The cache of what is configured. The sandbox needs none: its file has everything.
    pub(crate) fn of(config: &Config) -> Option<Self> {
        let target = match &config.target {
            Target::Sandbox { .. } => return None,
            Target::Server(server) => format!("service {}", server.url),
            Target::Platform(account) => match &account.credentials {
                Credentials::RealtimeKit {
                    account_id, app_id, ..
                } => format!("realtimekit {} {account_id} {app_id}", account.api),
                Credentials::Dyte { org_id, .. } => format!("dyte {} {org_id}", account.api),
            },
        };
        let folder = config.home.cache().ok()?.join(FOLDER);
        Some(Self { folder, target })
    }

    /// Caches a response.
    pub(crate) fn update(&self, update: CacheUpdate<'_>) {
        let done = match update {
            CacheUpdate::Stage(stage) => {
                let participants = stage.participants.iter().map(KnownParticipant::from);
                self.merge(&stage.meeting_id, participants, |participant| {
                    if stage.complete {
                        participant.leave();
                    }
                })
            }
            CacheUpdate::OneParticipant(stage) => {
                let participants = stage.participants.iter().map(KnownParticipant::from);
                self.merge(&stage.meeting_id, participants, |_| {})
            }
            CacheUpdate::Followed(meeting, people) => {
                // In the order in which they are cached, which is that of their requests.
                let cached = self.people(meeting).unwrap_or_default().into_iter();
                let positions: HashMap<_, _> = cached.map(|p| p.id).zip(0_usize..).collect();
                let participants = people.into_iter().map(KnownParticipant::from);
                let mut participants: Vec<_> = participants.collect();
                participants.sort_by_key(|p| positions.get(&p.id).copied().unwrap_or(usize::MAX));
                self.merge(meeting, participants.into_iter(), KnownParticipant::leave)
            }
            CacheUpdate::Requests(requests) => {
                let participants = requests.requests.iter().map(KnownParticipant::from);
                self.merge(&requests.meeting_id, participants, |participant| {
                    if requests.complete && participant.status == Some(StageStatus::Requested) {
                        participant.status = None;
                    }
                })
            }
            CacheUpdate::Moderation(moderation) => {
                let participants = moderation.results.iter().filter_map(|result| {
                    let participant = result.participant.as_ref()?.into();
                    Some(KnownParticipant {
                        // A dry run changes nothing.
                        status: result.stage_status.filter(|_| !moderation.dry_run),
                        ..participant
                    })
                });
                self.merge(&moderation.meeting_id, participants, |_| {})
            }
            CacheUpdate::SessionKick(kick) => {
                let gone = kick.results.iter().filter(|r| r.outcome == Outcome::Done);
                let gone = gone.filter_map(|result| {
                    let mut participant = KnownParticipant::from(result.participant.as_ref()?);
                    participant.is_here = kick.dry_run;
                    Some(participant)
                });
                self.merge(&kick.meeting_id, gone, |_| {})
            }
            CacheUpdate::Acting(acting) => {
                let mut participant = KnownParticipant::from(&acting.participant);
                if !acting.dry_run {
                    participant.status = acting.stage_status;
                    participant.is_here = acting.stage_status.is_some();
                }
                self.merge(&acting.meeting_id, [participant].into_iter(), |_| {})
            }
            CacheUpdate::Participants(list) => {
                let participants = list.participants.iter().map(KnownParticipant::from);
                self.merge(&list.meeting_id, participants, |_| {})
            }
            CacheUpdate::Meetings(meetings) => {
                self.write_items(ItemKind::Meetings, meetings.iter())
            }
            CacheUpdate::Presets(presets) => self.write_items(ItemKind::Presets, presets.iter()),
            CacheUpdate::Connections(all) => self.write_items(ItemKind::Connections, all.iter()),
        };
        if let Err(error) = done {
            tracing::debug!(%error, "nothing is kept for completion");
        }
    }

    /// The cached participants of a meeting, the latest first.
    pub(crate) fn people(&self, meeting: &MeetingId) -> Option<Vec<KnownParticipant>> {
        let kept = self.read(&self.meeting_key(meeting))?;
        (kept.age() < MAX_AGE).then_some(kept.items)
    }

    /// Other items, and how old they are.
    pub(crate) fn items(&self, kind: ItemKind) -> Option<(Vec<Item>, Duration)> {
        let kept = self.read(&self.items_key(kind))?;
        let age = kept.age();
        (age < MAX_AGE).then_some((kept.items, age))
    }

    /// Merges the participants of a response into those cached, and applies to the others what the
    /// response says of them.
    fn merge(
        &self,
        meeting: &MeetingId,
        participants: impl Iterator<Item = KnownParticipant>,
        others: impl Fn(&mut KnownParticipant),
    ) -> io::Result<()> {
        let mut people: Vec<_> = participants.collect();
        let positions: HashMap<_, _> = people.iter().map(|p| p.id.clone()).zip(0..).collect();
        for mut cached in self.people(meeting).unwrap_or_default() {
            if let Some(&position) = positions.get(&cached.id) {
                let participant: &mut KnownParticipant = &mut people[position];
                let status = cached.status.filter(|_| participant.is_here);
                participant.status = participant.status.or(status);
                participant.custom_id = participant.custom_id.take().or(cached.custom_id);
            } else {
                others(&mut cached);
                people.push(cached);
            }
        }
        self.write(&self.meeting_key(meeting), people)
    }

    fn write_items<T>(&self, kind: ItemKind, items: impl Iterator<Item = T>) -> io::Result<()>
    where
        Item: From<T>,
    {
        self.write(&self.items_key(kind), items.map(Item::from).collect())
    }

    fn meeting_key(&self, meeting: &MeetingId) -> String {
        format!("{} people of {meeting}", self.target)
    }

    fn items_key(&self, kind: ItemKind) -> String {
        format!("{} {kind:?}", self.target)
    }

    fn path(&self, key: &str) -> PathBuf {
        let hash = Uuid::new_v5(&Uuid::NAMESPACE_OID, key.as_bytes());
        self.folder.join(format!("{}.json", hash.simple()))
    }

    fn read<T: DeserializeOwned>(&self, key: &str) -> Option<Entry<T>> {
        let contents = std::fs::read(self.path(key)).ok()?;
        let kept: Entry<T> = serde_json::from_slice(&contents).ok()?;
        (kept.key == key).then_some(kept)
    }

    /// Repositions a file at once, and does not wait until it is on the disk: it can be had again.
    fn write<T: Serialize>(&self, key: &str, items: Vec<T>) -> io::Result<()> {
        let kept = Entry {
            key: key.to_owned(),
            at: Timestamp::now(),
            items,
        };
        create_private_dir(&self.folder)?;
        remove_old(&self.folder)?;
        let file = tempfile::NamedTempFile::new_in(&self.folder)?;
        serde_json::to_writer(io::BufWriter::new(file.as_file()), &kept)?;
        file.persist(self.path(key))?;
        Ok(())
    }
}

impl<T> Entry<T> {
    /// How long ago it was. A clock that was put back since makes it new.
    fn age(&self) -> Duration {
        let age = Timestamp::now().duration_since(self.at);
        age.try_into().unwrap_or_default()
    }
}

fn remove_old(folder: &Path) -> io::Result<()> {
    let now = SystemTime::now();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let written = entry.metadata().and_then(|about| about.modified());
        let is_old = |at| now.duration_since(at).is_ok_and(|age| age > DELETED_AFTER);
        if written.is_ok_and(is_old) {
            // Another command may have been quicker.
            let _ = std::fs::remove_file(entry.path());
        }
    }
    Ok(())
}
