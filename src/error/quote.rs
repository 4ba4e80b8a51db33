//! Words of a command that a message suggests, as a shell reads them.

/// A word as a shell reads it whole.
pub(crate) fn quoted(word: &str) -> String {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=".contains(c);
    if !word.is_empty() && word.chars().all(is_safe) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// A flag that names a profile.
pub(crate) fn profile_flag(name: &str) -> String {
    format!("--profile {}", quoted(name))
}
