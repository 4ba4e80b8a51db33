//! The events of a stage (docs/stage-api.md, "Events"): each reader follows the host's history at
//! its own pace, and a reader that falls too far behind is told to read the stage again.

pub(crate) mod cursor;
pub(crate) mod reader;
