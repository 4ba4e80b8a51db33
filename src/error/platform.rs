//! Errors of the platform's own API, for the commands that call it without a service.

use super::cli_error::CliError;
use crate::exit::Exit;
use platform::{Error, Refused};

impl From<Error> for CliError {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        let (code, exit, hint) = match error {
            Error::Refused(Refused::Credentials(_)) => (
                "platform_unauthorized",
                Exit::NotPermitted,
                Some("see what the credentials are good for: dyte-stage doctor"),
            ),
            Error::Refused(Refused::NotFound(_)) => (
                "platform_not_found",
                Exit::NotFound,
                Some("paths are below the app, such as /meetings"),
            ),
            Error::Refused(Refused::Request(status, _)) => {
                let exit = match status {
                    409 => Exit::Conflict,
                    400 | 413 | 422 => Exit::Usage,
                    _ => Exit::Failed,
                };
                ("platform_refused", exit, None)
            }
            Error::Refused(Refused::Socket(_)) => ("platform_error", Exit::Failed, None),
            Error::Refused(Refused::Answer(_)) => ("platform_error", Exit::Unavailable, None),
            Error::Unavailable(_) => (
                "platform_unavailable",
                Exit::Unavailable,
                Some("see what works: dyte-stage doctor"),
            ),
        };
        Self::new(code, exit, message).with_hint_if(hint)
    }
}
