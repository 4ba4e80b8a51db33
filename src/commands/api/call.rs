//! `api`: any call of the Stage API, or of the platform's own REST, with the configured
//! credentials.

use std::io;
use std::path::{Path, PathBuf};

use clap::{ArgAction, Args};
use http::Method;
use serde_json::Value;
use url::Url;

use super::fields;
use super::pages::{MAX_PAGES, Pages};
use super::target::{ApiTarget, broken};
use crate::commands::stdin::read_stdin;
use crate::error::CliError;
use crate::exit::Exit;
use crate::session::Session;
use net::RawResponse;

/// What stands for the meeting in a path.
const MEETING: &str = "{meeting}";
/// The methods that a call may have.
const METHODS: [Method; 5] = [
    Method::GET,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
];

/// Call the Stage API, or the platform's own REST
///
/// The call is authenticated as every other command's, and what changes something is sent once.
/// {meeting} in the path stands for the meeting that is meant. Fields are the query of a GET, and a
/// body of JSON otherwise. What goes wrong is told, and ends, as with every other command.
#[derive(Debug, Args)]
#[command(
    override_usage = "dyte-stage api [OPTIONS] [METHOD] <PATH>",
    after_help = "Examples:
  dyte-stage api /v1/whoami
  dyte-stage api '/v1/meetings/{meeting}/stage' --jq .counts
  dyte-stage api POST '/v1/meetings/{meeting}/stage/grant' -f 'participants[]=guest-101'
  dyte-stage api POST '/v1/meetings/{meeting}/stage/kick' -F all=true -F dry_run=true
  dyte-stage api --platform-api /meetings --paginate --jq '.data[].id'
  dyte-stage api POST /meetings --platform-api --input meeting.json --dry-run"
)]
#[expect(clippy::struct_excessive_bools, reason = "flags")]
pub(crate) struct ApiArgs {
    /// GET, POST, PUT, PATCH or DELETE; GET when left out
    #[arg(value_name = "METHOD")]
    first: String,

    /// Where: below the service's address, or with --platform-api below the app's, such as
    /// /meetings
    #[arg(value_name = "PATH")]
    second: Option<String>,

    /// Call the platform's own REST, with the platform's credentials
    #[arg(long)]
    platform_api: bool,

    /// A member that is a string; key[]=value adds to a list
    #[arg(short = 'f', long = "field", value_name = "KEY=VALUE", action = ArgAction::Append)]
    fields: Vec<String>,

    /// A member that is JSON, such as true, 3 or null, or else a string
    #[arg(short = 'F', long = "typed-field", value_name = "KEY=VALUE", action = ArgAction::Append)]
    typed_fields: Vec<String>,

    /// The body, as it is: JSON from a file, or from stdin (-); fields are the query then
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,

    /// Follow all pages of a list, and print them as one document
    #[arg(long, conflicts_with_all = ["input", "include"])]
    paginate: bool,

    /// Print the status and the headers, too
    #[arg(short, long)]
    include: bool,

    /// Only say what would be sent
    #[arg(long)]
    dry_run: bool,
}

pub(in crate::commands) async fn run(
    args: ApiArgs,
    session: &Session<'_>,
) -> Result<Exit, CliError> {
    let (method, path) = match &args.second {
        Some(path) => (method(&args.first)?, path),
        None if METHODS
            .iter()
            .any(|method| args.first.eq_ignore_ascii_case(method.as_str())) =>
        {
            let message = format!(
                "{} what? The path is missing, such as /v1/meetings",
                args.first
            );
            return Err(CliError::usage(message));
        }
        None => (Method::GET, &args.first),
    };
    let members = fields::members(&args.fields, &args.typed_fields).map_err(CliError::usage)?;
    let is_get = method == Method::GET;
    if is_get && args.input.is_some() {
        let message = "a GET has no body: say which method --input is for, such as POST";
        return Err(CliError::usage(message.to_owned()));
    }
    if args.paginate && !is_get {
        return Err(CliError::usage(format!(
            "only a GET has pages: {method} cannot be followed with --paginate"
        )));
    }
    let (query, body) = match &args.input {
        Some(file) => (fields::query(&members), Some(read(file).await?)),
        None if is_get => (fields::query(&members), None),
        None if members.is_empty() => (Vec::new(), None),
        None => (Vec::new(), Some(Value::Object(members).to_string())),
    };
    let path = if path.contains(MEETING) {
        &path.replace(MEETING, session.meeting().await?.as_str())
    } else {
        path
    };
    let target = ApiTarget::find(args.platform_api, session).await?;
    let refused = |error| CliError::usage(format!("cannot call '{path}': {error}"));
    let mut url = target.url(path).map_err(refused)?;
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(&query);
    }
    if args.dry_run {
        session.output.json(&dry_run_document(&method, &url, body));
        return Ok(Exit::Done);
    }
    if args.paginate && target.pager().has_pages(&url) {
        let whole = follow(&target, &url).await?;
        session.output.json(&whole);
        return Ok(Exit::Done);
    }
    let answer = target.call(method, url, body).await?;
    if args.include {
        session.output.text(&head(&answer));
        // A line that is empty ends it, as in HTTP.
        session.output.line(String::new()).await;
    }
    if answer.status().is_success() && answer.is_event_stream() {
        tell(answer, session).await?;
    } else {
        session.output.json(&target.text(answer).await?);
    }
    Ok(Exit::Done)
}

