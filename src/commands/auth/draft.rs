//! A profile that is being made: what was said beforehand, and what is still to be asked for.

mod said;

use std::io;

use secrecy::{ExposeSecret, SecretString};

use crate::config::profile::{KEYS, Key, check};
use crate::config::stored::{Saved, Secrets};
use crate::config::{
    Config, ConfigError, Environment, Flags, Home, PlatformName, Profile, Profiles, Stored, env,
    resolve,
};
use crate::error::CliError;
use crate::output::Output;
use crate::output::prompt::{choice, secret, text};
use crate::session::Context;
use crate::session::platform::apps;
pub(super) use said::Said;
use said::{platform, refuse_of_another_platform};
use sandbox;

/// A profile, and its secret.
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) profile: Profile,
    pub(super) secret: Option<SecretString>,
}

/// The key of that name.
pub(super) fn key(name: &str) -> Key {
    let key = KEYS.into_iter().find(|key| key.name == name);
    key.expect("only keys of the catalogue are named")
}

impl Draft {
    /// A profile as it was said beforehand, on top of what it is already unless another place is said.
    pub(super) fn new(
        name: &str,
        old: Option<&Profile>,
        said: Said,
        flags: &Flags,
    ) -> Result<Self, CliError> {
        let mut profile = old.cloned().unwrap_or_default();
        let is_new = |name: &str, said: &Option<String>| {
            said.is_some()
                && profile
                    .get(key(name))
                    .is_some_and(|old| Some(old) != said.as_deref())
        };
        // A new place's secret is not for the old one's address.
        let is_another = is_new("account_id", &said.account_id)
            || is_new("app_id", &said.app_id)
            || is_new("org_id", &said.org_id);
        let is_elsewhere = is_another
            || match (&flags.server, platform(&said, flags)) {
                (Some(server), _) => profile.get(key("server")) != Some(server),
                (None, Some(said)) => profile.get(key("platform")) != Some(said.as_str()),
                (None, None) => false,
            };
        if is_elsewhere {
            profile = Profile::default();
        }
        let platform = platform(&said, flags);
        refuse_of_another_platform(&said, platform, flags)?;
        let platform = platform.map(|platform| platform.as_str().to_owned());
        let values = [
            ("server", flags.server.clone()),
            ("platform", platform),
            ("meeting", flags.meeting.clone()),
            ("account_id", said.account_id),
            ("app_id", said.app_id),
            ("org_id", said.org_id),
            ("api_url", said.api_url),
            ("signalling_url", said.signalling_url),
            ("host_preset", said.host_preset),
        ];
        for (name, value) in values {
            if let Some(value) = value {
                check(key(name), &value)?;
                profile.set(key(name), Some(value));
            }
        }
        Ok(Self {
            name: name.to_owned(),
            profile,
            secret: None,
        })
    }

    /// Asks for what is missing.
    pub(super) async fn complete(
        &mut self,
        from_stdin: bool,
        home: &Home,
        context: &Context<'_>,
    ) -> Result<(), CliError> {
        let output = context.output;
        if !self.has("server") && !self.has("platform") {
            self.ask_place(output).await?;
        }
        if self.profile.is_sandbox() {
            if from_stdin {
                return Err(CliError::usage("the sandbox takes no secret".to_owned()));
            }
            return Ok(());
        }
        // What cannot be asked for is told before stdin is read.
        let can_choose_app = output.can_ask();
        let needed: &[_] = match self.profile.secret_variable() {
            env::SERVER_TOKEN => &[],
            env::API_KEY => &[("org_id", "--org-id", "Organization id")],
            _ => &[("account_id", "--account-id", "Account id")],
        };
        for (name, flag, question) in needed {
            self.ask(name, flag, question, output).await?;
        }
        let wants_app = self.profile.secret_variable() == env::API_TOKEN && !self.has("app_id");
        if wants_app && !can_choose_app {
            return Err(missing("--app-id"));
        }
        self.secret = Some(self.ask_secret(from_stdin, output).await?);
        if wants_app {
            self.ask_app(home, output).await?;
        }
        Ok(())
    }

