//! Reads and checks the ids and selectors of a request. Pure.

use std::collections::HashSet;

use crate::failure::Failure;
use api::ErrorCode;
use api::problem::ProblemExt;
use model::Selector;

/// How many ids a request may have.
const MOST_IDS: usize = 10_000;

/// An id in a request, and the selector that it stands for.
pub(crate) struct Target {
    pub(crate) id: String,
    pub(crate) selector: Selector,
}

impl Target {
    pub(crate) fn exact(id: String) -> Self {
        Self {
            selector: Selector::Exact(id.clone()),
            id,
        }
    }
}

/// Each id once, in the order given.
pub(crate) fn targets(
    participants: Option<Vec<String>>,
    selectors: Option<Vec<String>>,
) -> Vec<Target> {
    let exact = participants.unwrap_or_default().into_iter();
    let exact = exact.map(Target::exact);
    let typed = selectors.unwrap_or_default().into_iter().map(|id| Target {
        selector: Selector::parse(&id),
        id,
    });
    let mut seen = HashSet::new();
    let all = exact.chain(typed);
    all.filter(|target| seen.insert(target.id.clone()))
        .collect()
}

/// Refuses a request unless it has exactly one of the ways to say its targets, and refuses lists
/// that are too long or have empty ids.
pub(crate) fn check(
    participants: Option<&[String]>,
    selectors: Option<&[String]>,
    all: Option<bool>,
) -> Result<(), Failure> {
    let ways = [
        participants.is_some(),
        selectors.is_some(),
        all.unwrap_or(false),
    ];
    if ways.iter().filter(|way| **way).count() != 1 {
        let all = all.map_or("", |_| ", all: true");
        let detail = format!("the body must have exactly one of: participants, selectors{all}");
        return Err(ErrorCode::InvalidRequest.problem(detail).into());
    }
    let lists = [("participants", participants), ("selectors", selectors)];
    for (field, ids) in lists {
        let ids = ids.unwrap_or_default();
        if ids.len() > MOST_IDS {
            let detail = format!("{} ids are more than {MOST_IDS}", ids.len());
            return Err(ErrorCode::InvalidRequest
                .problem(detail)
                .field(field)
                .into());
        }
        if let Some(empty) = ids.iter().position(|id| id.trim().is_empty()) {
            let problem = ErrorCode::InvalidRequest.problem("an id is empty");
            return Err(problem.field(format!("{field}[{empty}]")).into());
        }
    }
    Ok(())
}
