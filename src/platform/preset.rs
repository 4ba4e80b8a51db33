//! The preset that a host joins with: one that manages the stage and is not seen.

use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::Platform;
use super::error::Error;
use super::host::JoinError;
use crate::stage::Permissions;
use crate::wire::rest::{NewPreset, Preset, PresetSummary};

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

    /// The preset to join with, of those there are: the one that was named, else the only one without
    /// obstacles.
    pub(super) async fn host_preset(
        &self,
        mut there: Vec<PresetSummary>,
    ) -> Result<Preset, JoinError> {
        if let Some(name) = &self.host_preset {
            // Nothing depends on the others.
            let Some(at) = there.iter().position(|preset| preset.name == *name) else {
                return Err(no_such(name, there.into_iter().map(|preset| preset.name)));
            };
            there = vec![there.swap_remove(at)];
        }
        self.chosen(self.read_presets(there).await?)
    }

    /// The preset to join with, of these.
    ///
    /// # Errors
    ///
    /// When the one that was named is not there or does not manage the stage; or, when none was
    /// named, none has no obstacles, or several have none.
    pub fn chosen(&self, presets: Vec<Preset>) -> Result<Preset, JoinError> {
        match &self.host_preset {
            Some(name) => named(presets, name),
            None => only_hidden(presets),
        }
    }

    /// Makes the preset that this program joins with by itself. What the platform made of it is to be
    /// read back.
    ///
    /// # Errors
    ///
    /// As every call to the platform.
    pub async fn create_host_preset(&self) -> Result<Preset, Error> {
        self.rest.create_preset(&host()).await
    }

    async fn read_presets(&self, there: Vec<PresetSummary>) -> Result<Vec<Preset>, Error> {
        let presets = there
            .into_iter()
            .map(|preset| async move { self.rest.preset(&preset.id).await });
        stream::iter(presets).buffered(AT_ONCE).try_collect().await
    }
}

/// What our own preset is made from: it manages the stage, and is never seen, heard or kept waiting.
fn host() -> NewPreset {
    let json = include_str!("preset/dyte-stage-host.json");
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

fn only_hidden(mut presets: Vec<Preset>) -> Result<Preset, JoinError> {
    presets.retain(|preset| Permissions::from(preset).obstacles().is_empty());
    match presets.len() {
        1 => Ok(presets.swap_remove(0)),
        0 => Err(JoinError::NoHostPreset),
        _ => {
            let names = presets.into_iter().map(|preset| preset.name);
            Err(JoinError::SeveralHostPresets(names.collect()))
        }
    }
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
    use crate::stage::StageAccess;

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
    fn only_one_that_is_hidden_and_manages_is_taken_by_itself() {
        let presenter = || preset("presenter", false, true, "WEBINAR");
        let host = || preset("host", true, true, "WEBINAR");
        let observer = || preset("observer", true, false, "WEBINAR");
        let mut waiting = preset("waiting", true, true, "WEBINAR");
        waiting.permissions.waiting_room_type = Some("SKIP_ON_ACCEPT".to_owned());
        let chosen = only_hidden(vec![presenter(), observer(), waiting, host()]).unwrap();
        assert_eq!(chosen.name, "host");
        assert!(matches!(
            only_hidden(vec![presenter(), observer()]),
            Err(JoinError::NoHostPreset)
        ));
        assert!(matches!(
            only_hidden(vec![host(), host()]),
            Err(JoinError::SeveralHostPresets(_))
        ));
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
