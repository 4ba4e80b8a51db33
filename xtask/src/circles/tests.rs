//! Circles and floors in small made-up crates.

use std::collections::BTreeMap;

use super::family::circles;
use super::floors::{unknown_rooms, wrong_imports};
use super::graph::{Graph, graph};
use super::tree::Tree;

/// A program whose files are these, below `src/`; and a crate `model` with one item.
fn tree(files: &[(&str, &str)]) -> Tree {
    let mut texts: BTreeMap<String, &str> = BTreeMap::new();
    for (path, text) in files {
        texts.insert(format!("src/{path}"), text);
    }
    texts.insert(
        "crates/model/src/lib.rs".to_owned(),
        "mod id; pub use id::Id;",
    );
    texts.insert("crates/model/src/id.rs".to_owned(), "pub struct Id;");
    let read = |path: &str| texts.get(path).map(|text| (*text).to_owned());
    let mut tree = Tree::default();
    tree.add_crate(Some("model"), "crates/model/src/lib.rs", &read)
        .unwrap();
    tree.add_crate(Some("program"), "src/lib.rs", &read)
        .unwrap();
    tree
}

fn shown(tree: &Tree, graph: &Graph) -> Vec<String> {
    let path = |file: &usize| tree.files[*file].path.trim_start_matches("src/");
    let lines = graph.iter().map(|((from, to), names)| {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        format!("{} -> {}: {}", path(from), path(to), names.join(" "))
    });
    lines.collect()
}

fn imports(files: &[(&str, &str)]) -> Vec<String> {
    let tree = tree(files);
    shown(&tree, &graph(&tree))
}

fn found(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let tree = tree(files);
    let circles = circles(&tree, &graph(&tree));
    let path = |file: &usize| tree.files[*file].path.trim_start_matches("src/").to_owned();
    circles
        .iter()
        .map(|circle| circle.iter().map(path).collect())
        .collect()
}

#[test]
fn modules_are_found_in_both_styles() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "mod c; use crate::b::d::D;"),
        ("a/c.rs", "use super::super::b::d::D;"),
        ("b/mod.rs", "pub mod d;"),
        ("b/d.rs", "pub struct D;"),
    ];
    assert_eq!(
        imports(&files),
        ["a.rs -> b/d.rs: D", "a/c.rs -> b/d.rs: D"]
    );
}

#[test]
fn a_file_that_is_missing_is_an_error() {
    let error = Tree::default().add_crate(None, "src/lib.rs", &|path| {
        (path == "src/lib.rs").then(|| "mod a;".to_owned())
    });
    assert_eq!(
        error.unwrap_err().to_string(),
        "src/lib.rs: no file for mod a"
    );
}

#[test]
fn reexports_are_followed_to_the_definition() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c; pub use b::Renamed;"),
        (
            "a.rs",
            "use crate::b::{self, Renamed, One}; fn f() { b::two(); crate::Renamed::new(); b::macro_made(); }",
        ),
        (
            "b/mod.rs",
            "mod one; mod two; pub use self::{one::*, two::{Two as Renamed, two}};",
        ),
        ("b/one.rs", "pub struct One;"),
        ("b/two.rs", "pub struct Two; pub fn two() {}"),
        (
            "c.rs",
            "use model::Id; fn f(id: model::Id) { std::mem::drop(id) }",
        ),
    ];
    assert_eq!(
        imports(&files),
        [
            "a.rs -> b/mod.rs: macro_made",
            "a.rs -> b/one.rs: One",
            "a.rs -> b/two.rs: Two two",
            "c.rs -> crates/model/src/id.rs: Id",
        ]
    );
}

#[test]
fn what_is_not_ours_is_no_import() {
    let files = [
        ("lib.rs", "mod a; use std::fmt; use serde::Serialize;"),
        (
            "a.rs",
            "use super::{fmt, Serialize}; use ::model::Id; fn f() { fmt::Debug; Serialize::x; }",
        ),
    ];
    assert_eq!(imports(&files), ["a.rs -> crates/model/src/id.rs: Id"]);
}