    fn has(&self, name: &str) -> bool {
        self.profile.get(key(name)).is_some()
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
            0 => self.platform(PlatformName::RealtimeKit),
            1 => self.platform(PlatformName::Dyte),
            3 => self.platform(PlatformName::Sandbox),
            _ => return self.ask("server", "--server", "Address", output).await,
        }
        Ok(())
    }

    fn platform(&mut self, platform: PlatformName) {
        let name = platform.as_str().to_owned();
        self.profile.set(key("platform"), Some(name));
    }

    /// Asks for the value of a key, unless there is one.
    async fn ask(
        &mut self,
        name: &str,
        flag: &str,
        question: &str,
        output: &Output,
    ) -> Result<(), CliError> {
        if self.has(name) {
            return Ok(());
        }
        if !output.can_ask() {
            return Err(missing(flag));
        }
        let asking = output.prompt(text(question.to_owned()));
        let answer = asking.await.map_err(CliError::stdin)?;
        check(key(name), &answer)?;
        self.profile.set(key(name), Some(answer));
        Ok(())
    }

    async fn ask_secret(
        &self,
        from_stdin: bool,
        output: &Output,
    ) -> Result<SecretString, CliError> {
        let answer = if from_stdin {
            let reading = tokio::task::spawn_blocking(|| {
                let mut text = String::new();
                io::Read::read_to_string(&mut io::stdin().lock(), &mut text).map(|_| text)
            });
            let read = reading.await.map_err(io::Error::other);
            read.flatten().map_err(CliError::stdin)?
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

    /// Lets an app of the account be chosen, if its token can list them.
    async fn ask_app(&mut self, home: &Home, output: &Output) -> Result<(), CliError> {
        // None is chosen yet; the account's are listed without one.
        self.profile.set(key("app_id"), Some("-".to_owned()));
        let config = self.resolve(home);
        self.profile.set(key("app_id"), None);
        let apps = apps(config?).await?;
        if apps.is_empty() {
            return self.ask("app_id", "--app-id", "App id", output).await;
        }
        let names = apps.iter().map(|(id, name)| {
            let name = crate::output::table::plain(name);
            format!("{name} ({id})")
        });
        let asking = output.prompt(choice("Which app".to_owned(), names.collect()));
        let chosen = asking.await.map_err(CliError::stdin)?;
        let app = apps.into_iter().nth(chosen).map(|(id, _)| id);
        self.profile.set(key("app_id"), app);
        Ok(())
    }

    /// What it amounts to, with nothing of the environment.
    pub(super) fn resolve(&self, home: &Home) -> Result<Config, ConfigError> {
        let flags = Flags {
            profile: Some(self.name.clone()),
            ..Flags::default()
        };
        let mut saved = Secrets::new();
        let known = Profiles {
            profile: None,
            profiles: [(self.name.clone(), self.profile.clone())].into(),
        };
        let resolved = |secrets| {
            let stored = Stored {
                profiles: known.clone(),
                secrets: Ok(secrets),
            };
            resolve_alone(stored, &flags, home)
        };
        let Some(secret) = &self.secret else {
            return resolved(saved);
        };
        // Where it leads says for what the secret is.
        saved.insert(
            self.name.clone(),
            Saved {
                base_url: String::new(),
                secret: secret.clone(),
            },
        );
        match resolved(saved.clone()) {
            Err(ConfigError::SecretElsewhere { base_url, .. }) => {
                for saved in saved.values_mut() {
                    saved.base_url.clone_from(&base_url);
                }
                resolved(saved)
            }
            done => Ok(done?),
        }
    }
}

/// What profiles amount to where no variable is set.
pub(super) fn resolve_alone(
    stored: Stored,
    flags: &Flags,
    home: &Home,
) -> Result<Config, ConfigError> {
    // It need not be found again.
    let environment: Environment = [(env::HOME, "/")].into_iter().collect();
    let config = resolve(&environment, flags, stored, sandbox::is_meeting)?;
    let home = home.clone();
    Ok(Config { home, ..config })
}

fn missing(flag: &str) -> CliError {
    CliError::usage(format!("it cannot be asked for, and was not said: {flag}"))
}
