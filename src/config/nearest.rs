//! What somebody may have meant who wrote a name that is none.

/// How alike two names must be before one is taken for the other; the same as for commands.
const ALIKE: f64 = 0.7;

/// The name that is most like what was written, if any is like it.
pub fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let alike = names
        .into_iter()
        .map(|name| (strsim::jaro(written, name), name));
    let alike = alike.filter(|(likeness, _)| *likeness > ALIKE);
    let most = alike.max_by(|(a, _), (b, _)| a.total_cmp(b));
    most.map(|(_, name)| name)
}
