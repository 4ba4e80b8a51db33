//! The query of lists: which page, and which items.

use serde::Deserialize;

use protocol::rest::Paging;

const DEFAULT_PAGE: usize = 20;

/// The query of a list.
#[derive(Deserialize)]
pub(super) struct ListQuery {
    page_no: Option<usize>,
    per_page: Option<usize>,
    search: Option<String>,
    pub(super) associated_id: Option<String>,
    pub(super) status: Option<String>,
}

impl ListQuery {
    /// The requested page of a list; pages count from 1.
    pub(super) fn page<T>(&self, items: Vec<T>) -> (Vec<T>, Paging) {
        let per_page = self.per_page.unwrap_or(DEFAULT_PAGE).max(1);
        let skipped = (self.page_no.unwrap_or(1).max(1) - 1).saturating_mul(per_page);
        let total = items.len();
        let page: Vec<_> = items.into_iter().skip(skipped).take(per_page).collect();
        let start = (skipped + 1).min(total);
        let paging = Paging {
            total_count: Some(total as u64),
            start_offset: start as u64,
            end_offset: (skipped + page.len()).min(total) as u64,
        };
        (page, paging)
    }

    /// Whether one of the texts of an item contains the search text.
    pub(super) fn matches(&self, texts: &[&str]) -> bool {
        let wanted = self.search.as_deref().unwrap_or_default().to_lowercase();
        texts
            .iter()
            .any(|text| text.to_lowercase().contains(&wanted))
    }
}
