//! The flags of a login, and which kind of place they describe.

use clap::Args;

use crate::config::{Flags, Key};
use crate::error::CliError;
use api::Platform;

/// The flags of a login that describe a place.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct LoginFlags {
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
    api_url: Option<String>,

    /// The platform's socket address, if it is not the usual one
    #[arg(long, value_name = "URL")]
    signalling_url: Option<String>,

    /// The preset with which the host joins
    #[arg(long, value_name = "NAME")]
    host_preset: Option<String>,
}

impl LoginFlags {
    /// The platform that is chosen, by name or by an id that only one platform has.
    pub(super) fn platform(&self, flags: &Flags) -> Option<Platform> {
        if flags.server.is_some() {
            return None;
        }
        flags.platform.or(match self {
            Self {
                org_id: Some(_), ..
            } => Some(Platform::Dyte),
            Self {
                account_id: Some(_),
                ..
            }
            | Self {
                app_id: Some(_), ..
            } => Some(Platform::RealtimeKit),
            _ => None,
        })
    }

    /// Refuses ids that the chosen place does not have.
    pub(super) fn check_ids(&self, flags: &Flags) -> Result<(), CliError> {
        let has_account = self.account_id.is_some() || self.app_id.is_some();
        let has_org = self.org_id.is_some();
        let wrong =
            match self.platform(flags) {
                _ if flags.server.is_some() => (has_account || has_org)
                    .then_some("a service has no account, app or organization"),
                Some(Platform::Sandbox) => (has_account || has_org)
                    .then_some("the sandbox has no account, app or organization to say"),
                Some(Platform::Dyte) => has_account
                    .then_some("Dyte has an organization, and no --account-id or --app-id"),
                Some(Platform::RealtimeKit) => {
                    has_org.then_some("RealtimeKit has an account and an app, and no --org-id")
                }
                None => None,
            };
        match wrong {
            Some(wrong) => Err(CliError::usage(wrong.to_owned())),
            None => Ok(()),
        }
    }

    /// The value of each key, of these flags or of the global ones, in the order in which they are
    /// checked.
    pub(super) fn values(&self, flags: &Flags) -> [(Key, Option<String>); 9] {
        let platform = self.platform(flags).map(|platform| platform.to_string());
        [
            (Key::Server, flags.server.clone()),
            (Key::Platform, platform),
            (Key::Meeting, flags.meeting.clone()),
            (Key::AccountId, self.account_id.clone()),
            (Key::AppId, self.app_id.clone()),
            (Key::OrgId, self.org_id.clone()),
            (Key::ApiUrl, self.api_url.clone()),
            (Key::SignallingUrl, self.signalling_url.clone()),
            (Key::HostPreset, self.host_preset.clone()),
        ]
    }
}
