//! The place of a profile or of a configuration, in words.

use crate::config::{Config, Key, Profile, Target};

/// Describes where a profile leads.
pub(super) fn place_text(profile: &Profile) -> String {
    if let Some(server) = profile.get(Key::Server) {
        return server.to_owned();
    }
    if profile.is_sandbox() {
        return "the sandbox on this machine".to_owned();
    }
    let [org_id, account_id, app_id] =
        [Key::OrgId, Key::AccountId, Key::AppId].map(|key| profile.get(key));
    match (org_id, account_id, app_id) {
        (Some(org), _, _) => format!("organization {org}"),
        (None, Some(account), Some(app)) => format!("app {app} of account {account}"),
        _ => profile.get(Key::Platform).unwrap_or_default().to_owned(),
    }
}

/// Describes where a configuration leads.
pub(super) fn target_text(config: &Config) -> String {
    match &config.target {
        Target::Sandbox { .. } => "sandbox".to_owned(),
        Target::Server(server) => server.url.to_string(),
        Target::Platform(account) => account.credentials.to_string(),
    }
}
