//! Messages from one participant to the others.

use super::effects::Recipients;
use super::meeting_room::Room;
use super::request::{Request, body};
use model::PeerId;
use protocol::signalling::{ErrorBody, Frame, message};

impl Room<'_> {
    /// 29 and 39: sends a message to all other participants, or to the peers that it names.
    pub(super) fn broadcast(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        let message: message::BroadcastMessage = body(request.frame)?;
        let frame = Frame::with(request.frame.event(), &message);
        self.reply(request, frame.clone());
        let others = Recipients::EveryoneExcept(request.from.clone());
        if message.ids.is_empty() {
            self.send(others, frame);
            return Ok(());
        }
        let is_named = |id: &&PeerId| message.ids.iter().any(|named| named == id.as_str());
        let named = self.recipients(&others).filter(is_named);
        for peer_id in named.cloned().collect::<Vec<_>>() {
            self.send(Recipients::One(peer_id), frame.clone());
        }
        Ok(())
    }
}
