//! The catalogue of environment variables, from which `help environment` is made.

use std::collections::BTreeMap;
use std::ffi::OsString;

/// An environment variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Variable {
    pub(crate) name: &'static str,
    /// What it means, in a sentence without a full stop.
    pub(crate) meaning: &'static str,
}

macro_rules! catalogue {
    ($($constant:ident = $name:literal, $meaning:literal;)*) => {
        $(
            #[doc = concat!("`", $name, "`: ", $meaning, ".")]
            pub(crate) const $constant: Variable = Variable { name: $name, meaning: $meaning };
        )*

        /// Every variable that the program reads, in the order of the help.
        pub(crate) const ALL: &[Variable] = &[$($constant),*];
    };
}

catalogue! {
    PROFILE = "DYTE_STAGE_PROFILE",
        "the profile of the configuration to use, as --profile; see dyte-stage auth login";
    PLATFORM = "DYTE_STAGE_PLATFORM",
        "realtimekit, dyte or sandbox; unset, it follows from the credentials that are set";
    ACCOUNT_ID = "DYTE_STAGE_ACCOUNT_ID",
        "the Cloudflare account (else CLOUDFLARE_ACCOUNT_ID)";
    APP_ID = "DYTE_STAGE_APP_ID",
        "the RealtimeKit app";
    API_TOKEN = "DYTE_STAGE_API_TOKEN",
        "a Cloudflare API token with the Realtime permission; secret (else CLOUDFLARE_API_TOKEN)";
    CLOUDFLARE_ACCOUNT_ID = "CLOUDFLARE_ACCOUNT_ID",
        "used when DYTE_STAGE_ACCOUNT_ID is unset and an app or realtimekit is named";
    CLOUDFLARE_API_TOKEN = "CLOUDFLARE_API_TOKEN",
        "used when DYTE_STAGE_API_TOKEN is unset and an app or realtimekit is named; secret";
    ORG_ID = "DYTE_STAGE_ORG_ID",
        "the Dyte organization";
    API_KEY = "DYTE_STAGE_API_KEY",
        "the Dyte API key; secret";
    MEETING = "DYTE_STAGE_MEETING",
        "the meeting, as --meeting";
    HOST_PRESET = "DYTE_STAGE_HOST_PRESET",
        "the preset with which to join; unset, dyte-stage-host, else the only one that presets check calls a host's";
    SERVER = "DYTE_STAGE_SERVER",
        "the address of a Stage API service, as --server; platform variables are then not read";
    SERVER_TOKEN = "DYTE_STAGE_SERVER_TOKEN",
        "the token for that service; secret";
    API_URL = "DYTE_STAGE_API_URL",
        "the platform's REST address, up to and including /client/v4 (realtimekit) or /v2 (dyte)";
    SIGNALLING_URL = "DYTE_STAGE_SIGNALLING_URL",
        "the platform's socket address, wss://.../ws; needed with a DYTE_STAGE_API_URL of one's own";
    HOME = "DYTE_STAGE_HOME",
        "the folder for configuration, state and caches; unset, the system's own folders for them";
}

/// Variables that others read for us: TLS, the HTTP client and the terminal.
pub(crate) const OTHERS: [Variable; 3] = [
    Variable {
        name: "SSL_CERT_FILE",
        meaning: "a file of certificates to trust instead of the system's, such as a private authority's",
    },
    Variable {
        name: "HTTPS_PROXY, NO_PROXY",
        meaning: "the proxy on the way to other machines, and whom it is not for",
    },
    Variable {
        name: "NO_COLOR, CLICOLOR_FORCE",
        meaning: "no colour, or colour off a terminal, too; --color counts before them",
    },
];

/// Variables that say where to work: a whole place, with which no profile is mixed.
pub(super) const PLACE: [Variable; 10] = [
    PLATFORM,
    ACCOUNT_ID,
    APP_ID,
    API_TOKEN,
    ORG_ID,
    API_KEY,
    SERVER,
    SERVER_TOKEN,
    API_URL,
    SIGNALLING_URL,
];

/// What every variable of our own begins with.
const PREFIX: &str = "DYTE_STAGE_";

/// The values of the catalogue's variables, read once.
#[derive(Clone)]
pub(crate) struct Environment {
    values: BTreeMap<&'static str, OsString>,
    unknown: Option<String>,
}

impl Environment {
    /// Reads the process's environment.
    pub(crate) fn read() -> Self {
        let names = ALL.iter().map(|variable| variable.name);
        let values = names.filter_map(|name| Some((name, std::env::var_os(name)?)));
        let all = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        let is_unknown = |name: &String| {
            name.starts_with(PREFIX) && !ALL.iter().any(|variable| variable.name == name)
        };
        Self {
            values: values.collect(),
            unknown: all.filter(is_unknown).min(),
        }
    }

    /// A variable that is set, and is none of ours although it looks like one.
    pub(super) fn unknown(&self) -> Option<&str> {
        self.unknown.as_deref()
    }

    /// The value of a variable, if it is set; it may be empty.
    pub(crate) fn get(&self, variable: Variable) -> Option<&OsString> {
        self.values.get(variable.name)
    }
}

#[cfg(test)]
impl<V: Into<OsString>> FromIterator<(Variable, V)> for Environment {
    fn from_iter<T: IntoIterator<Item = (Variable, V)>>(values: T) -> Self {
        let values = values.into_iter();
        Self {
            values: values.map(|(v, value)| (v.name, value.into())).collect(),
            unknown: None,
        }
    }
}
