//! The frame: one protobuf message in one binary frame of the socket.

use prost::Message;
use prost::bytes::Bytes;

use super::event::Event;

/// A frame on the socket.
///
/// A message without a body has no payload on the wire, an empty message an empty one; readers take
/// both alike through [`Frame::body`].
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Frame {
    /// The number of the [`Event`].
    #[prost(uint32, tag = "1")]
    pub event: u32,
    /// A reply carries the id of its request; a broadcast has none.
    #[prost(string, optional, tag = "2")]
    pub id: Option<String>,
    /// The message, whose type the event tells.
    #[prost(bytes = "bytes", optional, tag = "3")]
    pub payload: Option<Bytes>,
    /// The client's trace context as JSON; servers may ignore it.
    #[prost(bytes = "bytes", optional, tag = "4")]
    pub metadata: Option<Bytes>,
}

impl Frame {
    /// A frame without a body.
    #[must_use]
    pub fn bare(event: Event) -> Self {
        Self {
            event: event.number(),
            ..Self::default()
        }
    }

    /// A frame with a message.
    #[must_use]
    pub fn with(event: Event, message: &impl Message) -> Self {
        Self {
            payload: Some(message.encode_to_vec().into()),
            ..Self::bare(event)
        }
    }

    /// The same frame as a request, or as the reply to one.
    #[must_use]
    pub fn with_id(self, id: impl Into<String>) -> Self {
        Self {
            id: Some(id.into()),
            ..self
        }
    }

    /// What the frame is about.
    #[must_use]
    pub fn event(&self) -> Event {
        self.event.into()
    }

    /// The message in the payload; an absent payload is an empty message.
    ///
    /// # Errors
    ///
    /// When the payload is no such message.
    pub fn body<M: Message + Default>(&self) -> Result<M, prost::DecodeError> {
        M::decode(self.payload.clone().unwrap_or_default())
    }
}
