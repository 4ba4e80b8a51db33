//! The columns of every table, and which command has which.

use super::table::{Column, Columns};

const USER_ID: Column = Column::id("USER ID");
const NAME: Column = Column::text("NAME");
const CUSTOM_ID: Column = Column::id("CUSTOM ID");
const PRESET: Column = Column::text("PRESET");
const STATUS: Column = Column::word("STATUS");
const RESULT: Column = Column::word("RESULT");
const DETAIL: Column = Column::text("DETAIL");
const LIVE: Column = Column::word("LIVE");
const ID: Column = Column::id("ID");
const MANAGES: Column = Column::word("MANAGES");
const HIDDEN: Column = Column::word("HIDDEN");
const ON_STAGE: Column = Column::word("ON STAGE");
const MEANING: Column = Column::text("MEANING");

/// Participants.
pub(crate) const PEOPLE: Columns = &[USER_ID, NAME, CUSTOM_ID, PRESET];
/// The stage: participants with their status.
pub(crate) const STAGE: Columns = &[
    STATUS,
    USER_ID,
    NAME,
    CUSTOM_ID,
    PRESET,
    Column::word("CONNECTIONS"),
];
/// The results of an operation on participants.
pub(crate) const RESULTS: Columns = &[RESULT, ID, NAME, DETAIL];
/// The result of acting as a participant.
pub(crate) const ACTING: Columns = &[RESULT, USER_ID, NAME, STATUS, DETAIL];
/// Registered participants, who may join.
pub(crate) const REGISTERED: Columns =
    &[USER_ID, Column::word("IN SESSION"), NAME, CUSTOM_ID, PRESET];
/// Meetings.
pub(crate) const MEETINGS: Columns = &[ID, LIVE, Column::text("TITLE"), Column::time("CREATED")];
/// Presets, with what they permit.
pub(crate) const PRESETS: Columns = &[Column::text("NAME"), ON_STAGE, MANAGES, HIDDEN, ID];
/// Presets, with why one is not a host's.
pub(crate) const PRESET_CHECK: Columns = &[
    NAME,
    ON_STAGE,
    MANAGES,
    HIDDEN,
    Column::text("WHY IT IS NO HOST'S"),
];
/// The checks of `doctor`.
pub(crate) const CHECKS: Columns = &[Column::word("CHECK"), RESULT, Column::word("MS"), DETAIL];
/// The tokens of a service.
pub(crate) const TOKENS: Columns = &[
    ID,
    NAME,
    Column::word("ROLE"),
    Column::text("MEETINGS"),
    Column::time("CREATED"),
    Column::time("EXPIRES"),
];
/// A service's connections.
pub(crate) const CONNECTIONS: Columns = &[
    ID,
    Column::word("AS"),
    Column::id("MEETING"),
    Column::word("STATE"),
    STATUS,
    Column::text("WHO"),
];
/// A service.
pub(crate) const SERVED: Columns = &[Column::word("PLATFORM"), Column::text("URL")];
/// The sandbox's meetings.
pub(crate) const SANDBOX: Columns = &[
    Column::id("MEETING"),
    LIVE,
    Column::word("PARTICIPANTS"),
    Column::word("REQUESTS"),
    Column::text("TITLE"),
];
/// The settings of the configuration, each with its source.
pub(crate) const SETTINGS: Columns = &[
    Column::word("KEY"),
    Column::text("VALUE"),
    Column::text("SOURCE"),
];
/// The profiles.
pub(crate) const PROFILES: Columns = &[
    Column::id("PROFILE"),
    Column::word("IN USE"),
    Column::word("SECRET"),
    Column::text("WHERE"),
    DETAIL,
];
/// The exit codes.
pub(crate) const EXIT_CODES: Columns = &[Column::word("CODE"), MEANING];
/// The environment.
pub(crate) const ENVIRONMENT: Columns = &[Column::word("VARIABLE"), MEANING];

/// The columns of a command's table; `None`: it has no table, or none that can be chosen from.
pub(crate) fn of(command: &[impl AsRef<str>]) -> Option<Columns> {
    let words: Vec<_> = command.iter().map(AsRef::as_ref).collect();
    Some(match words[..] {
        ["requests", "list"] | ["participants", "add"] | ["sandbox", "token"] => PEOPLE,
        ["grant" | "deny" | "kick"] | ["participants", "kick"] => RESULTS,
        ["request" | "cancel" | "join" | "leave"] => ACTING,
        ["status" | "wait"] => STAGE,
        ["meetings", _] => MEETINGS,
        ["participants", "list"] => REGISTERED,
        ["presets", "list" | "create-host"] => PRESETS,
        ["presets", "check"] => PRESET_CHECK,
        ["doctor"] => CHECKS,
        ["tokens", _] => TOKENS,
        ["auth", "status"] => PROFILES,
        ["config", "list"] => SETTINGS,
        ["connections", _] => CONNECTIONS,
        ["serve"] => SERVED,
        ["sandbox", "reset" | "status"] => SANDBOX,
        _ => return None,
    })
}
