//! The presets of the app.

use super::client::{MOST_PAGES, Rest};
use crate::error::Error;
use protocol::rest::{NewPreset, Preset, PresetSummary};

impl Rest {
    /// The names of all presets.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn presets(&self) -> Result<Vec<PresetSummary>, Error> {
        let url = self.url(&["presets"]);
        self.pages::<Vec<_>>(url, &[], MOST_PAGES).await
    }

    /// One preset.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn preset(&self, id: &str) -> Result<Preset, Error> {
        Ok(self.get(&["presets", id], &[]).await?.0)
    }

    /// Makes a preset. Never repeated by itself.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn create_preset(&self, preset: &NewPreset) -> Result<Preset, Error> {
        let request = self.http.post(self.url(&["presets"])).json(preset);
        self.change(request).await
    }
}
