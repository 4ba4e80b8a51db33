//! The cache files: what a live platform or a service answered to commands lately. TAB must not wait, and must
//! not let a host join a meeting, so completion reads these. Each app or service has files of its own, and each
//! meeting one, so that ids are offered only where they exist.
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
use platform::Credentials;

/// The folder in the folder for caches.
pub(super) const FOLDER: &str = "completion";
/// How long it is offered. Statuses are older then than anybody remembers.
const KEPT: Duration = Duration::from_mins(15);
/// After how long it is removed when something else is written: these are people's names.
const REMOVED: Duration = Duration::from_hours(24);

/// Where it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Cache {
    pub(super) folder: PathBuf,
    /// The platform's app, or the service.
    pub(super) target: String,
}

/// A response of the service, as far as it is kept.
pub(crate) enum CacheUpdate<'a> {
    /// The whole session.
    Stage(&'a Stage),
    /// One participant of the session.
    One(&'a Stage),
    /// The same as `Stage`, as it is followed.
    Everybody(&'a MeetingId, Vec<&'a Participant>),
    Requests(&'a Requests),
    Moderation(&'a Moderation),
    Removal(&'a Moderation<Registered>),
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
    /// What it is of, whole: its name is only a hash of it.
    of: String,
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

    /// Keeps what a command was told.
    pub(crate) fn update(&self, update: CacheUpdate<'_>) {
        let done = match update {
            CacheUpdate::Stage(stage) => {
                let told = stage.participants.iter().map(KnownParticipant::from);
                self.tell(&stage.meeting_id, told, |somebody| {
                    if stage.complete {
                        somebody.leave();
                    }
                })
            }
            CacheUpdate::One(stage) => {
                let told = stage.participants.iter().map(KnownParticipant::from);
                self.tell(&stage.meeting_id, told, |_| {})
            }
            CacheUpdate::Everybody(meeting, people) => {
                // In the order in which they were known, which is that of their requests.
                let known = self.people(meeting).unwrap_or_default().into_iter();
                let places: HashMap<_, _> = known.map(|p| p.id).zip(0_usize..).collect();
                let mut told: Vec<_> = people.into_iter().map(KnownParticipant::from).collect();
                told.sort_by_key(|p| places.get(&p.id).copied().unwrap_or(usize::MAX));
                self.tell(meeting, told.into_iter(), KnownParticipant::leave)
            }
            CacheUpdate::Requests(requests) => {
                let told = requests.requests.iter().map(KnownParticipant::from);
                self.tell(&requests.meeting_id, told, |somebody| {
                    if requests.complete && somebody.status == Some(StageStatus::Requested) {
                        somebody.status = None;
                    }
                })
            }
            CacheUpdate::Moderation(moderation) => {
                let told = moderation.results.iter().filter_map(|result| {
                    let somebody = result.participant.as_ref()?.into();
                    Some(KnownParticipant {
                        // A rehearsal changes nothing.
                        status: result.stage_status.filter(|_| !moderation.dry_run),
                        ..somebody
                    })
                });
                self.tell(&moderation.meeting_id, told, |_| {})
            }
            CacheUpdate::Removal(removal) => {
                let gone = removal
                    .results
                    .iter()
                    .filter(|r| r.outcome == Outcome::Done);
                let gone = gone.filter_map(|result| {
                    let mut somebody = KnownParticipant::from(result.participant.as_ref()?);
                    somebody.is_here = removal.dry_run;
                    Some(somebody)
                });
                self.tell(&removal.meeting_id, gone, |_| {})
            }
            CacheUpdate::Acting(acting) => {
                let mut somebody = KnownParticipant::from(&acting.participant);
                if !acting.dry_run {
                    somebody.status = acting.stage_status;
                    somebody.is_here = acting.stage_status.is_some();
                }
                self.tell(&acting.meeting_id, [somebody].into_iter(), |_| {})
            }
            CacheUpdate::Participants(list) => {
                let told = list.participants.iter().map(KnownParticipant::from);
                self.tell(&list.meeting_id, told, |_| {})
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

    /// The known participants of a meeting, the latest first.
    pub(crate) fn people(&self, meeting: &MeetingId) -> Option<Vec<KnownParticipant>> {
        let kept = self.read(&self.of_meeting(meeting))?;
        (kept.age() < KEPT).then_some(kept.items)
    }

    /// Other items, and how old they are.
    pub(crate) fn items(&self, kind: ItemKind) -> Option<(Vec<Item>, Duration)> {
        let kept = self.read(&self.of_kind(kind))?;
        let age = kept.age();
        (age < KEPT).then_some((kept.items, age))
    }

    /// Keeps the participants of a response, and what the response says of the others.
    fn tell(
        &self,
        meeting: &MeetingId,
        told: impl Iterator<Item = KnownParticipant>,
        others: impl Fn(&mut KnownParticipant),
    ) -> io::Result<()> {
        let of = self.of_meeting(meeting);
        let mut people: Vec<_> = told.collect();
        let places: HashMap<_, _> = people.iter().map(|p| p.id.clone()).zip(0..).collect();
        for mut known in self.people(meeting).unwrap_or_default() {
            if let Some(&place) = places.get(&known.id) {
                let somebody: &mut KnownParticipant = &mut people[place];
                let status = known.status.filter(|_| somebody.is_here);
                somebody.status = somebody.status.or(status);
                somebody.custom_id = somebody.custom_id.take().or(known.custom_id);
            } else {
                others(&mut known);
                people.push(known);
            }
        }
        self.write(&of, people)
    }

    fn write_items<T>(&self, kind: ItemKind, items: impl Iterator<Item = T>) -> io::Result<()>
    where
        Item: From<T>,
    {
        self.write(&self.of_kind(kind), items.map(Item::from).collect())
    }

    fn of_meeting(&self, meeting: &MeetingId) -> String {
        format!("{} people of {meeting}", self.target)
    }

    fn of_kind(&self, kind: ItemKind) -> String {
        format!("{} {kind:?}", self.target)
    }

    fn path(&self, of: &str) -> PathBuf {
        let hash = Uuid::new_v5(&Uuid::NAMESPACE_OID, of.as_bytes());
        self.folder.join(format!("{}.json", hash.simple()))
    }

    fn read<T: DeserializeOwned>(&self, of: &str) -> Option<Entry<T>> {
        let contents = std::fs::read(self.path(of)).ok()?;
        let kept: Entry<T> = serde_json::from_slice(&contents).ok()?;
        (kept.of == of).then_some(kept)
    }

    /// Replaces a file at once, and does not wait until it is on the disk: it can be had again.
    fn write<T: Serialize>(&self, of: &str, items: Vec<T>) -> io::Result<()> {
        let kept = Entry {
            of: of.to_owned(),
            at: Timestamp::now(),
            items,
        };
        make(&self.folder)?;
        remove_old(&self.folder)?;
        let file = tempfile::NamedTempFile::new_in(&self.folder)?;
        serde_json::to_writer(io::BufWriter::new(file.as_file()), &kept)?;
        file.persist(self.path(of))?;
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

/// Makes the folder, which only its owner can read.
fn make(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

fn remove_old(folder: &Path) -> io::Result<()> {
    let now = SystemTime::now();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let written = entry.metadata().and_then(|about| about.modified());
        let is_old = |at| now.duration_since(at).is_ok_and(|age| age > REMOVED);
        if written.is_ok_and(is_old) {
            // Another command may have been quicker.
            let _ = std::fs::remove_file(entry.path());
        }
    }
    Ok(())
}
