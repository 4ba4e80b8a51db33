//! Reads the sources and manifests of the repository, and prints what is wrong with their imports.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::family::circles;
use super::floors::{unknown_rooms, wrong_dependencies, wrong_imports};
use super::graph::{Graph, graph};
use super::manifest::{dependencies, members};
use super::tree::Tree;
use crate::run::{Failure, root};

/// The name by which `main.rs` imports the program's library.
const PROGRAM: &str = "dyte_stage";

/// Prints what is wrong, and fails if anything is.
pub(crate) fn check() -> Result<(), Failure> {
    match print()? {
        0 => Ok(()),
        wrong => Err(format!("imports that must not be: {wrong}").into()),
    }
}

/// Prints what is wrong.
pub(crate) fn list() -> Result<(), Failure> {
    print().map(|_| ())
}

/// Prints what is wrong, and counts it.
fn print() -> Result<usize, Failure> {
    let read = |path: &str| fs::read_to_string(root().join(path)).ok();
    let manifest_in = |folder: &str| {
        let path = format!("{folder}Cargo.toml");
        read(&path).ok_or_else(|| Failure::from(format!("there is no {path}")))
    };
    let mut tree = Tree::default();
    let manifest = manifest_in("")?;
    let mut crates = BTreeMap::from([(PROGRAM.to_owned(), dependencies(&manifest))]);
    for (name, folder) in members(&manifest) {
        tree.add_crate(Some(&name), &format!("{folder}/src/lib.rs"), &read)?;
        crates.insert(name, dependencies(&manifest_in(&format!("{folder}/"))?));
    }
    tree.add_crate(Some(PROGRAM), "src/lib.rs", &read)?;
    tree.add_crate(None, "src/main.rs", &read)?;
    tree.add_crate(None, "xtask/src/main.rs", &read)?;

    let graph = graph(&tree);
    let mut rules = wrong_dependencies(&crates);
    rules.extend(unknown_rooms(&tree));
    for wrong in &rules {
        println!("{wrong}");
    }
    let imports = wrong_imports(&tree, &graph);
    if !imports.is_empty() {
        println!("imports from a floor above:");
        print_imports(&tree, &imports);
    }
    let circles = circles(&tree, &graph);
    for circle in &circles {
        let inside = |(from, to): &(usize, usize)| circle.contains(from) && circle.contains(to);
        let edges = graph.iter().filter(|(edge, _)| inside(edge));
        println!("a circle of {} files:", circle.len());
        print_imports(
            &tree,
            &edges.map(|(edge, names)| (*edge, names.clone())).collect(),
        );
    }
    print_summary(&tree, &circles);
    Ok(rules.len() + imports.len() + circles.len())
}

fn print_imports(tree: &Tree, imports: &Graph) {
    for ((from, to), names) in imports {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (from, to) = (&tree.files[*from].path, &tree.files[*to].path);
        println!("  {from} imports {} from {to}", names.join(", "));
    }
}

/// How many files are in circles: by room, and in all.
fn print_summary(tree: &Tree, circles: &[BTreeSet<usize>]) {
    let mut rooms: BTreeMap<&str, usize> = BTreeMap::new();
    for &file in circles.iter().flatten() {
        *rooms.entry(&tree.files[file].room).or_default() += 1;
    }
    for (room, files) in rooms {
        println!("{files:5} {room}");
    }
    let files: usize = circles.iter().map(BTreeSet::len).sum();
    println!("circles: {files} files in {} circles", circles.len());
}
