//! Counts and bounds this process's connections, so that shutdown can drain them. The bound is set by
//! [`Platform::with_most_connections`](crate::Platform::with_most_connections), for `serve
//! --max-connections`.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tokio::time::timeout;

use crate::join_error::JoinError;
use crate::timing::LEAVE_TIMEOUT;
use model::PeerId;

/// The connections that are in a session or joining one.
#[derive(Debug)]
pub(crate) struct ConnectionLimit {
    /// How many there may be at once.
    pub(crate) most: usize,
    count: watch::Sender<usize>,
    /// Their peers.
    peers: Arc<Mutex<HashSet<PeerId>>>,
    is_closing: watch::Sender<bool>,
}

/// The right to one connection, until it is dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    count: watch::Sender<usize>,
    all_peers: Arc<Mutex<HashSet<PeerId>>>,
    /// The peers it has joined as: the room may not have noticed yet that some are gone.
    peers: Vec<PeerId>,
}

impl Default for ConnectionLimit {
    fn default() -> Self {
        Self {
            most: usize::MAX,
            count: watch::Sender::default(),
            peers: Arc::default(),
            is_closing: watch::Sender::default(),
        }
    }
}

impl ConnectionLimit {
    /// Counts one more connection.
    ///
    /// # Errors
    ///
    /// When there are as many as allowed.
    pub(crate) fn acquire(&self) -> Result<Permit, JoinError> {
        let is_one_more = |count: &mut usize| {
            let is_one_more = *count < self.most;
            *count += usize::from(is_one_more);
            is_one_more
        };
        if self.count.send_if_modified(is_one_more) {
            Ok(Permit {
                count: self.count.clone(),
                all_peers: self.peers.clone(),
                peers: Vec::new(),
            })
        } else {
            Err(JoinError::Full(self.most))
        }
    }

    /// Whether a peer is one of this process's.
    pub(crate) fn is_ours(&self, peer_id: &PeerId) -> bool {
        lock(&self.peers).contains(peer_id)
    }

    /// Whether all connections are to close.
    pub(crate) fn is_closing(&self) -> bool {
        *self.is_closing.borrow()
    }

    /// Waits until all connections are to close.
    pub(crate) async fn closing(&self) {
        // Its sender is here, so that there is no error.
        let _ = self
            .is_closing
            .subscribe()
            .wait_for(|closing| *closing)
            .await;
    }

    /// Closes all connections and waits until they are closed, at most [`LEAVE_TIMEOUT`].
    pub(crate) async fn drain(&self) {
        self.is_closing.send_replace(true);
        let mut count = self.count.subscribe();
        let gone = count.wait_for(|count| *count == 0);
        if timeout(LEAVE_TIMEOUT, gone).await.is_err() {
            tracing::debug!("not everybody has left in time");
        }
    }
}

impl Permit {
    /// Adds the peer of a join that is about to be sent.
    pub(crate) fn add_peer(&mut self, peer_id: PeerId) {
        lock(&self.all_peers).insert(peer_id.clone());
        self.peers.push(peer_id);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut all = lock(&self.all_peers);
        for peer_id in &self.peers {
            all.remove(peer_id);
        }
        drop(all);
        self.count.send_modify(|count| *count -= 1);
    }
}

fn lock(peers: &Mutex<HashSet<PeerId>>) -> MutexGuard<'_, HashSet<PeerId>> {
    // It is whole after each change; a panic elsewhere does not change that.
    peers.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peers_are_known_until_their_permit_is_dropped_and_permits_are_bounded() {
        let limit = ConnectionLimit {
            most: 2,
            ..ConnectionLimit::default()
        };
        let mut host = limit.acquire().unwrap();
        let mut pia = limit.acquire().unwrap();
        assert_eq!(limit.acquire().err(), Some(JoinError::Full(2)));
        host.add_peer("p-host".into());
        pia.add_peer("p-pia-1".into());
        pia.add_peer("p-pia-2".into());
        let ours =
            || ["p-host", "p-pia-1", "p-pia-2", "p-amara"].map(|id| limit.is_ours(&id.into()));
        assert_eq!(ours(), [true, true, true, false]);
        drop(pia);
        assert_eq!(ours(), [true, false, false, false]);
        assert!(limit.acquire().is_ok());
    }
}
