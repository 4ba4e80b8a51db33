//! Finds the file that defines what a path names. Re-exports and other `use` lines on the way are followed.

use super::tree::Tree;
use super::use_tree::{Binding, Use};

/// What a path of ours names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    Module(usize),
    /// An item, or something within one, and the file that defines it.
    Item {
        file: usize,
        name: String,
    },
}

/// Finds what a path in a module names; nothing if it is not ours.
pub(super) fn resolve(tree: &Tree, module: usize, path: &[String]) -> Option<Target> {
    Resolver {
        tree,
        followed: Vec::new(),
    }
    .path(module, path)
}

struct Resolver<'a> {
    tree: &'a Tree,
    /// The bindings that were followed on the way: none is followed twice.
    followed: Vec<(usize, usize)>,
}

impl Resolver<'_> {
    fn path(&mut self, module: usize, path: &[String]) -> Option<Target> {
        let (first, mut rest) = path.split_first()?;
        match first.as_str() {
            "crate" => self.below(self.tree.modules[module].root, rest),
            "self" => self.below(module, rest),
            "super" => {
                let mut above = self.tree.modules[module].parent?;
                while let Some(("super", after)) = split(rest) {
                    above = self.tree.modules[above].parent?;
                    rest = after;
                }
                self.below(above, rest)
            }
            "" => self.of_crate(rest),
            _ => self
                .known(module, first, rest)
                .or_else(|| self.of_crate(path)),
        }
    }

    /// What a path names that begins with a crate.
    fn of_crate(&mut self, path: &[String]) -> Option<Target> {
        let (name, rest) = split(path)?;
        let root = *self.tree.roots.get(name)?;
        self.below(root, rest)
    }

    /// What a path names whose first segment is in a module. What is not found there is made by a macro.
    fn below(&mut self, module: usize, path: &[String]) -> Option<Target> {
        let Some((name, rest)) = path.split_first() else {
            return Some(Target::Module(module));
        };
        let found = self.known(module, name, rest);
        let node = &self.tree.modules[module];
        let is_named =
            |found: &Use| matches!(&found.binding, Binding::Name(bound) if bound == name);
        let is_declared = node.children.contains_key(name) || node.uses.iter().any(is_named);
        if found.is_some() || is_declared {
            // A `use` line of what is not ours leads nowhere.
            return found;
        }
        Some(Target::Item {
            file: node.file,
            name: name.clone(),
        })
    }

    /// What a name stands for in a module, if its source says so, and what follows it.
    fn known(&mut self, module: usize, name: &str, rest: &[String]) -> Option<Target> {
        let node = &self.tree.modules[module];
        let child = node.children.get(name).copied();
        if let Some(child) = child
            && !rest.is_empty()
        {
            return self.below(child, rest);
        }
        if node.items.contains(name) {
            return Some(Target::Item {
                file: node.file,
                name: name.to_owned(),
            });
        }
        for (at, found) in node.uses.iter().enumerate() {
            let is_glob = found.binding == Binding::Glob;
            let is_named = matches!(&found.binding, Binding::Name(bound) if bound == name);
            if !(is_glob || is_named) || self.followed.contains(&(module, at)) {
                continue;
            }
            self.followed.push((module, at));
            let target = match self.path(module, &found.path) {
                Some(Target::Module(inside)) if is_glob => self.known(inside, name, rest),
                Some(Target::Module(inside)) => self.below(inside, rest),
                Some(Target::Item { .. }) if is_glob => None,
                item => item,
            };
            self.followed.pop();
            if target.is_some() {
                return target;
            }
        }
        child.map(Target::Module)
    }
}

fn split(path: &[String]) -> Option<(&str, &[String])> {
    let (first, rest) = path.split_first()?;
    Some((first, rest))
}
