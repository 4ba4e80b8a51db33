//! What can be wrong with a configuration.

use super::files::FileError;
use super::home::HomeError;
use net::EndpointError;

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// A variable, or a flag, is set to nothing.
    #[error("{0} is set, but empty")]
    Empty(&'static str),
    /// A variable looks like one of ours, and is not.
    #[error("{0} is set, which is no variable of dyte-stage")]
    Unknown(String),
    /// A variable has what no value has: a secret that was copied with its line end.
    #[error("{0} begins or ends with white space, or has a control character in it")]
    Untidy(&'static str),
    /// A variable is not text.
    #[error("{0} is not valid UTF-8")]
    NotText(&'static str),
    /// Something that is needed is not set.
    #[error("{for_what}, but {} not set", listed(.missing))]
    Missing {
        /// What was configured.
        for_what: String,
        missing: Vec<&'static str>,
    },
    /// A meeting is named, and nothing that it could be a meeting of.
    #[error("the meeting '{0}' is named, but no platform is configured")]
    MeetingWithoutPlatform(String),
    /// Something of a platform is set, and no platform.
    #[error("{0} is set, but no platform is configured")]
    NoPlatform(&'static str),
    /// No platform gives such an id, and as part of an address it would mean another one.
    #[error("'{0}' is no meeting's id")]
    NotAMeeting(String),
    /// Credentials of both platforms are set.
    #[error("credentials for both RealtimeKit and Dyte are set")]
    BothPlatforms,
    /// No such platform.
    #[error("{name} is '{value}', which is neither realtimekit nor dyte nor sandbox")]
    UnknownPlatform { name: &'static str, value: String },
    /// An address is not one to which credentials may be sent.
    #[error("{name} is '{value}': {reason}")]
    Endpoint {
        name: &'static str,
        value: String,
        reason: EndpointError,
    },
    /// A profile says where to work, and a flag says another place.
    #[error("--profile and {0} both say where to work")]
    ProfileAndFlag(&'static str),
    /// A profile is named, and a variable says another place, or another secret.
    #[error("DYTE_STAGE_PROFILE and {0} both say where to work")]
    ProfileAndVariable(&'static str),
    /// The variables that say where to work are incomplete, and keep the profile in use from
    /// counting.
    #[error("{error}")]
    BesideProfile {
        profile: String,
        /// What is wrong with the variables.
        error: Box<ConfigError>,
    },
    /// No such profile.
    #[error("there is no profile '{name}' ({by}); there {}", profiles(.known))]
    UnknownProfile {
        name: String,
        /// What names it.
        by: &'static str,
        /// The one that may have been meant.
        nearest: Option<String>,
        known: Vec<String>,
    },
    /// A profile is incomplete or invalid.
    #[error("profile '{name}': {error}")]
    Profile { name: String, error: Box<Self> },
    /// No secret is saved for a profile.
    #[error("no secret is kept for the profile '{profile}'")]
    NoSecret {
        profile: String,
        /// The variable that may have it.
        variable: &'static str,
    },
    /// A profile leads elsewhere than when its secret was saved.
    #[error(
        "the secret of the profile '{profile}' was saved for {saved_for}, and the profile now leads to {base_url}"
    )]
    SecretElsewhere {
        profile: String,
        /// Where the secret may be sent.
        saved_for: String,
        /// Where the profile leads.
        base_url: String,
    },
    /// A file of the configuration cannot be used.
    #[error(transparent)]
    File(#[from] FileError),
    /// There is no folder for the configuration.
    #[error(transparent)]
    Home(#[from] HomeError),
}

impl ConfigError {
    /// The error as one of a profile.
    pub(super) fn in_profile(self, name: &str) -> Self {
        Self::Profile {
            name: name.to_owned(),
            error: Box::new(self),
        }
    }
}

fn listed(names: &[&str]) -> String {
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", names.join(", "))
}

fn profiles(names: &[String]) -> String {
    match names {
        [] => "are none yet".to_owned(),
        [one] => format!("is {one}"),
        several => format!("are {}", several.join(", ")),
    }
}
