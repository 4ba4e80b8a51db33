//! `--paginate`: many pages of a list as one document.

use std::collections::HashSet;

use serde_json::Value;
use url::Url;

/// How many items to ask the platform for a page, unless the user says.
const PER_PAGE: u32 = 100;
/// How many pages are read of a list before it is taken as endless.
pub(super) const MAX_PAGES: u32 = 1000;

/// How an API says which page is meant.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pager {
    /// The Stage API: everything, unless a page is asked for.
    Stage,
    /// The platform's: a few, unless more are asked for.
    Platform,
}

/// Pages that become one document.
#[derive(Debug, Default)]
pub(super) struct Pages {
    whole: Option<Value>,
    seen: HashSet<String>,
}

impl Pager {
    /// Whether the list comes in pages at all.
    pub(super) fn has_pages(self, url: &Url) -> bool {
        match self {
            Self::Stage => url.query_pairs().any(|(name, _)| name == "per_page"),
            Self::Platform => true,
        }
    }

    /// The address of a page, from 1.
    pub(super) fn page(self, url: &Url, page: u32) -> Url {
        let number = match self {
            Self::Stage => "page",
            Self::Platform => "page_no",
        };
        let pairs = url.query_pairs().filter(|(name, _)| name != number);
        let pairs: Vec<_> = pairs
            .map(|(n, v)| (n.into_owned(), v.into_owned()))
            .collect();
        let mut url = url.clone();
        let mut query = url.query_pairs_mut();
        query.clear().extend_pairs(&pairs);
        if !pairs.iter().any(|(name, _)| name == "per_page") {
            query.append_pair("per_page", &PER_PAGE.to_string());
        }
        query.append_pair(number, &page.to_string());
        drop(query);
        url
    }
}

impl Pages {
    /// Adds a page, and says whether another one may bring something new: not after one that brings
    /// nothing, nor once there is everything that there is by the answer's own account.
    pub(super) fn add(&mut self, page: Value) -> bool {
        let before = self.seen.len();
        note(&page, &mut self.seen);
        if self.seen.len() == before && self.whole.is_some() {
            return false;
        }
        let is_last = is_last(&page, self.seen.len()) || self.seen.len() == before;
        match &mut self.whole {
            Some(whole) => merge(whole, page),
            whole => *whole = Some(page),
        }
        !is_last
    }

    /// All of them as one document, if there is one.
    pub(super) fn into_whole(self) -> Option<Value> {
        self.whole
    }
}

/// Notes the items of the lists of a page.
fn note(page: &Value, seen: &mut HashSet<String>) {
    match page {
        Value::Array(items) => seen.extend(items.iter().map(ToString::to_string)),
        Value::Object(members) => members.values().for_each(|member| note(member, seen)),
        _ => {}
    }
}

/// Whether a page ends where its list does.
fn is_last(page: &Value, items: usize) -> bool {
    let number = |pointer: &str| page.pointer(pointer).and_then(Value::as_u64);
    let ends = ["/paging", "/data/paging"].iter().any(|paging| {
        let total = number(&format!("{paging}/total_count"));
        let end = number(&format!("{paging}/end_offset"));
        total.is_some_and(|total| end.is_some_and(|end| end >= total))
    });
    ends || number("/total").is_some_and(|total| items as u64 >= total)
}

/// Joins lists; of anything else, the last page's value counts, but the list begins where the first
/// page does.
fn merge(whole: &mut Value, page: Value) {
    match (whole, page) {
        (Value::Array(whole), Value::Array(page)) => whole.extend(page),
        (Value::Object(whole), Value::Object(page)) => {
            for (name, value) in page {
                match whole.get_mut(&name) {
                    Some(_) if name == "start_offset" => {}
                    Some(known) => merge(known, value),
                    None => {
                        whole.insert(name, value);
                    }
                }
            }
        }
        (whole, page) => *whole = page,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn pages_of_the_platform_become_one_document() {
        let page = |items: &[u32], start: u32, end: u32| {
            json!({"success": true, "data": {"sessions": items},
                   "paging": {"total_count": 5, "start_offset": start, "end_offset": end}})
        };
        let mut pages = Pages::default();
        assert!(pages.add(page(&[1, 2], 1, 2)));
        assert!(pages.add(page(&[3, 4], 3, 4)));
        assert!(!pages.add(page(&[5], 5, 5)));
        assert_eq!(pages.into_whole(), Some(page(&[1, 2, 3, 4, 5], 1, 5)));
    }

    #[test]
    fn a_page_that_brings_nothing_new_is_the_end_and_left_out() {
        let mut pages = Pages::default();
        assert!(pages.add(json!({"data": [1, 2]})));
        assert!(!pages.add(json!({"data": [1, 2]})));
        assert_eq!(pages.into_whole(), Some(json!({"data": [1, 2]})));
        let mut pages = Pages::default();
        assert!(!pages.add(json!({"data": []})));
        assert!(!Pages::default().add(json!({"data": {"id": "a"}})));
        assert!(!Pages::default().add(json!({"meetings": [1, 2], "total": 2})));
    }

    #[test]
    fn a_page_is_asked_for_in_the_apis_own_words() {
        let url = |query: &str| {
            format!("https://example.com/meetings{query}")
                .parse()
                .unwrap()
        };
        let page = |pager: Pager, query| pager.page(&url(query), 2).query().map(str::to_owned);
        let platform = page(Pager::Platform, "?search=a%26b&page_no=7");
        assert_eq!(platform.unwrap(), "search=a%26b&per_page=100&page_no=2");
        let stage = page(Pager::Stage, "?per_page=3&page=1");
        assert_eq!(stage.unwrap(), "per_page=3&page=2");
        assert!(!Pager::Stage.has_pages(&url("?live=true")));
        assert!(Pager::Stage.has_pages(&url("?per_page=3")));
    }
}
