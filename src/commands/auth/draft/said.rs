//! What the flags of a login say of a place, and which kind of place that is.

use clap::Args;

use crate::config::{Flags, PlatformName};
use crate::error::CliError;

/// What may be said beforehand.
#[derive(Debug, Clone, Default, Args)]
pub(in crate::commands::auth) struct Said {
    /// The Cloudflare account
    #[arg(long, value_name = "ID")]
    pub(super) account_id: Option<String>,

    /// The RealtimeKit app
    #[arg(long, value_name = "ID")]
    pub(super) app_id: Option<String>,

    /// The Dyte organization
    #[arg(long, value_name = "ID")]
    pub(super) org_id: Option<String>,

    /// The platform's REST address, if it is not the usual one
    #[arg(long, value_name = "URL")]
    pub(super) api_url: Option<String>,

    /// The platform's socket address, if it is not the usual one
    #[arg(long, value_name = "URL")]
    pub(super) signalling_url: Option<String>,

    /// The preset with which the host joins
    #[arg(long, value_name = "NAME")]
    pub(super) host_preset: Option<String>,
}

/// Which platform is meant, by name or by what only one of them has.
pub(super) fn platform(said: &Said, flags: &Flags) -> Option<PlatformName> {
    if flags.server.is_some() {
        return None;
    }
    flags.platform.or(match said {
        Said {
            org_id: Some(_), ..
        } => Some(PlatformName::Dyte),
        Said {
            account_id: Some(_),
            ..
        }
        | Said {
            app_id: Some(_), ..
        } => Some(PlatformName::RealtimeKit),
        _ => None,
    })
}

/// What only one kind of place has is no part of another one.
pub(super) fn refuse_of_another_platform(
    said: &Said,
    platform: Option<PlatformName>,
    flags: &Flags,
) -> Result<(), CliError> {
    let of_realtimekit = said.account_id.is_some() || said.app_id.is_some();
    let of_dyte = said.org_id.is_some();
    let wrong =
        match platform {
            _ if flags.server.is_some() => (of_realtimekit || of_dyte)
                .then_some("a service has no account, app or organization"),
            Some(PlatformName::Sandbox) => (of_realtimekit || of_dyte)
                .then_some("the sandbox has no account, app or organization to say"),
            Some(PlatformName::Dyte) => of_realtimekit
                .then_some("Dyte has an organization, and no --account-id or --app-id"),
            Some(PlatformName::RealtimeKit) => {
                of_dyte.then_some("RealtimeKit has an account and an app, and no --org-id")
            }
            None => None,
        };
    match wrong {
        Some(wrong) => Err(CliError::usage(wrong.to_owned())),
        None => Ok(()),
    }
}
