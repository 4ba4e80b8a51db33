//! Plugin stores: values that all participants in the room share. An SDK reads a store before it joins, and waits
//! for the reply.

use super::effects::Recipients;
use super::meeting_room::Room;
use super::peers::SocketPeer;
use super::request::{Request, body};
use protocol::signalling::message::plugin_stores::{
    PluginStoreResponse, StoreItem, StoreKey, StoreRequest,
};
use protocol::signalling::{ErrorBody, Event, Frame};

impl Room<'_> {
    /// Replies with the requested values of a store, or with all.
    pub(super) fn read_store(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        let wanted: StoreRequest = body(request.frame)?;
        let store = self
            .plugin_stores
            .get(&(wanted.plugin_id.clone(), wanted.store_name.clone()));
        let is_wanted = |key: &String| {
            wanted.keys.is_empty() || wanted.keys.iter().any(|wanted| wanted.store_key == *key)
        };
        // A peer that has not joined learns nothing about the room.
        let is_joined = self
            .peers
            .get(request.from)
            .is_some_and(SocketPeer::is_joined);
        let items = store.filter(|_| is_joined).into_iter().flatten();
        let items = items
            .filter(|(key, _)| is_wanted(key))
            .map(|(_, item)| item.clone());
        let items = items.collect();
        self.reply(request, response(Event::StoreGetKeys, wanted, items));
        Ok(())
    }

    /// Inserts values, deletes values, or empties a store, and announces it to the others.
    pub(super) fn write_store(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        let event = request.frame.event();
        let wanted: StoreRequest = body(request.frame)?;
        let name = (wanted.plugin_id.clone(), wanted.store_name.clone());
        let item = |StoreKey { store_key, payload }| StoreItem {
            timestamp: request.at.as_millisecond().to_string(),
            peer_id: request.from.to_string(),
            store_key,
            payload: payload.unwrap_or_default(),
        };
        let items: Vec<_> = wanted.keys.iter().cloned().map(item).collect();
        let store = self.plugin_stores.entry(name.clone()).or_default();
        match event {
            Event::StoreInsertKeys => {
                store.extend(
                    items
                        .iter()
                        .map(|item| (item.store_key.clone(), item.clone())),
                );
            }
            Event::StoreDeleteKeys => {
                store.retain(|key, _| items.iter().all(|item| item.store_key != *key));
            }
            _ => store.clear(),
        }
        if store.is_empty() {
            self.plugin_stores.remove(&name);
        }
        let response = response(event, wanted, items);
        self.reply(request, response.clone());
        self.send(Recipients::EveryoneExcept(request.from.clone()), response);
        Ok(())
    }
}

fn response(event: Event, request: StoreRequest, store_items: Vec<StoreItem>) -> Frame {
    let response = PluginStoreResponse {
        plugin_id: request.plugin_id,
        store_name: request.store_name,
        store_items,
    };
    Frame::with(event, &response)
}
