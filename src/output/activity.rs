//! What a command is doing while it runs: what there is to say when it is cut off.

use std::time::Duration;

/// What a command is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Activity {
    /// Something that may be done by the time it is cut off.
    #[default]
    Acting,
    /// Holding a participant in the meeting: their name.
    Holding(String),
    /// Looking on.
    Watching,
    /// Serving others.
    Serving,
    /// Asking, before anything was sent.
    Asking,
    /// Waiting for something: that it is not so yet.
    Waiting(String),
}

impl Activity {
    /// Says that the time is over.
    pub(crate) fn late(&self, limit: Duration) -> String {
        let seconds = limit.as_secs_f32();
        match self {
            Self::Acting => format!("not done within {seconds} s"),
            Self::Holding(_) | Self::Watching | Self::Serving | Self::Asking | Self::Waiting(_) => {
                format!(
                    "stopped after {seconds} s, as --timeout says{}",
                    self.cut_off()
                )
            }
        }
    }

    /// The message when the command is interrupted.
    pub(crate) fn interrupted(&self) -> String {
        format!("interrupted{}", self.cut_off())
    }

    /// What to do next.
    pub(crate) const fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Acting => Some("what was sent may have been done: look before trying again"),
            Self::Holding(_) | Self::Watching | Self::Serving | Self::Asking | Self::Waiting(_) => {
                None
            }
        }
    }

    fn cut_off(&self) -> String {
        match self {
            Self::Acting | Self::Watching | Self::Serving => String::new(),
            Self::Asking => "; nothing was sent".to_owned(),
            Self::Holding(name) => format!("; {name} is no longer held in the meeting"),
            Self::Waiting(not_yet) => format!("; {not_yet}"),
        }
    }
}
