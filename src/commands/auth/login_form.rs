//! A profile that is being made: the flags of a login, the answers to its questions, and the
//! secret.

use std::io;

use secrecy::{ExposeSecret, SecretString};

use super::login_flags::LoginFlags;
use crate::commands::stdin::read_stdin;
use crate::config::{Config, ConfigError, Flags, Home, Key, Profile, check_value, env};
use crate::error::CliError;
use crate::output::Output;
use crate::output::prompt::{choice, secret, text};
use crate::output::table::plain;
use crate::session::open_platform::apps;
use api::Platform;

/// A profile that is being made, and its secret.
pub(super) struct LoginForm {
    pub(super) name: String,
    pub(super) profile: Profile,
    pub(super) secret: Option<SecretString>,
}

impl LoginForm {
    /// Fills in the flags, on top of the profile as it was unless they describe another place.
    pub(super) fn new(
        name: &str,
        old: Option<&Profile>,
        login: &LoginFlags,
        flags: &Flags,
    ) -> Result<Self, CliError> {
        let old = old.cloned().unwrap_or_default();
        let mut profile = if is_elsewhere(&old, login, flags) {
            Profile::default()
        } else {
            old
        };
        login.check_ids(flags)?;
        for (key, value) in login.values(flags) {
            if let Some(value) = value {
                check_value(key, &value)?;
                profile.set(key, Some(value));
            }
        }
        Ok(Self {
            name: name.to_owned(),
            profile,
            secret: None,
        })
    }

    /// Asks for the values that are missing, and for the secret.
    pub(super) async fn complete(
        &mut self,
        from_stdin: bool,
        home: &Home,
        output: &Output,
    ) -> Result<(), CliError> {
        if !self.has(Key::Server) && !self.has(Key::Platform) {
            self.ask_place(output).await?;
        }
        if self.profile.is_sandbox() {
            if from_stdin {
                return Err(CliError::usage("the sandbox takes no secret".to_owned()));
            }
            return Ok(());
        }
        // A missing flag is reported before stdin is read.
        let can_choose_app = output.can_ask();
        let needed: &[_] = match self.profile.secret_variable() {
            env::SERVER_TOKEN => &[],
            env::API_KEY => &[(Key::OrgId, "Organization id")],
            _ => &[(Key::AccountId, "Account id")],
        };
        for (key, question) in needed {
            self.ask(*key, question, output).await?;
        }
        let wants_app = self.profile.secret_variable() == env::API_TOKEN && !self.has(Key::AppId);
        if wants_app && !can_choose_app {
            return Err(missing(&Key::AppId.flag()));
        }
        self.secret = Some(self.ask_secret(from_stdin, output).await?);
        if wants_app {
            self.ask_app(home, output).await?;
        }
        Ok(())
    }

    fn has(&self, key: Key) -> bool {
        self.profile.get(key).is_some()
    }

    async fn ask_place(&mut self, output: &Output) -> Result<(), CliError> {
        if !output.can_ask() {
            return Err(missing(
                "--platform realtimekit, dyte or sandbox, or --server URL",
            ));
        }
        let places = [
            "Cloudflare RealtimeKit",
            "Dyte",
            "a Stage API service",
            "the sandbox on this machine",
        ];
        let places = places.map(ToOwned::to_owned).into();
        let asking = output.prompt(choice("Where are the meetings".to_owned(), places));
        match asking.await.map_err(CliError::stdin)? {
            0 => self.set_platform(Platform::RealtimeKit),
            1 => self.set_platform(Platform::Dyte),
            3 => self.set_platform(Platform::Sandbox),
            _ => return self.ask(Key::Server, "Address", output).await,
        }
        Ok(())
    }

    fn set_platform(&mut self, platform: Platform) {
        self.profile.set(Key::Platform, Some(platform.to_string()));
    }

    /// Asks for the value of a key, unless there is one.
    async fn ask(&mut self, key: Key, question: &str, output: &Output) -> Result<(), CliError> {
        if self.has(key) {
            return Ok(());
        }
        if !output.can_ask() {
            return Err(missing(&key.flag()));
        }
        let asking = output.prompt(text(question.to_owned()));
        let answer = asking.await.map_err(CliError::stdin)?;
        check_value(key, &answer)?;
        self.profile.set(key, Some(answer));
        Ok(())
    }

    async fn ask_secret(
        &self,
        from_stdin: bool,
        output: &Output,
    ) -> Result<SecretString, CliError> {
        let answer = if from_stdin {
            read_stdin(io::read_to_string).await?
        } else if output.can_ask() {
            let what = match self.profile.secret_variable() {
                env::SERVER_TOKEN => "Token of the service",
                env::API_KEY => "API key",
                _ => "API token",
            };
            let question = format!("{what} (not shown)");
            let asking = output.prompt(secret(question)).await;
            asking.map_err(CliError::stdin)?
        } else {
            return Err(missing("--with-token, which reads the secret from stdin"));
        };
        let answer = SecretString::from(answer);
        let trimmed = answer.expose_secret().trim();
        if trimmed.is_empty() {
            return Err(CliError::usage("the secret is empty".to_owned()));
        }
        if trimmed.contains(char::is_control) {
            let message = "the secret is not one line of text".to_owned();
            return Err(CliError::usage(message));
        }
        Ok(trimmed.into())
    }

    /// Asks for an app of the account: a choice, if the token can list them.
    async fn ask_app(&mut self, home: &Home, output: &Output) -> Result<(), CliError> {
        // The apps of an account are listed without one, and none is chosen yet.
        self.profile.set(Key::AppId, Some("-".to_owned()));
        let config = self.resolve(home);
        self.profile.set(Key::AppId, None);
        let apps = apps(config?).await?;
        if apps.is_empty() {
            return self.ask(Key::AppId, "App id", output).await;
        }
        let names = apps.iter().map(|(id, name)| {
            let name = plain(name);
            format!("{name} ({id})")
        });
        let asking = output.prompt(choice("Which app".to_owned(), names.collect()));
        let chosen = asking.await.map_err(CliError::stdin)?;
        let app = apps.into_iter().nth(chosen).map(|(id, _)| id);
        self.profile.set(Key::AppId, app);
        Ok(())
    }

    /// The configuration that the form makes, without any variable.
    pub(super) fn resolve(&self, home: &Home) -> Result<Config, ConfigError> {
        let secret = self.secret.clone();
        Config::of_profile(&self.name, &self.profile, secret, home)
    }
}

/// Whether flags describe another place than a profile: a new place's secret is not for the old
/// one's address.
fn is_elsewhere(old: &Profile, login: &LoginFlags, flags: &Flags) -> bool {
    let ids = [
        (Key::AccountId, &login.account_id),
        (Key::AppId, &login.app_id),
        (Key::OrgId, &login.org_id),
    ];
    let is_another = ids.iter().any(|(key, new)| {
        let old = old.get(*key);
        old.is_some() && new.is_some() && old != new.as_deref()
    });
    is_another
        || match (&flags.server, login.platform(flags)) {
            (Some(server), _) => old.get(Key::Server) != Some(server),
            (None, Some(new)) => old.get(Key::Platform) != Some(&new.to_string()),
            (None, None) => false,
        }
}

fn missing(flag: &str) -> CliError {
    CliError::usage(format!("it cannot be asked for, and was not said: {flag}"))
}
