//! Which file imports what from which file.

use std::collections::{BTreeMap, BTreeSet};

use super::resolve::{Target, resolve};
use super::tree::Tree;
use super::use_tree::Binding;

/// The imports between files, from the one that imports to the one that defines, with the names.
pub(super) type Graph = BTreeMap<(usize, usize), BTreeSet<String>>;

/// The imports of a tree. A module is no import by itself, but what is named through it; and a parent that
/// re-exports what its children define does not import it.
pub(super) fn graph(tree: &Tree) -> Graph {
    let mut graph = Graph::new();
    for (index, module) in tree.modules.iter().enumerate() {
        let mut import = |path: &[String], is_glob: bool, is_reexport: bool| {
            let (file, name) = match resolve(tree, index, path) {
                Some(Target::Item { file, name }) => (file, name),
                Some(Target::Module(inside)) if is_glob => {
                    (tree.modules[inside].file, "*".to_owned())
                }
                Some(Target::Module(_)) | None => return,
            };
            let is_own = file == module.file || is_reexport && tree.is_above(module.file, file);
            if !is_own {
                graph.entry((module.file, file)).or_default().insert(name);
            }
        };
        for found in &module.uses {
            import(
                &found.path,
                found.binding == Binding::Glob,
                found.is_reexport,
            );
        }
        for path in &module.paths {
            import(path, false, false);
        }
    }
    graph
}
