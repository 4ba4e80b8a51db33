//! What is logged and traced on stderr.

use std::io::{self, BufWriter};

use clap::ValueEnum;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// How a command that logs does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// A line each
    #[default]
    Text,
    /// A JSON object a line
    Json,
}

/// The workspace's own events: the name of each of its crates begins with the name of this one.
fn workspace_events(level: tracing::Level) -> Targets {
    Targets::new().with_target(env!("CARGO_CRATE_NAME"), level)
}

/// Logs on stderr from now on, up to a level: for commands that serve. Lines are written in the
/// background; dropping the guard waits until all are.
pub(super) fn begin(format: LogFormat, level: tracing::Level) -> WorkerGuard {
    let together = BufWriter::new(io::stderr());
    let (writer, guard) = NonBlockingBuilder::default().lossy(false).finish(together);
    let ours = workspace_events(level);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(writer)
        .with_ansi(false)
        .with_target(false);
    let registry = tracing_subscriber::registry();
    // A subscriber that is set already is as good.
    let _ = match format {
        LogFormat::Text => registry.with(lines.with_filter(ours)).try_init(),
        LogFormat::Json => registry
            .with(lines.json().flatten_event(true).with_filter(ours))
            .try_init(),
    };
    guard
}

/// Traces the exchange with the platform on stderr, as far as a level says.
pub(crate) fn trace_to_stderr(level: tracing::Level) {
    let ours = workspace_events(level);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(false)
        .without_time();
    let subscriber = tracing_subscriber::registry().with(lines.with_filter(ours));
    // A subscriber that is set already is as good.
    let _ = subscriber.try_init();
}
