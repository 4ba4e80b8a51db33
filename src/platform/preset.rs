//! The preset that a host joins with: one that manages the stage and is not seen.

use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::Platform;
use super::error::Error;
use super::host::JoinError;
use crate::stage::Permissions;
use crate::wire::rest::Preset;

/// How many presets are read at once.
const AT_ONCE: usize = 16;

impl Platform {
    /// Every preset, with its permissions.
    ///
    /// # Errors
    ///
    /// As every call to the platform.
    pub async fn presets(&self) -> Result<Vec<Preset>, Error> {
        let names = self.rest.presets().await?;
        let presets = names
            .into_iter()
            .map(|preset| async move { self.rest.preset(&preset.id).await });
        stream::iter(presets).buffered(AT_ONCE).try_collect().await
    }

    /// The preset to join with: the one that was named, else the only hidden one that manages the
    /// stage.
    pub(super) async fn host_preset(&self) -> Result<Preset, JoinError> {
        choose(self.presets().await?, self.host_preset.as_deref())
    }
}

fn choose(mut presets: Vec<Preset>, named: Option<&str>) -> Result<Preset, JoinError> {
    let listed = |presets: &[Preset]| presets.iter().map(|p| p.name.clone()).collect();
    if let Some(name) = named {
        let Some(at) = presets.iter().position(|preset| preset.name == name) else {
            return Err(JoinError::NoSuchPreset {
                name: name.to_owned(),
                presets: listed(&presets),
            });
        };
        let preset = presets.swap_remove(at);
        let permissions = Permissions::from(&preset);
        return if !permissions.has_stage() {
            Err(JoinError::StageNotEnabled(preset.name))
        } else if permissions.manages_stage() {
            Ok(preset)
        } else {
            Err(JoinError::PresetCannotManage(preset.name))
        };
    }
    presets.retain(|preset| {
        let permissions = Permissions::from(preset);
        permissions.hidden_participant && permissions.manages_stage()
    });
    match presets.len() {
        1 => Ok(presets.swap_remove(0)),
        0 => Err(JoinError::NoHostPreset),
        _ => Err(JoinError::SeveralHostPresets(listed(&presets))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let chosen = choose(vec![presenter(), observer(), host()], None).unwrap();
        assert_eq!(chosen.name, "host");
        assert!(matches!(
            choose(vec![presenter(), observer()], None),
            Err(JoinError::NoHostPreset)
        ));
        assert!(matches!(
            choose(vec![host(), host()], None),
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
        let chosen = choose(presets(), Some("presenter")).unwrap();
        assert_eq!(chosen.name, "presenter");
        assert!(matches!(
            choose(presets(), Some("viewer")),
            Err(JoinError::PresetCannotManage(_))
        ));
        assert!(matches!(
            choose(presets(), Some("caller")),
            Err(JoinError::StageNotEnabled(_))
        ));
        assert!(matches!(
            choose(presets(), Some("host")),
            Err(JoinError::NoSuchPreset { .. })
        ));
    }
}
