//! Stores: values that everybody in a room shares, by key (docs/protocol.md, "Stores").

use prost::Message;

/// A value to put, or a key to get or take.
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
    /// Whose store.
    #[prost(string, tag = "1")]
    pub plugin_id: String,
    /// Which one.
    #[prost(string, tag = "2")]
    pub store_name: String,
    /// What of it; to get with no keys is to get all.
    #[prost(message, repeated, tag = "3")]
    pub keys: Vec<StoreKey>,
}

/// A value.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct StoreItem {
    /// When it was put.
    #[prost(string, tag = "1")]
    pub timestamp: String,
    /// By which connection.
    #[prost(string, tag = "2")]
    pub peer_id: String,
    /// The key.
    #[prost(string, tag = "3")]
    pub store_key: String,
    /// The value.
    #[prost(bytes = "vec", tag = "4")]
    pub payload: Vec<u8>,
}

/// 131081 to 131084: the reply, and what others are told. It is matched by the store, not by the id.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct PluginStoreResponse {
    /// Whose store.
    #[prost(string, tag = "1")]
    pub plugin_id: String,
    /// Which one.
    #[prost(string, tag = "2")]
    pub store_name: String,
    /// What is in it, of what was asked.
    #[prost(message, repeated, tag = "3")]
    pub store_items: Vec<StoreItem>,
}
