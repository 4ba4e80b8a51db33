//! What the demo meeting begins with.

use clap::{Args, ValueEnum};

use crate::error::CliError;
use sandbox::DemoOptions;

/// What the demo meeting begins with.
#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Start the sandbox over, with meetings that look like this
    #[arg(long, value_enum, value_name = "VIEW")]
    view: Option<View>,

    /// Start the sandbox over, with so many further viewers in the demo meeting
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..=100_000))]
    viewers: Option<u32>,

    /// Start the sandbox over, and so many of them ask to come on stage
    #[arg(long, value_name = "N")]
    requests: Option<u32>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum View {
    /// A few on stage, an audience off it
    Webinar,
    /// The same, and the audience watches a stream
    Livestream,
    /// A group call: everybody sees everybody, and there is no stage
    Group,
}

impl DemoArgs {
    /// Whether any of the flags was given.
    pub(super) const fn is_named(&self) -> bool {
        self.view.is_some() || self.viewers.is_some() || self.requests.is_some()
    }

    /// The options for the sandbox, with the defaults of flags that were not given.
    pub(super) fn check(&self) -> Result<DemoOptions, CliError> {
        let view = match self.view {
            None | Some(View::Webinar) => sandbox::View::Webinar,
            Some(View::Livestream) => sandbox::View::Livestream,
            Some(View::Group) => sandbox::View::Group,
        };
        let viewers = self.viewers.unwrap_or_default();
        let requests = self.requests.unwrap_or_default();
        if requests > viewers {
            let message = format!(
                "--requests {requests} is more than --viewers {viewers}: nobody else can ask"
            );
            return Err(CliError::usage(message));
        }
        if requests > 0 && !view.has_stage() {
            let message = "--requests: a group call has no stage to ask for";
            return Err(CliError::usage(message.to_owned()));
        }
        Ok(DemoOptions {
            view,
            viewers,
            requests,
        })
    }
}
