//! Loads the files of crates by their `mod` declarations.

use std::collections::{BTreeMap, BTreeSet};

use super::parser::{Module, parse};
use super::use_tree::Use;
use crate::run::Failure;

/// All crates: their files, and the modules in these.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) files: Vec<File>,
    pub(super) modules: Vec<Node>,
    /// The root module of each crate, by the name that other crates use.
    pub(super) roots: BTreeMap<String, usize>,
}

/// A file with Rust in it.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: String,
    /// The folder of its crate, with `src` or not; in the program also the module on top: `src/config`.
    pub(super) room: String,
    /// The file that declares it.
    pub(super) parent: Option<usize>,
}

/// A module: a whole file, or part of one.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) file: usize,
    pub(super) root: usize,
    pub(super) parent: Option<usize>,
    pub(super) children: BTreeMap<String, usize>,
    pub(super) uses: Vec<Use>,
    pub(super) items: BTreeSet<String>,
    pub(super) paths: BTreeSet<Vec<String>>,
}

/// Where a module stands.
struct Place {
    file: usize,
    parent: Option<usize>,
    /// The folder of the files that it declares.
    folder: String,
}

impl Tree {
    /// Adds a crate by the file of its root module. `read` gives the text of a file, if there is one.
    pub(super) fn add_crate(
        &mut self,
        name: Option<&str>,
        root: &str,
        read: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(), Failure> {
        let text = read(root).ok_or_else(|| format!("there is no {root}"))?;
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        let place = Place {
            file: self.add_file(root, None),
            parent: None,
            folder: folder.to_owned(),
        };
        let module = self.add_module(parse(&text), place, read)?;
        if let Some(name) = name {
            self.roots.insert(name.to_owned(), module);
        }
        Ok(())
    }

    /// Whether one file declares another, directly or through others.
    pub(super) fn is_above(&self, above: usize, file: usize) -> bool {
        let parent = self.files[file].parent;
        parent.is_some_and(|parent| parent == above || self.is_above(above, parent))
    }

    fn add_file(&mut self, path: &str, parent: Option<usize>) -> usize {
        self.files.push(File {
            path: path.to_owned(),
            room: room(path),
            parent,
        });
        self.files.len() - 1
    }

    fn add_module(
        &mut self,
        module: Module,
        place: Place,
        read: &dyn Fn(&str) -> Option<String>,
    ) -> Result<usize, Failure> {
        let Place {
            file,
            parent,
            folder,
        } = place;
        let index = self.modules.len();
        self.modules.push(Node {
            file,
            root: parent.map_or(index, |parent| self.modules[parent].root),
            parent,
            children: BTreeMap::new(),
            uses: module.uses,
            items: module.items,
            paths: module.paths,
        });
        for (name, inside) in module.inline {
            let place = Place {
                file,
                parent: Some(index),
                folder: format!("{folder}/{name}"),
            };
            let child = self.add_module(inside, place, read)?;
            self.modules[index].children.insert(name, child);
        }
        for name in module.files {
            let below = format!("{folder}/{name}");
            let paths = [format!("{below}.rs"), format!("{below}/mod.rs")];
            let found = paths.iter().find_map(|path| Some((path, read(path)?)));
            let (path, text) = found
                .ok_or_else(|| format!("{}: no file for mod {name}", self.files[file].path))?;
            let place = Place {
                file: self.add_file(path, Some(file)),
                parent: Some(index),
                folder: below,
            };
            let child = self.add_module(parse(&text), place, read)?;
            self.modules[index].children.insert(name, child);
        }
        Ok(index)
    }
}

/// The room that a file is in.
fn room(path: &str) -> String {
    let segments: Vec<&str> = path.split('/').collect();
    match segments.as_slice() {
        ["src", _] if path == "src/lib.rs" || path == "src/main.rs" => "src".to_owned(),
        ["src", top, ..] => format!("src/{}", top.trim_end_matches(".rs")),
        ["crates", name, ..] => format!("crates/{name}"),
        [first, ..] => (*first).to_owned(),
        [] => String::new(),
    }
}
