//! The circles of files, without those of a parent and its children alone.

use std::collections::BTreeSet;

use super::graph::Graph;
use super::tarjan::components;
use super::tree::Tree;

/// Files that import each other, directly or through others.
///
/// A parent and its children may do so. Therefore two searches: one in which parents do not import from their
/// children, one in which children do not import from their parents. A circle that either finds leads through
/// another file.
pub(super) fn circles(tree: &Tree, graph: &Graph) -> Vec<BTreeSet<usize>> {
    let search = |is_left_out: &dyn Fn(usize, usize) -> bool| {
        let mut edges = vec![Vec::new(); tree.files.len()];
        for &(from, to) in graph.keys() {
            if !is_left_out(from, to) {
                edges[from].push(to);
            }
        }
        components(&edges)
    };
    let mut circles = search(&|from, to| tree.is_above(from, to));
    circles.extend(search(&|from, to| tree.is_above(to, from)));
    joined(circles)
}

/// The same sets, those with a file in common made one.
fn joined(sets: Vec<BTreeSet<usize>>) -> Vec<BTreeSet<usize>> {
    let mut joined: Vec<BTreeSet<usize>> = Vec::new();
    for mut set in sets {
        while let Some(at) = joined.iter().position(|other| !other.is_disjoint(&set)) {
            set.extend(joined.swap_remove(at));
        }
        joined.push(set);
    }
    joined.sort();
    joined
}
