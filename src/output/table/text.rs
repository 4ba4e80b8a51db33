//! Text that participants chose, made safe to print.

/// Text without what would break a line or reorder it: control characters, line separators and
/// bidirectional overrides. Nor does it hold what some CI systems take as a command anywhere in a
/// line.
pub(crate) fn plain(text: &str) -> String {
    let text: String = text.chars().filter(|c| !is_unsafe(*c)).collect();
    text.replace("##[", "# #[").replace("##vso[", "# #vso[")
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}'
                | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

/// Text that every terminal takes for equally wide: emoji that are joined, coloured or chosen by an
/// invisible character are shown as what they are made of, as terminals do not agree on the rest.
pub(super) fn measurable(text: &str) -> String {
    let joins = |c: char| {
        matches!(
            c,
            '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}'
        )
    };
    text.chars().filter(|c| !joins(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_are_shown_as_what_they_are_made_of() {
        assert_eq!(measurable("👩‍👩‍👧 🧑🏿‍🚀 ❤️ Zoë"), "👩👩👧 🧑🚀 ❤ Zoë");
    }

    #[test]
    fn names_cannot_break_or_reorder_a_line() {
        let name = "Eve\n::add-mask::x\u{202e}gpj.exe\u{1b}[31m\u{2066}\r";
        assert_eq!(plain(name), "Eve::add-mask::xgpj.exe[31m");
    }

    #[test]
    fn names_are_no_commands_of_a_ci_system() {
        assert_eq!(plain("##[add-mask]a"), "# #[add-mask]a");
        assert_eq!(plain("x ##vso[task]"), "x # #vso[task]");
        assert_eq!(plain("##\u{7}[add-mask]"), "# #[add-mask]");
    }
}
