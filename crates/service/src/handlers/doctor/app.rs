//! Checks of an app: the host's preset, and the live session.

use super::check::{failed, in_time, join_problem, ok, problem, warning};
use api::Check;
use model::{MeetingId, Permissions};
use platform::{JoinError, Platform};

/// The preset that a host joins with.
pub(super) async fn host_preset(platform: &Platform) -> Check {
    let presets = in_time(platform.presets()).await.map_err(JoinError::from);
    match presets.and_then(|presets| platform.chosen(presets)) {
        Ok(preset) => {
            let obstacles = Permissions::from(&preset).obstacles();
            let obstacles: Vec<_> = obstacles.iter().map(ToString::to_string).collect();
            match obstacles.join("; ") {
                none if none.is_empty() => ok("host_preset", preset.name),
                why => warning("host_preset", format!("{}, which {why}", preset.name)),
            }
        }
        Err(error) => failed("host_preset", join_problem(error)),
    }
}

/// The live session of a meeting, or the number of live sessions.
pub(super) async fn session(platform: &Platform, meeting: Option<&MeetingId>) -> Check {
    let name = "session";
    let Some(meeting) = meeting else {
        return match in_time(platform.rest.live_sessions()).await {
            Ok(live) => ok(
                name,
                format!("{} live; none was named: --meeting", live.len()),
            ),
            Err(error) => failed(name, problem(error)),
        };
    };
    match in_time(platform.live_session(meeting)).await {
        Ok(session) => ok(name, format!("{meeting} is live: {session}")),
        Err(JoinError::NoLiveSession) => warning(name, format!("nobody is in {meeting}")),
        Err(error) => failed(name, join_problem(error)),
    }
}
