//! Counts round trips as the platform sees them, without a clock: a request that arrives after a
//! response may have waited for it.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::net::{TcpListener, TcpStream};

/// The greatest depth of an answer that was given.
#[derive(Default)]
pub(super) struct Trips(AtomicU32);

/// How many round trips led to a connection or a request, itself included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Depth(u32);

impl Trips {
    /// How many followed each other so far.
    pub(super) fn so_far(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }

    fn of_connection(&self) -> Depth {
        Depth(self.so_far() + 1)
    }

    /// The depth of a request that has just come in.
    pub(super) fn of_request(&self, connection: Depth) -> Depth {
        Depth(self.so_far().max(connection.0) + 1)
    }

    /// Takes note of an answer that is about to be given.
    pub(super) fn answered(&self, request: Depth) {
        self.0.fetch_max(request.0, Ordering::SeqCst);
    }
}

/// Where connections come in, each with its depth.
pub(super) struct Door {
    pub(super) listener: TcpListener,
    pub(super) trips: Arc<Trips>,
}

impl Listener for Door {
    type Io = TcpStream;
    type Addr = Depth;

    async fn accept(&mut self) -> (TcpStream, Depth) {
        let (stream, _) = Listener::accept(&mut self.listener).await;
        // Small frames must not wait for each other's acknowledgement.
        let _ = stream.set_nodelay(true);
        (stream, self.trips.of_connection())
    }

    fn local_addr(&self) -> io::Result<Depth> {
        Ok(self.trips.of_connection())
    }
}

impl Connected<IncomingStream<'_, Door>> for Depth {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        *stream.remote_addr()
    }
}
