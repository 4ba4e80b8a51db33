//! The sandbox as a rehearsal has it: at an address for SDKs, with a script, and with what goes wrong.

use std::io;
use std::net::SocketAddr;

use axum_server::Server;
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::RustlsAcceptor;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::{Sandbox, serve};
use crate::http::Tls;
use crate::sandbox::faults::FaultInjector;
use crate::sandbox::media::Media;
use crate::sandbox::script::{Script, ScriptError};
use crate::sandbox::state::State;
use crate::stage::MeetingId;

impl Sandbox {
    /// Serves it at a further address, for SDKs: their media connections are answered there.
    ///
    /// # Errors
    ///
    /// When there is no port for media.
    pub async fn serve_at(&self, listener: TcpListener, tls: Option<Tls>) -> io::Result<()> {
        let media = Media::listen(listener.local_addr()?.ip()).await?;
        self.shared.lock().media = Some(media);
        let server = match tls {
            Some(tls) => serve_encrypted(listener, self.router.clone(), tls),
            None => serve(listener, self.router.clone()),
        };
        self.tasks().push(server);
        Ok(())
    }

    /// Lets simulated attendees do what a script says, from now on.
    ///
    /// # Errors
    ///
    /// When the script means somebody who may not join the meeting.
    pub fn play(&self, meeting: &MeetingId, script: &Script) -> Result<(), ScriptError> {
        let deeds = match self.shared.lock().state.meetings.get(meeting) {
            Some(meeting) => script.cast(meeting)?,
            None => Vec::new(),
        };
        let play = self.shared.clone().play(meeting.clone(), deeds);
        self.tasks().push(tokio::spawn(play));
        Ok(())
    }

    /// Lets things go wrong from now on; only the first says what.
    pub fn disturb(&self, injector: FaultInjector) {
        // A rehearsal begins once.
        let _ = self.shared.injector.set(injector);
    }

    /// Looks at what it remembers now.
    pub fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.shared.lock().state)
    }
}

fn serve_encrypted(
    listener: TcpListener,
    router: axum::Router,
    Tls(config): Tls,
) -> JoinHandle<()> {
    let acceptor = RustlsAcceptor::new(config).acceptor(NoDelayAcceptor::new());
    let server = Server::<SocketAddr>::from_listener(listener).acceptor(acceptor);
    tokio::spawn(async move {
        if let Err(error) = server.serve(router.into_make_service()).await {
            tracing::error!(%error, "the sandbox stopped");
        }
    })
}
