//! Who of this program is in a meeting or on the way into one, so that all can leave when it ends.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tokio::time::timeout;

use super::meeting::JoinError;
use super::timing::LEAVE_TIMEOUT;
use model::PeerId;

/// Those who are in a meeting or on the way into one.
#[derive(Debug)]
pub(super) struct Attendance {
    /// How many there may be.
    pub(super) most: usize,
    count: watch::Sender<usize>,
    /// By which peers they are there.
    peers: Arc<Mutex<HashSet<PeerId>>>,
    is_closing: watch::Sender<bool>,
}

/// One of them, until it is dropped.
#[derive(Debug)]
pub(super) struct Inside {
    count: watch::Sender<usize>,
    everybodys_peers: Arc<Mutex<HashSet<PeerId>>>,
    /// The peers by which it has been there: the room may not have noticed yet that some are gone.
    peers: Vec<PeerId>,
}

impl Default for Attendance {
    fn default() -> Self {
        Self {
            most: usize::MAX,
            count: watch::Sender::default(),
            peers: Arc::default(),
            is_closing: watch::Sender::default(),
        }
    }
}

impl Attendance {
    /// Counts one more, if there may be one more.
    pub(super) fn enter(&self) -> Result<Inside, JoinError> {
        let is_one_more = |count: &mut usize| {
            let is_one_more = *count < self.most;
            *count += usize::from(is_one_more);
            is_one_more
        };
        if self.count.send_if_modified(is_one_more) {
            Ok(Inside {
                count: self.count.clone(),
                everybodys_peers: self.peers.clone(),
                peers: Vec::new(),
            })
        } else {
            Err(JoinError::Full(self.most))
        }
    }

    /// Whether a peer is one of theirs.
    pub(super) fn is_ours(&self, peer_id: &PeerId) -> bool {
        lock(&self.peers).contains(peer_id)
    }

    /// Whether all are to leave.
    pub(super) fn is_closing(&self) -> bool {
        *self.is_closing.borrow()
    }

    /// Waits until all are to leave.
    pub(super) async fn closing(&self) {
        // Its sender is here, so that there is no error.
        let _ = self
            .is_closing
            .subscribe()
            .wait_for(|closing| *closing)
            .await;
    }

    /// Lets all leave, and nobody enter any more; waits until they have, for as long as that may take.
    pub(super) async fn leave(&self) {
        self.is_closing.send_replace(true);
        let mut count = self.count.subscribe();
        let gone = count.wait_for(|count| *count == 0);
        if timeout(LEAVE_TIMEOUT, gone).await.is_err() {
            tracing::debug!("not everybody has left in time");
        }
    }
}

impl Inside {
    /// Takes note that it asks to come in by a new peer.
    pub(super) fn enter_as(&mut self, peer_id: PeerId) {
        lock(&self.everybodys_peers).insert(peer_id.clone());
        self.peers.push(peer_id);
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        let mut everybodys = lock(&self.everybodys_peers);
        for peer_id in &self.peers {
            everybodys.remove(peer_id);
        }
        drop(everybodys);
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
    fn everybodys_peers_are_known_until_they_leave_and_nobody_is_one_too_many() {
        let attendance = Attendance {
            most: 2,
            ..Attendance::default()
        };
        let mut host = attendance.enter().unwrap();
        let mut pia = attendance.enter().unwrap();
        assert_eq!(attendance.enter().err(), Some(JoinError::Full(2)));
        host.enter_as("p-host".into());
        pia.enter_as("p-pia-1".into());
        pia.enter_as("p-pia-2".into());
        let ours =
            || ["p-host", "p-pia-1", "p-pia-2", "p-amara"].map(|id| attendance.is_ours(&id.into()));
        assert_eq!(ours(), [true, true, true, false]);
        drop(pia);
        assert_eq!(ours(), [true, false, false, false]);
        assert!(attendance.enter().is_ok());
    }
}
