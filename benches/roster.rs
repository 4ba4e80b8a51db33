//! What the roster costs, by how many participants are in the room: the cost per event and per
//! lookup should be flat.

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use model::{Peer, PeerKind, Roster, Selector, StageEvent, StageStatus};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
/// How many events or lookups are measured together.
const BATCH: usize = 1_000;

fn peer(n: usize) -> Peer {
    Peer {
        peer_id: format!("{n:08x}-f4d0-4274-9a20-7084835c5e5a").into(),
        user_id: user(n).into(),
        display_name: format!("Viewer {n}"),
        custom_participant_id: Some(format!("viewer-{n}")),
        preset_name: Some("webinar_viewer".to_owned()),
        stage_status: StageStatus::OffStage,
        kind: PeerKind::Ordinary,
    }
}

/// Ids that differ early, as random ones do.
fn user(n: usize) -> String {
    format!(
        "{:08x}-e068-499e-9b2e-4c862bad10d8",
        n.wrapping_mul(0x9e37_79b1) & 0xffff_ffff
    )
}

fn room(size: usize) -> Roster {
    let mut roster = Roster::default();
    roster.apply(StageEvent::Snapshot((0..size).map(peer).collect()));
    roster
}

/// Participants from all over the room.
fn some(size: usize) -> impl Iterator<Item = usize> {
    (0..BATCH).map(move |n| n * (size / BATCH))
}

fn apply(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("roster apply");
    for size in SIZES {
        group.throughput(Throughput::Elements(size as u64));
        group.bench_function(BenchmarkId::new("snapshot", size), |bencher| {
            bencher.iter_batched(
                || StageEvent::Snapshot((0..size).map(peer).collect()),
                |snapshot| {
                    let mut roster = Roster::default();
                    roster.apply(snapshot);
                    roster
                },
                BatchSize::LargeInput,
            );
        });
        let mut roster = room(size);
        group.throughput(Throughput::Elements(2 * BATCH as u64));
        group.bench_function(BenchmarkId::new("status", size), |bencher| {
            bencher.iter(|| {
                for status in [StageStatus::Requested, StageStatus::OffStage] {
                    for n in some(size) {
                        let Peer {
                            peer_id, user_id, ..
                        } = peer(n);
                        black_box(roster.apply(StageEvent::StatusChanged {
                            peer_id,
                            user_id,
                            status,
                        }));
                    }
                }
            });
        });
    }
    group.finish();
}

fn lookup(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("roster lookup");
    for size in SIZES {
        let roster = room(size);
        group.throughput(Throughput::Elements(BATCH as u64));
        let exact: Vec<_> = some(size).map(|n| Selector::Exact(user(n))).collect();
        group.bench_function(BenchmarkId::new("exact", size), |bencher| {
            bencher.iter(|| exact.iter().filter(|s| s.resolve(&roster).is_ok()).count());
        });
        let prefix: Vec<_> = some(size)
            .map(|n| Selector::Word(user(n)[..8].to_owned()))
            .collect();
        group.bench_function(BenchmarkId::new("prefix", size), |bencher| {
            bencher.iter(|| prefix.iter().filter(|s| s.resolve(&roster).is_ok()).count());
        });
    }
    group.finish();
}

criterion_group!(benches, apply, lookup);
criterion_main!(benches);
