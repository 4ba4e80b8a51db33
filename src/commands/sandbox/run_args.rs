//! The arguments of `sandbox run`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::demo_args::DemoArgs;
use sandbox::{Faults, Latency};

/// Serve the sandbox to the official SDK, to rehearse a webinar's stage without an account
///
/// A browser joins with @cloudflare/realtimekit 2.x or @dytesdk/web-core 3.x and the base URI and
/// token that are printed; others are made with `dyte-stage sandbox token`. Every command of this
/// machine works on the same meeting meanwhile. There is no media: everybody is there, and nobody
/// is heard or seen.
///
/// SDKs speak https only. --tls makes a certificate, which a browser must be told to trust: open
/// the names api.localhost and socket-edge.localhost once, with https and the port. Or give one
/// that it trusts, for the same names. `dyte-stage` on another machine works on it as on a live
/// platform, by the variables that `help environment` lists; it trusts the certificate with
/// `SSL_CERT_FILE`.
///
/// Start it before commands that stay, such as `watch`: they take the sandbox over when it ends.
/// The view is kept until another one is named.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dyte-stage sandbox run --tls
  dyte-stage sandbox run --tls --view livestream --viewers 500 --requests 40
  dyte-stage sandbox run --tls --script evening.txt --latency 80ms..200ms
  dyte-stage sandbox run --fault drop=0.01,close=0.001,429=0.05,500=0.02 --seed 7
  dyte-stage sandbox run --tls -o json --jq .host.token
  dyte-stage sandbox run --tls --listen 192.168.1.5:7880 --host stage.example.com

The last one is for phones, where api.stage.example.com and socket-edge.stage.example.com lead to 192.168.1.5.

A script has a deed a line, at a time from the start; whoever does it is simulated:
  0s     guest-106  request
  5s     guest-101  cancel
  1m10s  guest-104  join
  2m     guest-104  leave")]
pub(crate) struct RunArgs {
    /// The address and port to listen on; port 0: any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7880")]
    pub(super) listen: SocketAddr,

    /// Encrypted, with a certificate that is made for it and kept
    #[arg(long)]
    pub(super) tls: bool,

    /// Encrypted, with this certificate, and those that vouch for it behind it, in PEM
    #[arg(
        long,
        value_name = "FILE",
        requires = "tls_key",
        conflicts_with = "tls"
    )]
    pub(super) tls_cert: Option<PathBuf>,

    /// Its private key, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(super) tls_key: Option<PathBuf>,

    /// The name under which browsers reach it, as api.NAME and socket-edge.NAME; by default,
    /// localhost
    #[arg(long, value_name = "NAME", value_parser = domain)]
    pub(super) host: Option<String>,

    #[command(flatten)]
    pub(super) demo: DemoArgs,

    /// Who asks, cancels, joins and leaves when, by themselves
    #[arg(long, value_name = "FILE")]
    pub(super) script: Option<PathBuf>,

    /// How long each answer and each frame takes: 80ms, or 80ms..200ms
    #[arg(long, value_name = "TIME")]
    pub(super) latency: Option<Latency>,

    /// What goes wrong, and how often: drop and close of a frame, 429 and 500 to a call
    #[arg(long, value_name = "FAULT=PROBABILITY,...")]
    pub(super) fault: Option<Faults>,

    /// What chance begins with: for the same traffic, the same goes wrong
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) seed: u64,

    /// Print JSON: the same as --output json
    #[arg(long)]
    pub(in crate::commands) json: bool,
}

fn domain(name: &str) -> Result<String, &'static str> {
    match url::Host::parse(name) {
        Ok(url::Host::Domain(name)) if !name.contains('*') => Ok(name),
        _ => Err("say a name, such as localhost or stage.example.com, without port"),
    }
}
