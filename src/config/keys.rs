//! What a profile can set.

use super::env::{self, Variable};

/// A key of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Platform,
    AccountId,
    AppId,
    OrgId,
    ApiUrl,
    SignallingUrl,
    Server,
    Meeting,
    HostPreset,
}

impl Key {
    /// Every key.
    pub(crate) const ALL: [Self; 9] = [
        Self::Platform,
        Self::AccountId,
        Self::AppId,
        Self::OrgId,
        Self::ApiUrl,
        Self::SignallingUrl,
        Self::Server,
        Self::Meeting,
        Self::HostPreset,
    ];

    /// Its name in the file.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::AccountId => "account_id",
            Self::AppId => "app_id",
            Self::OrgId => "org_id",
            Self::ApiUrl => "api_url",
            Self::SignallingUrl => "signalling_url",
            Self::Server => "server",
            Self::Meeting => "meeting",
            Self::HostPreset => "host_preset",
        }
    }

    /// The variable that sets the same.
    pub(crate) const fn variable(self) -> Variable {
        match self {
            Self::Platform => env::PLATFORM,
            Self::AccountId => env::ACCOUNT_ID,
            Self::AppId => env::APP_ID,
            Self::OrgId => env::ORG_ID,
            Self::ApiUrl => env::API_URL,
            Self::SignallingUrl => env::SIGNALLING_URL,
            Self::Server => env::SERVER,
            Self::Meeting => env::MEETING,
            Self::HostPreset => env::HOST_PRESET,
        }
    }

    /// The flag of `auth login` that sets the same.
    pub(crate) fn flag(self) -> String {
        format!("--{}", self.name().replace('_', "-"))
    }
}
