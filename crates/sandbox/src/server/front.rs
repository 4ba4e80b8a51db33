//! The sandbox as a rehearsal has it: at an address for SDKs, with a script, and with what goes wrong.

use std::io;

use tokio::net::TcpListener;

use super::Sandbox;
use crate::faults::FaultInjector;
use crate::media::Media;
use crate::script::{Script, ScriptError};
use crate::state::State;
use model::MeetingId;
use net::Tls;

impl Sandbox {
    /// Serves it at a further address, for SDKs: their media connections are answered there.
    ///
    /// # Errors
    ///
    /// When there is no port for media.
    pub async fn serve_at(&self, listener: TcpListener, tls: Option<Tls>) -> io::Result<()> {
        let media = Media::listen(listener.local_addr()?.ip()).await?;
        self.shared.lock().media = Some(media);
        self.serve_on(listener, tls);
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
