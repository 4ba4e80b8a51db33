//! Values that everybody in the room shares. An SDK asks for a store before it joins, and waits for
//! the answer.

use std::collections::{BTreeMap, HashMap};

use super::{Recipients, Request, Room, body};
use crate::peers::SocketPeer;
use protocol::signalling::message::stores::{
    PluginStoreResponse, StoreItem, StoreKey, StoreRequest,
};
use protocol::signalling::{ErrorBody, Event, Frame};

/// The stores of a meeting: by whose they are and their names, what is in them by key. Gone with the sandbox.
pub type Stores = HashMap<(String, String), BTreeMap<String, StoreItem>>;

impl Room<'_> {
    /// The values of a store that were asked for, or all.
    pub(super) fn read_store(&mut self, request: &Request<'_>) -> Result<(), ErrorBody> {
        let wanted: StoreRequest = body(request.frame)?;
        let store = self
            .stores
            .get(&(wanted.plugin_id.clone(), wanted.store_name.clone()));
        let is_wanted = |key: &String| {
            wanted.keys.is_empty() || wanted.keys.iter().any(|wanted| wanted.store_key == *key)
        };
        // Whoever is not inside hears nothing of the room.
        let is_inside = self
            .peers
            .get(request.from)
            .is_some_and(SocketPeer::is_inside);
        let items = store.filter(|_| is_inside).into_iter().flatten();
        let items = items
            .filter(|(key, _)| is_wanted(key))
            .map(|(_, item)| item.clone());
        let items = items.collect();
        self.reply(request, answer(Event::StoreGetKeys, wanted, items));
        Ok(())
    }

    /// Puts values, takes them out, or empties a store; everybody else is told.
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
        let store = self.stores.entry(name.clone()).or_default();
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
            self.stores.remove(&name);
        }
        let told = answer(event, wanted, items);
        self.reply(request, told.clone());
        self.send(Recipients::EveryoneBut(request.from.clone()), told);
        Ok(())
    }
}

fn answer(event: Event, request: StoreRequest, store_items: Vec<StoreItem>) -> Frame {
    let response = PluginStoreResponse {
        plugin_id: request.plugin_id,
        store_name: request.store_name,
        store_items,
    };
    Frame::with(event, &response)
}