#[test]
fn bindings_that_name_each_other_end() {
    let files = [
        ("lib.rs", "mod a; mod b; use model;"),
        ("a.rs", "pub use crate::b::X;"),
        ("b.rs", "pub use crate::a::X; use super::model::Id;"),
    ];
    assert_eq!(imports(&files), ["b.rs -> crates/model/src/id.rs: Id"]);
}

#[test]
fn inline_modules_are_part_of_their_file() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        (
            "a.rs",
            "pub mod inner { pub struct Own; use super::super::b::B; }",
        ),
        ("b.rs", "pub struct B; fn f(own: crate::a::inner::Own) {}"),
    ];
    assert_eq!(imports(&files), ["a.rs -> b.rs: B", "b.rs -> a.rs: Own"]);
}

#[test]
fn a_parent_and_its_children_are_no_circle() {
    let files = [
        (
            "lib.rs",
            "mod a; pub struct Top; fn f() { a::b::c::deep() }",
        ),
        ("a/mod.rs", "pub mod b; pub struct A; fn f() { b::g() }"),
        (
            "a/b/mod.rs",
            "pub mod c; pub fn g() {} use super::A; use crate::Top;",
        ),
        ("a/b/c.rs", "pub fn deep() {} use super::super::A;"),
    ];
    assert!(found(&files).is_empty());
}

#[test]
fn children_that_import_each_other_are_a_circle() {
    let files = [
        ("lib.rs", "mod a;"),
        ("a/mod.rs", "mod b; mod c; pub use b::B; pub use c::C;"),
        ("a/b.rs", "use super::C; pub struct B;"),
        ("a/c.rs", "pub struct C; fn f() { super::B::new() }"),
    ];
    assert_eq!(found(&files), [["a/b.rs", "a/c.rs"]]);
}

#[test]
fn a_circle_through_a_parent_and_another_file_is_found_either_way() {
    let down = [
        ("lib.rs", "mod a; mod other;"),
        ("a/mod.rs", "mod b; pub struct A; fn f() { b::g() }"),
        ("a/b.rs", "pub fn g() {} use crate::other::Other;"),
        ("other.rs", "pub struct Other; use crate::a::A;"),
    ];
    assert_eq!(found(&down), [["a/mod.rs", "a/b.rs", "other.rs"]]);
    let up = [
        ("lib.rs", "mod a; mod other;"),
        (
            "a/mod.rs",
            "pub mod b; pub struct A; use crate::other::Other;",
        ),
        ("a/b.rs", "pub fn g() {} use super::A;"),
        ("other.rs", "pub struct Other; use crate::a::b::g;"),
    ];
    assert_eq!(found(&up), [["a/mod.rs", "a/b.rs", "other.rs"]]);
}

#[test]
fn a_room_below_imports_nothing_above() {
    let tree = tree(&[
        (
            "lib.rs",
            "mod commands; mod completion; mod config; mod output;",
        ),
        ("commands.rs", "pub struct Run; use crate::config::Home;"),
        ("completion.rs", "use crate::{commands::Run, output::show};"),
        ("config/mod.rs", "mod home; pub use home::Home;"),
        (
            "config/home.rs",
            "pub struct Home; use model::Id; use crate::output::show;",
        ),
        ("output.rs", "pub fn show() {}"),
    ]);
    assert_eq!(
        shown(&tree, &wrong_imports(&tree, &graph(&tree))),
        [
            "completion.rs -> commands.rs: Run",
            "config/home.rs -> output.rs: show",
        ]
    );
}

#[test]
fn a_rule_names_rooms_that_exist() {
    let tree = tree(&[
        ("lib.rs", "mod commands; mod completion; mod config;"),
        ("commands.rs", ""),
        ("completion.rs", ""),
        ("config.rs", ""),
    ]);
    let unknown = unknown_rooms(&tree);
    let no_room = |room: &str| format!("xtask/src/circles/floors.rs: there is no room {room}");
    assert!(unknown.contains(&no_room("src/help")), "{unknown:?}");
    assert!(!unknown.contains(&no_room("src/config")), "{unknown:?}");
}
