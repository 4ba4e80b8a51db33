//! The events of the media servers: the same numbers in two namespaces (docs/protocol.md, "Media").

use super::event::Event;

/// Which of the platform's media servers an event is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaServer {
    /// The older one, which the platform calls Hive.
    Hive,
    /// Cloudflare's.
    Cloudflare,
}

/// The bits of an event's number that say which media server it is for.
const SERVER: u32 = 0xFF00_0000;
const HIVE: u32 = 0x0100_0000;
const CLOUDFLARE: u32 = 0x0300_0000;

impl MediaServer {
    /// Every media server.
    pub const ALL: [Self; 2] = [Self::Hive, Self::Cloudflare];

    /// The number of one of its events.
    #[must_use]
    pub fn event(self, event: MediaEvent) -> Event {
        let namespace = match self {
            Self::Hive => HIVE,
            Self::Cloudflare => CLOUDFLARE,
        };
        Event::from(namespace | event as u32)
    }
}

/// An event to or from a media server; only those that an SDK waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum MediaEvent {
    /// A connection for media, either to send or to receive.
    CreateTransport = 1,
    /// Send a track.
    Produce = 2,
    /// Pause a track that is sent, or go on.
    ToggleProducer = 4,
    /// Send a track no longer.
    CloseProducer = 6,
    /// Join.
    Join = 16,
    /// Leave.
    Leave = 17,
    /// The connections are up; the reply lists the other participants.
    SelfJoinComplete = 20,
    /// A participant joined.
    PeerJoined = 25,
    /// A participant left.
    PeerLeft = 26,
    /// A request failed.
    Error = 60,
}

impl MediaEvent {
    const ALL: [Self; 10] = [
        Self::CreateTransport,
        Self::Produce,
        Self::ToggleProducer,
        Self::CloseProducer,
        Self::Join,
        Self::Leave,
        Self::SelfJoinComplete,
        Self::PeerJoined,
        Self::PeerLeft,
        Self::Error,
    ];

    /// The event that a number is, and the media server that it is for; `None` where it is neither of a
    /// media server, nor one that is named here.
    #[must_use]
    pub fn read(event: Event) -> Option<(MediaServer, Self)> {
        let number = event.number();
        let server = match number & SERVER {
            HIVE => MediaServer::Hive,
            CLOUDFLARE => MediaServer::Cloudflare,
            _ => return None,
        };
        let named = Self::ALL
            .into_iter()
            .find(|event| *event as u32 == number & !SERVER);
        Some((server, named?))
    }

    /// Whether a number is one of a media server.
    #[must_use]
    pub const fn is_media(event: Event) -> bool {
        event.number() & SERVER != 0
    }
}
