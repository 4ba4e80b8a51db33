//! Frames on their way to a client, in the order in which they were sent.

use std::collections::VecDeque;
use std::future::pending;

use axum::extract::ws::{Message, WebSocket};
use futures_util::SinkExt;
use tokio::time::{Instant, sleep_until};

use crate::faults::{Fate, FaultInjector};
use crate::shared::CLOSE;

/// Frames on their way.
#[derive(Debug, Default)]
pub(super) struct Way {
    frames: VecDeque<(Instant, Message)>,
}

/// What has become of the frames that had to arrive.
pub(super) enum Arrival {
    /// They were sent.
    Sent,
    /// They were sent, and the last of them ends the socket.
    End,
    /// The socket is broken.
    Broken,
}

impl Way {
    /// Sends a frame on its way, which takes as long as a rehearsal says.
    pub(super) fn send(&mut self, message: Message, injector: Option<&FaultInjector>) {
        let now = Instant::now();
        let previous = self.frames.back().map_or(now, |(due, _)| *due);
        let due = injector.map_or(now, |injector| injector.due(now, previous));
        self.frames.push_back((due, message));
    }

    /// Whether no frame is on its way.
    pub(super) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Waits until a frame is due.
    pub(super) async fn due(&self) {
        match self.frames.front() {
            // A timer would wait for the next millisecond.
            Some((due, _)) if *due <= Instant::now() => {}
            Some((due, _)) => sleep_until(*due).await,
            None => pending().await,
        }
    }

    /// Lets the frames arrive that are due: in one packet, as far as they fit.
    pub(super) async fn arrive(
        &mut self,
        socket: &mut WebSocket,
        fate: impl Fn() -> Fate,
    ) -> Arrival {
        let now = Instant::now();
        while let Some((_, message)) = self.frames.pop_front_if(|(due, _)| *due <= now) {
            if message == CLOSE {
                return match socket.flush().await {
                    Ok(()) => Arrival::End,
                    Err(_) => Arrival::Broken,
                };
            }
            let fate = match message {
                Message::Binary(_) => fate(),
                // Pings.
                _ => Fate::Deliver,
            };
            match fate {
                Fate::Deliver if socket.feed(message).await.is_ok() => {}
                Fate::Drop => {}
                Fate::Deliver | Fate::Close => return Arrival::Broken,
            }
        }
        match socket.flush().await {
            Ok(()) => Arrival::Sent,
            Err(_) => Arrival::Broken,
        }
    }
}
