//! Frames on their way to a client, in their order. A rehearsal's latency and faults are injected here.

use std::collections::VecDeque;
use std::future::pending;

use axum::extract::ws::{Message, WebSocket};
use futures_util::SinkExt;
use tokio::time::{Instant, sleep_until};

use crate::rehearsal::{FaultInjector, FrameOutcome};
use crate::server::rooms::CLOSE;

/// Frames on their way, with the time at which each is due.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    frames: VecDeque<(Instant, Message)>,
}

/// The socket after the frames that were due have been written.
pub(super) enum Written {
    /// It is open.
    Open,
    /// The last of the frames ends it.
    Closing,
    /// It is broken.
    Broken,
}

impl Outbox {
    /// Adds a frame, which is due after the rehearsal's latency.
    pub(super) fn push(&mut self, message: Message, injector: Option<&FaultInjector>) {
        let now = Instant::now();
        let previous = self.frames.back().map_or(now, |(due, _)| *due);
        let due = injector.map_or(now, |injector| injector.due(now, previous));
        self.frames.push_back((due, message));
    }

    /// Whether there are no frames.
    pub(super) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Waits until a frame is due.
    pub(super) async fn due(&self) {
        match self.frames.front() {
            // A timer would be late by up to a millisecond.
            Some((due, _)) if *due <= Instant::now() => {}
            Some((due, _)) => sleep_until(*due).await,
            None => pending().await,
        }
    }

    /// Writes the frames that are due, in one packet as far as they fit.
    pub(super) async fn write_due(
        &mut self,
        socket: &mut WebSocket,
        outcome: impl Fn() -> FrameOutcome,
    ) -> Written {
        let now = Instant::now();
        while let Some((_, message)) = self.frames.pop_front_if(|(due, _)| *due <= now) {
            if message == CLOSE {
                return match socket.flush().await {
                    Ok(()) => Written::Closing,
                    Err(_) => Written::Broken,
                };
            }
            let outcome = match message {
                Message::Binary(_) => outcome(),
                // Pings.
                _ => FrameOutcome::Deliver,
            };
            match outcome {
                FrameOutcome::Deliver if socket.feed(message).await.is_ok() => {}
                FrameOutcome::Drop => {}
                FrameOutcome::Deliver | FrameOutcome::Close => return Written::Broken,
            }
        }
        match socket.flush().await {
            Ok(()) => Written::Open,
            Err(_) => Written::Broken,
        }
    }
}
