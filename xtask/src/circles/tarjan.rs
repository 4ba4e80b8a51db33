//! Strongly connected components, by Tarjan's algorithm.

use std::collections::BTreeSet;

/// The components of two or more nodes. `edges` has the targets of each node.
pub(super) fn components(edges: &[Vec<usize>]) -> Vec<BTreeSet<usize>> {
    let mut search = Search {
        edges,
        visits: vec![None; edges.len()],
        count: 0,
        stack: Vec::new(),
        components: Vec::new(),
    };
    for node in 0..edges.len() {
        if search.visits[node].is_none() {
            search.visit(node);
        }
    }
    search.components
}

/// When a node was met, and the earliest node on the stack that it leads to.
#[derive(Clone, Copy)]
struct Visit {
    order: usize,
    lowest: usize,
    is_on_stack: bool,
}

struct Search<'a> {
    edges: &'a [Vec<usize>],
    visits: Vec<Option<Visit>>,
    count: usize,
    stack: Vec<usize>,
    components: Vec<BTreeSet<usize>>,
}

impl Search<'_> {
    /// Visits a node and all that it leads to; the earliest that it leads to.
    fn visit(&mut self, node: usize) -> usize {
        let order = self.count;
        self.count += 1;
        self.stack.push(node);
        let mut visit = Visit {
            order,
            lowest: order,
            is_on_stack: true,
        };
        self.visits[node] = Some(visit);
        for &target in &self.edges[node] {
            let lowest = match self.visits[target] {
                None => self.visit(target),
                Some(met) if met.is_on_stack => met.order,
                Some(_) => continue,
            };
            visit.lowest = visit.lowest.min(lowest);
        }
        self.visits[node] = Some(visit);
        if visit.lowest == visit.order {
            self.pop_component(node);
        }
        visit.lowest
    }

    fn pop_component(&mut self, first: usize) {
        let mut component = BTreeSet::new();
        while let Some(node) = self.stack.pop() {
            if let Some(visit) = &mut self.visits[node] {
                visit.is_on_stack = false;
            }
            component.insert(node);
            if node == first {
                break;
            }
        }
        if component.len() > 1 {
            self.components.push(component);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(edges: &[&[usize]]) -> Vec<Vec<usize>> {
        let edges: Vec<Vec<usize>> = edges.iter().map(|targets| targets.to_vec()).collect();
        let mut found: Vec<Vec<usize>> = components(&edges)
            .into_iter()
            .map(|component| component.into_iter().collect())
            .collect();
        found.sort();
        found
    }

    #[test]
    fn a_tree_has_none() {
        assert!(found(&[]).is_empty());
        assert!(found(&[&[1, 2], &[3], &[3], &[]]).is_empty());
    }

    #[test]
    fn circles_are_found_apart() {
        assert_eq!(
            found(&[&[1], &[0, 2], &[3], &[4], &[2]]),
            [vec![0, 1], vec![2, 3, 4]]
        );
    }

    #[test]
    fn circles_that_share_a_node_are_one() {
        assert_eq!(found(&[&[1], &[0, 2], &[1], &[0]]), [[0, 1, 2]]);
    }
}
