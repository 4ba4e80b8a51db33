//! The preset that a host joins with: one that manages the stage and is not seen.

use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::Platform;
use super::error::Error;
use super::host::JoinError;
use crate::stage::Permissions;
use crate::wire::rest::{Preset, PresetSummary};

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

    /// The preset to join with, of those there are: the one that was named, else the only hidden one
    /// that manages the stage.
    pub(super) async fn host_preset(&self, there: Vec<PresetSummary>) -> Result<Preset, JoinError> {
        let Some(name) = &self.host_preset else {
            return only_hidden(self.read_presets(there).await?);
        };
        match there.iter().find(|preset| preset.name == *name) {
            Some(preset) => managing(self.rest.preset(&preset.id).await?),
            None => Err(JoinError::NoSuchPreset {
                name: name.clone(),
                presets: there.into_iter().map(|preset| preset.name).collect(),
            }),
        }
    }

    async fn read_presets(&self, there: Vec<PresetSummary>) -> Result<Vec<Preset>, Error> {
        let presets = there
            .into_iter()
            .map(|preset| async move { self.rest.preset(&preset.id).await });
        stream::iter(presets).buffered(AT_ONCE).try_collect().await
    }
}

/// A preset that was named, if it manages the stage.
fn managing(preset: Preset) -> Result<Preset, JoinError> {
    let permissions = Permissions::from(&preset);
    if !permissions.has_stage() {
        Err(JoinError::StageNotEnabled(preset.name))
    } else if permissions.manages_stage() {
        Ok(preset)
    } else {
        Err(JoinError::PresetCannotManage(preset.name))
    }
}

/// The only hidden preset that manages the stage.
///
/// # Errors
///
/// When there is none, or several.
pub(super) fn only_hidden(mut presets: Vec<Preset>) -> Result<Preset, JoinError> {
    presets.retain(|preset| {
        let permissions = Permissions::from(preset);
        permissions.hidden_participant && permissions.manages_stage()
    });
    match presets.len() {
        1 => Ok(presets.swap_remove(0)),
        0 => Err(JoinError::NoHostPreset),
        _ => {
            let names = presets.into_iter().map(|preset| preset.name);
            Err(JoinError::SeveralHostPresets(names.collect()))
        }
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
        let chosen = only_hidden(vec![presenter(), observer(), host()]).unwrap();
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
        let named = |accepts, view| managing(preset("presenter", false, accepts, view));
        assert_eq!(named(true, "WEBINAR").unwrap().name, "presenter");
        assert!(matches!(
            named(false, "WEBINAR"),
            Err(JoinError::PresetCannotManage(_))
        ));
        assert!(matches!(
            named(true, "GROUP_CALL"),
            Err(JoinError::StageNotEnabled(_))
        ));
    }
}
