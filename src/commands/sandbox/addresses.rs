//! The addresses and credentials that `sandbox run` prints.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Serialize;

use super::sdk_address::SdkAddress;
use crate::error::CliError;
use crate::output::table::line;
use crate::output::{Format, Output};
use model::{MeetingId, ViewType};
use sandbox::{ACCOUNT, Sandbox, SdkCredentials, Urls};

/// The addresses and credentials with which SDKs join. They are secret, hence no `Debug`.
#[derive(Serialize)]
pub(super) struct SandboxAddresses {
    platform: api::Platform,
    url: String,
    base_uri: String,
    #[serde(flatten)]
    urls: Urls,
    account_id: &'static str,
    app_id: &'static str,
    organization_id: &'static str,
    api_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<PathBuf>,
    meeting_id: MeetingId,
    view_type: Option<ViewType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<SdkCredentials>,
    #[serde(skip_serializing_if = "Option::is_none")]
    viewer: Option<SdkCredentials>,
    #[serde(skip_serializing_if = "Option::is_none")]
    init: Option<String>,
}

impl SandboxAddresses {
    /// The addresses and credentials of a sandbox at a port, with the certificate that it is
    /// encrypted with.
    pub(super) fn of(
        sandbox: &Sandbox,
        sdk: &SdkAddress,
        port: u16,
        certificate: Option<PathBuf>,
        meeting: MeetingId,
    ) -> Result<Self, CliError> {
        let base_uri = format!("{}:{port}", sdk.host());
        let is_encrypted = certificate.is_some();
        // Without encryption the address is an IP address: a name could resolve to another machine.
        let authority = if is_encrypted {
            base_uri.clone()
        } else {
            SocketAddr::new(sdk.address.ip(), port).to_string()
        };
        let scheme = if is_encrypted { "https" } else { "http" };
        let (host, viewer, view_type) = sandbox.read(|state| {
            Ok::<_, CliError>((
                state.host_credentials(&meeting)?,
                state.viewer_credentials(&meeting)?,
                state.view_type(),
            ))
        })?;
        let init = host.as_ref().filter(|_| is_encrypted).map(|host| {
            format!(
                "const meeting = await RealtimeKitClient.init({{ authToken: '{}', baseURI: '{base_uri}' }});\n\
                 await meeting.join();",
                host.token
            )
        });
        Ok(Self {
            platform: api::Platform::Sandbox,
            url: format!("{scheme}://{authority}"),
            urls: Urls::at(&authority, is_encrypted),
            base_uri,
            account_id: ACCOUNT,
            app_id: ACCOUNT,
            organization_id: ACCOUNT,
            api_token: sandbox.address().api_token().to_owned(),
            certificate,
            meeting_id: meeting,
            view_type,
            host,
            viewer,
            init,
        })
    }

    /// The meeting that SDKs join.
    pub(super) const fn meeting(&self) -> &MeetingId {
        &self.meeting_id
    }

    /// Whether connections are encrypted.
    pub(super) const fn is_encrypted(&self) -> bool {
        self.certificate.is_some()
    }

    /// Prints the addresses.
    pub(super) fn show(&self, output: &Output) {
        match output.format() {
            Format::Table => output.text(&self.lines()),
            Format::Json | Format::Ndjson => {
                output.json(&serde_json::to_string(self).unwrap_or_default());
            }
            Format::Id => output.text(&self.base_uri),
        }
    }

    /// The view, by the platform's name for it.
    fn view(&self) -> String {
        let view = serde_json::to_value(self.view_type).ok();
        let view = view.and_then(|view| view.as_str().map(str::to_owned));
        view.unwrap_or_default()
    }

    /// One whole line for each value: a table would cut up values that are pasted.
    fn lines(&self) -> String {
        let who = |credentials: &SdkCredentials| {
            let SdkCredentials {
                custom_participant_id,
                display_name,
                ..
            } = credentials;
            format!("{display_name} ({custom_participant_id})")
        };
        let mut rows = vec![
            ("BASE URI", self.base_uri.clone()),
            ("MEETING", self.meeting_id.to_string()),
            ("VIEW", self.view()),
            ("ACCOUNT", self.account_id.to_owned()),
            ("APP", self.app_id.to_owned()),
            ("API TOKEN", self.api_token.clone()),
            ("API", self.urls.api_url.clone()),
            ("SOCKET", self.urls.signalling_url.clone()),
        ];
        if let Some(certificate) = &self.certificate {
            rows.push(("CERTIFICATE", certificate.display().to_string()));
        }
        for (title, title_of_token, credentials) in [
            ("HOST", "HOST TOKEN", &self.host),
            ("VIEWER", "VIEWER TOKEN", &self.viewer),
        ] {
            if let Some(credentials) = credentials {
                rows.push((title, who(credentials)));
                rows.push((title_of_token, credentials.token.clone()));
            }
        }
        let mut lines: Vec<_> = rows
            .iter()
            .map(|(title, value)| line([(*title, 12), (value, 0)]))
            .collect();
        if let Some(init) = &self.init {
            lines.push(format!("\n{init}"));
        }
        lines.join("\n")
    }
}
