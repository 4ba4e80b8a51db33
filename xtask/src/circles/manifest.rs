//! Reads the manifests: which crates there are, and what each depends on. Only as much TOML as they use.

use std::collections::BTreeSet;

/// The names that a manifest depends on, also those of some platforms; what only tests need does not count. A
/// dependency that is renamed is there by both names.
pub(super) fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut is_list = false;
    for line in manifest.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            let header = header.trim_end_matches(']');
            is_list = is_dependencies(header);
            if let Some((section, name)) = header.rsplit_once('.')
                && is_dependencies(section)
            {
                names.insert(unquoted(name));
            }
        } else if let Some((key, value)) = line.split_once('=')
            && is_list
            && !line.starts_with('#')
        {
            let name = key.split('.').next().unwrap_or(key);
            names.insert(unquoted(name));
            names.extend(string(value, "package"));
        }
    }
    names
}

/// Whether a section lists what a crate itself depends on.
fn is_dependencies(section: &str) -> bool {
    let name = section.rsplit('.').next();
    name == Some("dependencies") && section != "workspace.dependencies"
}

/// The crates of the workspace that others may depend on: the name that they use, and the folder.
pub(super) fn members(manifest: &str) -> Vec<(String, String)> {
    let lines = manifest.lines().map(str::trim);
    let list = lines
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['));
    list.filter_map(|line| {
        let (name, value) = line.split_once('=')?;
        Some((unquoted(name), string(value, "path")?))
    })
    .collect()
}

fn unquoted(name: &str) -> String {
    name.trim().trim_matches(['"', '\'']).to_owned()
}

/// The string that stands for a key in an inline table.
fn string(table: &str, key: &str) -> Option<String> {
    let (_, after) = table.split_once(&format!("{key} = \""))?;
    let (value, _) = after.split_once('"')?;
    Some(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"
[workspace.dependencies]
model = { package = "dyte-stage-model", path = "crates/model", version = "0.1.0" }
tokio = { version = "1", features = ["net"] }

[package]
name = "a"

[dependencies]
# axum = "1"
model.workspace = true
http = { version = "1", package = "hyper" }

[dependencies.serde]
version = "1"

[target.'cfg(unix)'.dev-dependencies]
"rustix" = "1"

[target.'cfg(unix)'.dependencies]
libc = "1"
"#;

    #[test]
    fn dependencies_are_those_of_every_platform_without_the_ones_of_tests() {
        let names: Vec<String> = dependencies(MANIFEST).into_iter().collect();
        assert_eq!(names, ["http", "hyper", "libc", "model", "serde"]);
    }

    #[test]
    fn members_have_a_path() {
        let model = ("model".to_owned(), "crates/model".to_owned());
        assert_eq!(members(MANIFEST), [model]);
    }
}
