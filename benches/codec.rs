//! What a frame costs, by how many peers it tells of: the cost per peer should be flat.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use prost::Message;
use protocol::signalling::message::{Peer, PeerFlags, RoomPeersInfoResponse};
use protocol::signalling::{Event, Frame};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

fn roster(peers: usize) -> Frame {
    let peer = |n: usize| Peer {
        peer_id: format!("9df1569c-f4d0-4274-9a20-{n:012}"),
        user_id: format!("51793788-e068-499e-9b2e-{n:012}"),
        display_name: format!("Viewer {n}"),
        stage_type: Some(4),
        custom_participant_id: Some(format!("viewer-{n}")),
        flags: Some(PeerFlags {
            preset_name: "webinar_viewer".to_owned(),
            recorder_type: "NONE".to_owned(),
            hidden_participant: false,
        }),
        ..Peer::default()
    };
    let peers = (0..peers).map(peer).collect();
    Frame::with(Event::GetRoomPeersInfo, &RoomPeersInfoResponse { peers }).with_id("reply")
}

fn frames(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("frame");
    for size in SIZES {
        let frame = roster(size);
        let bytes = frame.encode_to_vec();
        let message: RoomPeersInfoResponse = frame.body().expect("we made it");
        group.throughput(Throughput::Elements(size as u64));
        group.bench_function(BenchmarkId::new("decode", size), |bencher| {
            bencher.iter(|| {
                let frame = Frame::decode(black_box(&*bytes)).expect("we made it");
                frame.body::<RoomPeersInfoResponse>()
            });
        });
        group.bench_function(BenchmarkId::new("encode", size), |bencher| {
            bencher
                .iter(|| Frame::with(Event::GetRoomPeersInfo, black_box(&message)).encode_to_vec());
        });
    }
    group.finish();
}

criterion_group!(benches, frames);
criterion_main!(benches);
