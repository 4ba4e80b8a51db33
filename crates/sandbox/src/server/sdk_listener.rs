//! The sandbox as a rehearsal has it: at an address for SDKs, with a script, and with faults.

use std::io;

use tokio::net::TcpListener;

use super::sandbox::Sandbox;
use super::script_player;
use crate::media::MediaListener;
use crate::rehearsal::{FaultInjector, Script, ScriptError};
use crate::state::SavedState;
use model::MeetingId;
use net::Tls;

impl Sandbox {
    /// Serves the sandbox at a further address, for SDKs, and answers their media connections.
    ///
    /// # Errors
    ///
    /// When there is no port for media.
    pub async fn listen_for_sdks(&self, listener: TcpListener, tls: Option<Tls>) -> io::Result<()> {
        let media = MediaListener::listen(listener.local_addr()?.ip()).await?;
        self.server.rooms().media = Some(media);
        self.serve_on(listener, tls);
        Ok(())
    }

    /// Starts to play a script in a meeting.
    ///
    /// # Errors
    ///
    /// When the script names no participant of the meeting.
    pub fn play_script(&self, meeting: &MeetingId, script: &Script) -> Result<(), ScriptError> {
        let actions = match self.server.rooms().state.meetings.get(meeting) {
            Some(meeting) => script.resolve(meeting)?,
            None => Vec::new(),
        };
        let player = script_player::play(self.server.clone(), meeting.clone(), actions);
        self.tasks().push(tokio::spawn(player));
        Ok(())
    }

    /// Injects faults from now on. Only the first call has an effect.
    pub fn inject_faults(&self, injector: FaultInjector) {
        // A rehearsal starts once.
        let _ = self.server.fault_injector.set(injector);
    }

    /// Reads the saved state.
    pub fn read<T>(&self, read: impl FnOnce(&SavedState) -> T) -> T {
        read(&self.server.rooms().state)
    }
}
