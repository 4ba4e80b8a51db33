//! A path from the command line, which must stay below the URL that credentials are for.

use url::Url;

/// Why a path is not below a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// It names a host of its own.
    #[error("it is a whole address; credentials go to the configured one alone")]
    Elsewhere,
    /// It leads out of the base URL.
    #[error("it has '.' or '..' in it, which would lead elsewhere")]
    Dots,
    /// It has a character that a path cannot have.
    #[error("it has '{0}' in it")]
    Unfit(char),
    /// It is empty.
    #[error("it is empty")]
    Empty,
}

/// Joins a base URL and a path, with or without a leading slash, and with or without a query. Escapes are kept.
///
/// # Errors
///
/// When the result would not be below the base URL.
pub fn relative_url(mut base: Url, path: &str) -> Result<Url, PathError> {
    if path.starts_with("//") || has_scheme(path) {
        return Err(PathError::Elsewhere);
    }
    let is_unfit = |c: char| c == '\\' || c == '#' || c.is_control();
    if let Some(unfit) = path.chars().find(|c| is_unfit(*c)) {
        return Err(PathError::Unfit(unfit));
    }
    let (path, query) = match path.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (path, None),
    };
    let path = path.strip_prefix('/').unwrap_or(path);
    if path.is_empty() {
        return Err(PathError::Empty);
    }
    if path.split('/').any(is_dots) {
        return Err(PathError::Dots);
    }
    let whole = format!("{}/{path}", base.path().trim_end_matches('/'));
    base.set_path(&whole);
    base.set_query(query);
    Ok(base)
}

/// Whether it begins with a scheme: a colon before any slash.
fn has_scheme(path: &str) -> bool {
    let before = path.split(['/', '?']).next().unwrap_or_default();
    before.contains(':')
}

/// Whether a segment is `.` or `..`, escaped or not (WHATWG URL, "double-dot path segment").
fn is_dots(segment: &str) -> bool {
    let plain = segment.to_ascii_lowercase().replace("%2e", ".");
    plain == "." || plain == ".."
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str) -> Result<String, PathError> {
        let base = "https://example.com/client/v4/accounts/a";
        relative_url(base.parse().unwrap(), path).map(Into::into)
    }

    #[test]
    fn a_path_keeps_its_query_and_its_escapes() {
        let base = "https://example.com/client/v4/accounts/a";
        for (path, is) in [
            ("/meetings", "/meetings"),
            ("meetings", "/meetings"),
            (
                "/meetings?page_no=2&search=a%20b",
                "/meetings?page_no=2&search=a%20b",
            ),
            ("/meetings/a%2Fb/c d", "/meetings/a%2Fb/c%20d"),
            ("/meetings/..a", "/meetings/..a"),
            ("/a/b:c", "/a/b:c"),
            (
                "/meetings?to=https://elsewhere.example/..",
                "/meetings?to=https://elsewhere.example/..",
            ),
        ] {
            assert_eq!(of(path), Ok(format!("{base}{is}")), "{path}");
        }
        let root = relative_url("http://127.0.0.1:7/".parse().unwrap(), "/v1/whoami");
        assert_eq!(root.unwrap().as_str(), "http://127.0.0.1:7/v1/whoami");
    }

    #[test]
    fn no_path_leads_out_of_the_base() {
        for (path, error) in [
            ("//elsewhere.example/meetings", PathError::Elsewhere),
            ("https://elsewhere.example/meetings", PathError::Elsewhere),
            ("https:/elsewhere.example", PathError::Elsewhere),
            ("mailto:a", PathError::Elsewhere),
            ("/../b", PathError::Dots),
            ("..", PathError::Dots),
            ("/meetings/%2e%2E/%2e./x", PathError::Dots),
            ("/meetings/./x", PathError::Dots),
            ("/meetings/..?a=b", PathError::Dots),
            ("\\\\elsewhere.example", PathError::Unfit('\\')),
            ("/meetings#there", PathError::Unfit('#')),
            ("/meetings\n/..", PathError::Unfit('\n')),
            ("/.\t./x", PathError::Unfit('\t')),
            ("", PathError::Empty),
            ("/", PathError::Empty),
            ("?a=b", PathError::Empty),
        ] {
            assert_eq!(of(path), Err(error), "{path}");
        }
    }
}
