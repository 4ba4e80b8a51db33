//! What may import what. A crate uses the crates on the floors below it; some rooms of the program have rules of
//! their own.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::Graph;
use super::tree::Tree;

/// The crates, lowest floor first. A crate that is not listed, as the program, stands above them.
const CRATES: [&[&str]; 4] = [
    &["model"],
    &["protocol", "api", "net"],
    &["platform", "sandbox", "client"],
    &["service"],
];

/// The crates that do no I/O, and what they may therefore not depend on.
const PURE: [&str; 3] = ["model", "protocol", "api"];
const IO: [&str; 4] = ["tokio", "reqwest", "axum", "hyper"];

/// The rooms of the program, lowest first, and what each may import. A room is a module on top of `src`.
const FLOORS: [(&str, Forbidden); 11] = [
    ("src/config", Forbidden::AllBut(&[])),
    ("src/exit", Forbidden::AllBut(&[])),
    ("src/error", Forbidden::AllBut(&["src/config", "src/exit"])),
    ("src/output", Forbidden::AllBut(&["src/error", "src/exit"])),
    ("src/cache", Forbidden::AllBut(&["src/config"])),
    (
        "src/session",
        Forbidden::AllBut(&[
            "src/cache",
            "src/config",
            "src/error",
            "src/exit",
            "src/output",
        ]),
    ),
    ("src/help", Forbidden::AllBut(&["src/config", "src/exit"])),
    (
        "src/completion",
        Forbidden::AllBut(&[
            "src/cache",
            "src/config",
            "src/error",
            "src/help",
            "src/output",
            "src/session",
        ]),
    ),
    (
        "src/args",
        Forbidden::AllBut(&["src/completion", "src/config", "src/error", "src/output"]),
    ),
    (
        "src/follow",
        Forbidden::AllBut(&[
            "src/cache",
            "src/error",
            "src/exit",
            "src/output",
            "src/session",
        ]),
    ),
    ("src/commands", Forbidden::These(&["src/app"])),
];

/// The rooms of the program that a room may not import.
#[derive(Debug, Clone, Copy)]
enum Forbidden {
    These(&'static [&'static str]),
    /// All but itself and these.
    AllBut(&'static [&'static str]),
}

impl Forbidden {
    fn has(self, room: &str) -> bool {
        match self {
            Self::These(rooms) => rooms.contains(&room),
            Self::AllBut(rooms) => room.starts_with("src") && !rooms.contains(&room),
        }
    }
}

/// What is wrong with the dependencies of the crates.
pub(super) fn wrong_dependencies(crates: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let floor = |name: &str| CRATES.iter().position(|floor| floor.contains(&name));
    let mut wrong = Vec::new();
    for (name, dependencies) in crates {
        let own = floor(name).unwrap_or(CRATES.len());
        for dependency in dependencies {
            if crates.contains_key(dependency) && floor(dependency).is_none_or(|it| it >= own) {
                wrong.push(format!(
                    "{name} depends on {dependency}, which is not below it"
                ));
            }
            if PURE.contains(&name.as_str()) && IO.contains(&dependency.as_str()) {
                wrong.push(format!("{name} depends on {dependency}, but does no I/O"));
            }
        }
    }
    wrong
}

/// The rooms that the table names and the program does not have: their rules hold nothing back.
pub(super) fn unknown_rooms(tree: &Tree) -> Vec<String> {
    let is_unknown = |room: &&str| !tree.files.iter().any(|file| file.room == **room);
    let named = FLOORS.iter().flat_map(|(room, forbidden)| {
        let (Forbidden::These(others) | Forbidden::AllBut(others)) = forbidden;
        [*room].into_iter().chain(others.iter().copied())
    });
    let unknown = named.filter(is_unknown);
    unknown
        .map(|room| format!("xtask/src/circles/floors.rs: there is no room {room}"))
        .collect()
}

/// The imports that a room of the program may not have.
pub(super) fn wrong_imports(tree: &Tree, graph: &Graph) -> Graph {
    let is_wrong = |(from, to): &(usize, usize)| {
        let (from, to) = (&tree.files[*from].room, &tree.files[*to].room);
        let rules = FLOORS.iter().filter(|(room, _)| room == from);
        from != to && rules.into_iter().any(|(_, forbidden)| forbidden.has(to))
    };
    let wrong = graph.iter().filter(|(edge, _)| is_wrong(edge));
    wrong.map(|(edge, names)| (*edge, names.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(crates: &[(&str, &[&str])]) -> Vec<String> {
        let owned = crates.iter().map(|(name, dependencies)| {
            let dependencies = dependencies.iter().map(|&name| name.to_owned());
            ((*name).to_owned(), dependencies.collect())
        });
        wrong_dependencies(&owned.collect())
    }

    #[test]
    fn a_crate_depends_on_lower_floors_alone() {
        let all: [(&str, &[&str]); 4] = [
            ("model", &["serde"]),
            ("api", &["model"]),
            ("service", &["api", "tokio"]),
            ("program", &["service", "model"]),
        ];
        assert!(wrong(&all).is_empty());
        let upwards: [(&str, &[&str]); 3] =
            [("api", &["net"]), ("net", &["program"]), ("program", &[])];
        assert_eq!(
            wrong(&upwards),
            [
                "api depends on net, which is not below it",
                "net depends on program, which is not below it",
            ]
        );
    }

    #[test]
    fn a_pure_crate_has_no_runtime() {
        assert_eq!(
            wrong(&[("model", &["tokio"])]),
            ["model depends on tokio, but does no I/O"]
        );
    }
}
