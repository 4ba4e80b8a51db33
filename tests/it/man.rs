//! The man pages.

use crate::support::Home;

/// The titles of a page's sections, each of which has something below it.
fn sections(page: &str) -> Vec<&str> {
    let lines: Vec<_> = page.lines().collect();
    let at = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.starts_with(".SH "));
    let titles = at.map(|(place, line)| {
        let next = lines
            .get(place + 1)
            .unwrap_or_else(|| panic!("empty: {line}"));
        assert!(
            !next.is_empty() && !next.starts_with(".SH "),
            "empty: {line}"
        );
        line[4..].trim_matches('"')
    });
    titles.collect()
}

#[test]
fn every_command_has_a_page() {
    let home = Home::new();
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man1");
    let told = home.run(&["man", "--dir", pages.to_str().unwrap()]);
    assert!(told.ends_with("-- exit 0\n"), "{told}");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&pages).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let page = std::fs::read_to_string(&path).unwrap();
        let title = name.strip_suffix(".1").unwrap();
        // What roff takes for a macro of ours would be left out in silence.
        let head = format!(".TH {title} 1");
        assert!(
            page.lines().any(|line| line.starts_with(&head)),
            "{name}: {page}"
        );
        let sections = sections(&page);
        for section in [
            "NAME",
            "SYNOPSIS",
            "DESCRIPTION",
            "EXAMPLES",
            "EXIT STATUS",
            "ENVIRONMENT",
        ] {
            assert!(sections.contains(&section), "{name}: {sections:?}");
        }
        names.push(title.to_owned());
    }
    let reference = home.run(&["help", "reference"]);
    let commands = reference
        .lines()
        .filter_map(|line| line.strip_prefix("## dyte-stage"));
    let mut commands: Vec<_> = commands
        .map(|words| format!("dyte-stage{}", words.replace(' ', "-")))
        .collect();
    names.sort();
    commands.sort();
    assert_eq!(names, commands);
    assert!(names.contains(&"dyte-stage-requests-list".to_owned()));
}

#[test]
fn one_page_is_printed() {
    let home = Home::new();
    let page = home.run(&["man", "requests", "list"]);
    assert!(page.contains(".SH EXAMPLES"), "{page}");
    assert!(
        page.contains("\\fBdyte\\-stage requests list\\fR"),
        "{page}"
    );
    assert!(page.ends_with("-- stderr\n-- exit 0\n"), "{page}");
    insta::assert_snapshot!(home.run(&["man", "nothing"]), @"
    -- stderr
    error: there is no help on 'nothing'
    hint: see: dyte-stage help
    -- exit 2
    ");
    let full = home.run(&["man", "--dir", "/dev/null/pages"]);
    assert!(full.ends_with("-- exit 1\n"), "{full}");
    // Nothing is connected to, nor kept.
    assert!(home.is_untouched() && !home.path().join("state").exists());
}
