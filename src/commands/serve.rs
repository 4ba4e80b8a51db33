//! `serve`: the Stage API for others, until it is told to stop.

use std::cell::OnceCell;
use std::future::pending;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use crate::config::Flags;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::columns::SERVED;
use crate::output::table::Table;
use crate::output::{Activity, Listing, LogFormat, Output};
use crate::session::background::Background;
use crate::session::listen::ListenOptions;
use crate::session::serve::{ServiceOptions, serve_others};

/// Serve the Stage API to a team, a backend and CI
///
/// They need no credentials of the platform. Who may call is said with `dyte-stage tokens create`,
/// also while it runs. It stays in a meeting for a minute after the last call, and as long as its
/// events are followed; participants' connections stay as long as something rests on them. SIGTERM
/// and Ctrl-C: what is under way is finished, everybody leaves, exit 0.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage serve
  dyte-stage serve --audit-log audit.jsonl --log-format json
  dyte-stage serve --listen 0.0.0.0:7843 --tls-cert cert.pem --tls-key key.pem
  dyte-stage serve --listen 0.0.0.0:7843 --behind-proxy      # TLS ends in front of it

From another terminal:
  export DYTE_STAGE_SERVER=http://127.0.0.1:7843
  export DYTE_STAGE_SERVER_TOKEN=$(dyte-stage tokens create --role admin --name me -o id)
  dyte-stage requests list --meeting demo")]
pub(crate) struct ServeArgs {
    /// The address and port to listen on; port 0: any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7843")]
    listen: SocketAddr,

    /// The certificate, with those that vouch for it behind it, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,

    /// Its private key, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,

    /// Unencrypted on other addresses than this machine's own: TLS ends in front of it
    #[arg(long)]
    behind_proxy: bool,

    /// Record everything that may change something, a JSON line each
    #[arg(long, value_name = "FILE")]
    audit_log: Option<PathBuf>,

    /// How many connections into meetings it may have at once
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    max_connections: u32,

    /// How to log on stderr; --quiet: only warnings, --verbose: the exchange with the platform, too
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(in crate::commands) log_format: LogFormat,
}

pub(super) async fn run(
    args: ServeArgs,
    flags: &Flags,
    output: &Output,
    serving: &OnceCell<Background>,
) -> Result<Exit, CliError> {
    let listen = ListenOptions {
        address: args.listen,
        tls: args.tls_cert.zip(args.tls_key),
        behind_proxy: args.behind_proxy,
    };
    listen.check()?;
    let options = ServiceOptions::prepare(listen, args.audit_log.as_deref()).await?;
    // What cannot be read is better known now than at the first request.
    let has_no_tokens = options.tokens.list()?.is_empty();
    let most = usize::try_from(args.max_connections).unwrap_or(usize::MAX);
    let (served, background) = serve_others(flags, options, most, output).await?;
    background.publish_sandbox().await?;
    // A command serves once.
    let _ = serving.set(background);
    output.set_activity(Activity::Serving);
    let mut table = Table::new(SERVED);
    table.row([&served.platform.to_string(), &served.url]);
    output.show(Listing {
        json: &serde_json::to_string(&served).unwrap_or_default(),
        items: std::slice::from_ref(&served),
        id: |served| Some(served.url.as_str()),
        table,
    });
    if has_no_tokens {
        // In the log: with --log-format json, each line on stderr is JSON.
        tracing::warn!(
            "nobody has a token yet; make one: dyte-stage tokens create --role viewer --name NAME"
        );
    }
    pending().await
}
