//! The preset that the host joins with: hidden, and allowed to manage the stage.

use futures_util::stream::{self, StreamExt, TryStreamExt};

use crate::error::Error;
use crate::join_error::JoinError;
use crate::platform::Platform;
use model::Permissions;
use protocol::rest::{NewPreset, Preset, PresetSummary};

/// The name of the preset that [`Platform::create_host_preset`] makes.
pub const HOST_PRESET: &str = "dyte-stage-host";
/// How many presets are read at once.
const AT_ONCE: usize = 16;

impl Platform {
    /// Every preset, with its permissions.
    ///
    /// # Errors
    ///
    /// As every call to the platform.
    pub async fn presets(&self) -> Result<Vec<Preset>, Error> {
        self.read_presets(self.rest.presets().await?).await
    }

    /// The preset to join with, of the app's. Where one has the right name, only that one is read.
    pub(crate) async fn host_preset(&self, there: Vec<PresetSummary>) -> Result<Preset, JoinError> {
        let name = self.host_preset.as_deref().unwrap_or(HOST_PRESET);
        if let Some(preset) = there.iter().find(|preset| preset.name == name) {
            let preset = self.rest.preset(&preset.id).await?;
            if self.host_preset.is_some() || is_host(&preset) {
                return self.chosen(vec![preset]);
            }
        }
        if self.host_preset.is_some() {
            let there = there.into_iter().map(|preset| preset.name);
            return Err(no_such(name, there));
        }
        self.chosen(self.read_presets(there).await?)
    }

    /// The preset to join with, of these: the one that was named, else the one that is chosen
    /// automatically.
    ///
    /// # Errors
    ///
    /// When the one that was named does not exist or may not manage the stage; or, when none was
    /// named, no preset is hidden and may manage the stage, or several are and none of them is our
    /// own.
    pub fn chosen(&self, presets: Vec<Preset>) -> Result<Preset, JoinError> {
        match &self.host_preset {
            Some(name) => named(presets, name),
            None => automatic(presets),
        }
    }

    /// Creates our own preset, [`HOST_PRESET`], and returns its id.
    ///
    /// # Errors
    ///
    /// As every call to the platform.
    pub async fn create_host_preset(&self) -> Result<String, Error> {
        Ok(self.rest.create_preset(&host()).await?.id)
    }

    async fn read_presets(&self, there: Vec<PresetSummary>) -> Result<Vec<Preset>, Error> {
        let presets = there
            .into_iter()
            .map(|preset| async move { self.rest.preset(&preset.id).await });
        stream::iter(presets).buffered(AT_ONCE).try_collect().await
    }
}

/// Our own preset as it would be once it is created: it has no id yet.
#[must_use]
pub fn planned_host_preset() -> Preset {
    let NewPreset {
        name,
        config,
        permissions,
        ..
    } = host();
    Preset {
        id: String::new(),
        name,
        config: serde_json::from_value(config).unwrap_or_default(),
        permissions: serde_json::from_value(permissions).unwrap_or_default(),
    }
}

/// Our own preset: it manages the stage, is hidden and silent, and skips the waiting room.
fn host() -> NewPreset {
    let json = include_str!("host_preset.json");
    serde_json::from_str(json).expect("the file is a preset: a test reads it")
}

fn named(mut presets: Vec<Preset>, name: &str) -> Result<Preset, JoinError> {
    let Some(at) = presets.iter().position(|preset| preset.name == name) else {
        return Err(no_such(name, presets.into_iter().map(|preset| preset.name)));
    };
    let preset = presets.swap_remove(at);
    let permissions = Permissions::from(&preset);
    if !permissions.has_stage() {
        Err(JoinError::StageNotEnabled(preset.name))
    } else if permissions.manages_stage() {
        Ok(preset)
    } else {
        Err(JoinError::PresetCannotManage(preset.name))
    }
}

/// The hidden preset that manages the stage: our own, else the only one.
fn automatic(mut presets: Vec<Preset>) -> Result<Preset, JoinError> {
    presets.retain(is_host);
    let own = presets.iter().position(|preset| preset.name == HOST_PRESET);
    match (own, presets.len()) {
        (Some(own), _) => Ok(presets.swap_remove(own)),
        (None, 1) => Ok(presets.swap_remove(0)),
        (None, 0) => Err(JoinError::NoHostPreset),
        (None, _) => {
            let names = presets.into_iter().map(|preset| preset.name);
            Err(JoinError::SeveralHostPresets(names.collect()))
        }
    }
}

fn is_host(preset: &Preset) -> bool {
    Permissions::from(preset).obstacles().is_empty()
}

fn no_such(name: &str, presets: impl Iterator<Item = String>) -> JoinError {
    JoinError::NoSuchPreset {
        name: name.to_owned(),
        presets: presets.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::StageAccess;

    fn preset(name: &str, hidden: bool, accepts: bool, view: &str) -> Preset {
        let json = serde_json::json!({
            "id": name,
            "name": name,
            "config": {"view_type": view},
            "permissions": {"hidden_participant": hidden, "accept_stage_requests": accepts},
        });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn only_one_that_is_hidden_and_manages_is_chosen_automatically() {
        let presenter = || preset("presenter", false, true, "WEBINAR");
        let host = || preset("host", true, true, "WEBINAR");
        let observer = || preset("observer", true, false, "WEBINAR");
        let chosen = automatic(vec![presenter(), observer(), host()]).unwrap();
        assert_eq!(chosen.name, "host");
        assert!(matches!(
            automatic(vec![presenter(), observer()]),
            Err(JoinError::NoHostPreset)
        ));
        assert!(matches!(
            automatic(vec![host(), host()]),
            Err(JoinError::SeveralHostPresets(_))
        ));
        let own = preset(HOST_PRESET, true, true, "WEBINAR");
        let chosen = automatic(vec![host(), own, host()]).unwrap();
        assert_eq!(chosen.name, HOST_PRESET);
    }

    #[test]
    fn a_visible_one_is_taken_when_it_is_named() {
        let presets = || {
            vec![
                preset("presenter", false, true, "WEBINAR"),
                preset("viewer", false, false, "WEBINAR"),
                preset("caller", false, true, "GROUP_CALL"),
            ]
        };
        assert_eq!(named(presets(), "presenter").unwrap().name, "presenter");
        assert!(matches!(
            named(presets(), "viewer"),
            Err(JoinError::PresetCannotManage(_))
        ));
        assert!(matches!(
            named(presets(), "caller"),
            Err(JoinError::StageNotEnabled(_))
        ));
        assert!(matches!(
            named(presets(), "host"),
            Err(JoinError::NoSuchPreset { .. })
        ));
    }

    #[test]
    fn our_own_preset_has_no_obstacles() {
        let NewPreset {
            name,
            config,
            permissions,
            ..
        } = host();
        assert_eq!(name, HOST_PRESET);
        let json = serde_json::json!({
            "id": "own",
            "name": name,
            "config": config,
            "permissions": permissions,
        });
        let preset: Preset = serde_json::from_value(json).unwrap();
        let permissions = Permissions::from(&preset);
        assert_eq!(permissions.obstacles(), []);
        assert_eq!(permissions.access(), StageAccess::NotAllowed);
        assert_eq!(permissions.can_produce, StageAccess::NotAllowed);
        assert!(permissions.kick_participant);
        assert!(permissions.accept_stage_requests && permissions.can_accept_production_requests);
    }
}