fn method(word: &str) -> Result<Method, CliError> {
    let word = word.to_ascii_uppercase();
    let mut methods = METHODS.into_iter();
    methods
        .find(|method| method.as_str() == word)
        .ok_or_else(|| {
            let methods = METHODS.map(|method| method.to_string()).join(", ");
            CliError::usage(format!("'{word}' is no method: {methods}"))
        })
}

/// A body from a file or from stdin, which must be JSON.
async fn read(file: &Path) -> Result<String, CliError> {
    let text = if file == Path::new("-") {
        read_stdin(io::read_to_string).await?
    } else {
        let unreadable = |error| {
            let message = format!("cannot read {}: {error}", file.display());
            CliError::new("input", Exit::Failed, message)
        };
        std::fs::read_to_string(file).map_err(unreadable)?
    };
    match serde_json::from_str::<serde::de::IgnoredAny>(&text) {
        Ok(_) => Ok(text),
        Err(error) => Err(CliError::usage(format!("--input is no JSON: {error}"))),
    }
}

/// What would be sent.
fn dry_run_document(method: &Method, url: &Url, body: Option<String>) -> String {
    let mut call = serde_json::json!({
        "dry_run": true,
        "method": method.as_str(),
        "url": url.as_str(),
    });
    if let Some(body) = body {
        // It was read as JSON, or made from it.
        call["body"] = serde_json::from_str(&body).unwrap_or(Value::String(body));
    }
    call.to_string()
}

/// All pages of a list as one document.
async fn follow(target: &ApiTarget<'_>, url: &Url) -> Result<String, CliError> {
    let mut pages = Pages::default();
    for number in 1..=MAX_PAGES {
        let page = target.pager().page(url, number);
        let answer = target.call(Method::GET, page, None).await?;
        let text = target.text(answer).await?;
        let page = serde_json::from_str(&text).map_err(|_| {
            CliError::usage("the answer is no JSON, and has no pages: leave out --paginate")
        })?;
        if !pages.add(page) {
            let whole = pages.into_whole();
            return Ok(whole.map(|whole| whole.to_string()).unwrap_or_default());
        }
    }
    let message =
        format!("the list has no end after {MAX_PAGES} pages, and nothing of it was printed");
    Err(CliError::new("endless", Exit::Failed, message)
        .with_hint("ask for one page: -f page=1 -f per_page=100"))
}

fn head(answer: &RawResponse) -> String {
    let mut lines = vec![format!("HTTP/1.1 {}", answer.status())];
    lines.extend(
        answer
            .headers()
            .map(|(name, value)| format!("{name}: {value}")),
    );
    lines.join("\n")
}

/// Prints what happens, line by line, as it does.
async fn tell(mut answer: RawResponse, session: &Session<'_>) -> Result<(), CliError> {
    let mut unread = Vec::new();
    while let Some(part) = answer.part().await.map_err(broken)? {
        unread.extend(part);
        while let Some(end) = unread.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = unread.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line[..end]).into_owned();
            if !session.output.line(line).await {
                return Ok(());
            }
        }
    }
    Ok(())
}
