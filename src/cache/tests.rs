//! What is kept, and of what.

use std::collections::BTreeMap;
use std::path::Path;

use super::store::FOLDER;
use super::{Cache, CacheUpdate};
use api::{Platform, Requests, Stage};
use model::StageStatus::{OffStage, OnStage, Requested};
use model::{Participant, RequestOrder, StageStatus};

fn cache(folder: &Path, target: &str) -> Cache {
    Cache {
        folder: folder.join(FOLDER),
        target: target.to_owned(),
    }
}

fn participant(id: &str, stage_status: StageStatus) -> Participant {
    Participant {
        user_id: id.into(),
        peer_ids: Vec::new(),
        custom_participant_id: None,
        display_name: id.to_uppercase(),
        preset_name: None,
        stage_status,
    }
}

fn stage(people: &[(&str, StageStatus)]) -> Stage {
    let participants = people.iter().map(|(id, status)| participant(id, *status));
    Stage {
        platform: Platform::RealtimeKit,
        meeting_id: "town".into(),
        session_id: "s".into(),
        view_type: None,
        complete: true,
        counts: BTreeMap::from([(OffStage, people.len())]),
        participants: participants.collect(),
    }
}

fn cached(cache: &Cache) -> Vec<(String, Option<StageStatus>, bool)> {
    let people = cache.people(&"town".into()).unwrap_or_default();
    let people = people.into_iter().map(|p| (p.id, p.status, p.is_here));
    people.collect()
}

#[test]
fn each_response_adds_to_what_is_cached() {
    let folder = tempfile::tempdir().unwrap();
    let cache = cache(folder.path(), "service a");
    cache.update(CacheUpdate::Stage(&stage(&[
        ("a", Requested),
        ("b", OnStage),
    ])));
    cache.update(CacheUpdate::Requests(&Requests {
        platform: Platform::RealtimeKit,
        meeting_id: "town".into(),
        session_id: "s".into(),
        order: RequestOrder::Queue,
        complete: true,
        requests: vec![participant("c", Requested)],
    }));
    let id = |id: &str| id.to_owned();
    let all = [
        (id("c"), Some(Requested), true),
        (id("a"), None, true),
        (id("b"), Some(OnStage), true),
    ];
    assert_eq!(cached(&cache), all);
    // A reading of one participant says nothing of the others; a whole reading says that they left.
    cache.update(CacheUpdate::OneParticipant(&stage(&[("a", OnStage)])));
    assert_eq!(cached(&cache).len(), 3);
    assert!(cached(&cache).contains(&(id("b"), Some(OnStage), true)));
    cache.update(CacheUpdate::Stage(&stage(&[
        ("a", OnStage),
        ("d", OffStage),
    ])));
    assert!(cached(&cache).contains(&(id("b"), None, false)));
}

#[test]
fn nothing_is_cached_for_another_target_or_meeting() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = ("service a", "service b");
    cache(folder.path(), here).update(CacheUpdate::Stage(&stage(&[("a", OnStage)])));
    assert!(cached(&cache(folder.path(), there)).is_empty());
    let of_here = cache(folder.path(), here);
    assert!(of_here.people(&"other".into()).is_none());
    assert!(of_here.people(&"town".into()).is_some());
}
