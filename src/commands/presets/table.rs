//! The table of presets.

use crate::output::columns::PRESETS;
use crate::output::table::Table;
use crate::output::{Listing, Output};
use api::PresetItem;
use model::StageAccess;

/// Shows presets and what each may do; `json` is the response that they came in.
pub(super) fn show(json: &str, presets: &[PresetItem], output: &Output) {
    let mut table = Table::new(PRESETS);
    for preset in presets {
        table.row([
            preset.name.as_str(),
            on_stage(preset),
            yes_or_no(preset.manages_stage),
            yes_or_no(preset.hidden_participant),
            &preset.id,
        ]);
    }
    output.show(Listing {
        json,
        items: presets,
        // What commands take is the name.
        id: |preset| Some(preset.name.as_str()),
        table,
    });
}

pub(super) const fn on_stage(preset: &PresetItem) -> &'static str {
    match preset.stage_access {
        _ if !preset.stage_enabled => "no stage",
        StageAccess::Allowed => "directly",
        StageAccess::CanRequest => "when granted",
        StageAccess::NotAllowed => "never",
    }
}

pub(super) const fn yes_or_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
