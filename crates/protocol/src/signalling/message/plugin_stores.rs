//! Plugin stores: values that all participants in a room share, by key (docs/protocol.md, "Stores").

use prost::Message;

/// A value to insert, or a key to get or delete.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct StoreKey {
    /// The key.
    #[prost(string, tag = "1")]
    pub store_key: String,
    /// The value.
    #[prost(bytes = "vec", optional, tag = "2")]
    pub payload: Option<Vec<u8>>,
}

/// 131081 to 131084: the request, which the platform names `PluginStore…KeysRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct StoreRequest {
    /// The plugin.
    #[prost(string, tag = "1")]
    pub plugin_id: String,
    /// The name of the store.
    #[prost(string, tag = "2")]
    pub store_name: String,
    /// The keys; to get without keys is to get all.
    #[prost(message, repeated, tag = "3")]
    pub keys: Vec<StoreKey>,
}

/// A value.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct StoreItem {
    /// When it was inserted.
    #[prost(string, tag = "1")]
    pub timestamp: String,
    /// The connection.
    #[prost(string, tag = "2")]
    pub peer_id: String,
    /// The key.
    #[prost(string, tag = "3")]
    pub store_key: String,
    /// The value.
    #[prost(bytes = "vec", tag = "4")]
    pub payload: Vec<u8>,
}

/// 131081 to 131084: the reply, and the broadcast to the others. An SDK matches it by the store, not by the id.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct PluginStoreResponse {
    /// The plugin.
    #[prost(string, tag = "1")]
    pub plugin_id: String,
    /// The name of the store.
    #[prost(string, tag = "2")]
    pub store_name: String,
    /// The requested items.
    #[prost(message, repeated, tag = "3")]
    pub store_items: Vec<StoreItem>,
}
