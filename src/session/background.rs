//! What this process runs beside the command, and how it ends.

use super::used_sandbox::UsedSandbox;
use crate::error::CliError;
use service::Service;

/// A service and a sandbox in this process, ended in order with the command.
#[derive(Debug, Default)]
pub(crate) struct Background {
    pub(super) service: Option<Service>,
    pub(super) sandbox: Option<UsedSandbox>,
}

impl Background {
    /// A sandbox that this command serves.
    pub(crate) fn sandbox(sandbox: sandbox::Sandbox) -> Self {
        Self {
            service: None,
            sandbox: Some(UsedSandbox::Ours(sandbox)),
        }
    }

    /// Lets other commands use the sandbox, now or once this command succeeds the process that
    /// serves it: they need not wait until this command ends.
    pub(crate) async fn publish_sandbox(&self) -> Result<(), CliError> {
        match &self.sandbox {
            Some(sandbox) => sandbox.publish_or_succeed().await,
            None => Ok(()),
        }
    }

    /// Ends it: hosts and participants leave their meetings, other commands may use the sandbox.
    pub(crate) async fn close(self) {
        if let Some(service) = self.service {
            service.close().await;
        }
        if let Some(sandbox) = self.sandbox {
            sandbox.close().await;
        }
    }
}
