//! Granting, denying and kicking. What is pure of it is the [`plan`].

mod plan;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use plan::{Named, Plan, everybody_concerned, exactly, named, plan, result};

use super::App;
use super::extract::Body;
use super::failure::Failure;
use super::stage::not_in_session;
use crate::api::problem::ProblemExt;
use crate::api::{
    ErrorCode, Moderation, ModerationOutcome, ModerationRequest, ModerationResult, Reason,
};
use crate::platform::{Acted, Error, Host};
use crate::stage::{MeetingId, Operation, Outcome, Permissions, Summary, UserId};

/// How many ids a request may have.
const MOST_IDS: usize = 10_000;

type Answer = Result<Json<Moderation>, Failure>;

pub(super) async fn grant(
    State(app): State<Arc<App>>,
    Path(meeting): Path<MeetingId>,
    Body(request): Body<ModerationRequest>,
) -> Answer {
    app.moderate(meeting, Operation::Grant, request).await
}

pub(super) async fn deny(
    State(app): State<Arc<App>>,
    Path(meeting): Path<MeetingId>,
    Body(request): Body<ModerationRequest>,
) -> Answer {
    app.moderate(meeting, Operation::Deny, request).await
}

pub(super) async fn kick(
    State(app): State<Arc<App>>,
    Path(meeting): Path<MeetingId>,
    Body(request): Body<ModerationRequest>,
) -> Answer {
    app.moderate(meeting, Operation::Kick, request).await
}

impl App {
    async fn moderate(
        &self,
        meeting_id: MeetingId,
        operation: Operation,
        request: ModerationRequest,
    ) -> Answer {
        check(&request)?;
        let host = self.hosts.get(&meeting_id).await?;
        let named = if request.all {
            self.everybody_meant(&host, operation, request.including_hosts)
                .await?
        } else {
            named(request.participants, request.selectors)
        };
        let plans: Vec<_> = host.read(|roster, complete| {
            let named = named.into_iter();
            named
                .map(|named| plan(operation, named, roster, complete))
                .collect()
        });
        let acted = if request.dry_run {
            BTreeMap::new()
        } else {
            act(&host, operation, &plans).await
        };
        let ended = host.ended().map(ToString::to_string);
        let mut results: Vec<_> = host.read(|roster, _| {
            let results = plans.into_iter();
            let ended = ended.as_deref();
            results
                .map(|plan| result(operation, plan, &acted, roster, ended))
                .collect()
        });
        self.tell_who_is_registered(&host, &meeting_id, &mut results)
            .await;
        Ok(Json(Moderation {
            platform: self.platform.kind,
            meeting_id,
            dry_run: request.dry_run,
            outcome: outcome(&results),
            results,
        }))
    }

    /// Those whom `all` means at this moment.
    async fn everybody_meant(
        &self,
        host: &Host,
        operation: Operation,
        including_hosts: bool,
    ) -> Result<Vec<Named>, Failure> {
        let keep = if operation == Operation::Kick && !including_hosts {
            self.presets_that_may_not_manage().await?
        } else {
            None
        };
        let (participants, complete) =
            host.read(|roster, complete| (everybody_concerned(operation, roster), complete));
        if !complete {
            let problem = ErrorCode::RosterIncomplete
                .problem("the platform did not tell of everybody, so nobody knows who 'all' are")
                .hint("name the participants");
            return Err(problem.into());
        }
        let meant = participants.into_iter().filter(|participant| match &keep {
            None => true,
            // Of a preset that nobody knows, it is not known either that it may not.
            Some(presets) => participant
                .preset_name
                .as_ref()
                .is_some_and(|name| presets.contains(name)),
        });
        let named = meant.map(|participant| exactly(participant.user_id.to_string()));
        Ok(named.collect())
    }

    async fn presets_that_may_not_manage(&self) -> Result<Option<HashSet<String>>, Error> {
        let presets = self.platform.presets().await?.into_iter();
        let may_not = presets.filter(|preset| !Permissions::from(preset).manages_stage());
        Ok(Some(may_not.map(|preset| preset.name).collect()))
    }

    /// Tells those who are unknown from those who are only not there. By now others may have been
    /// acted on: when the platform cannot be asked, what became of them is told all the same.
    async fn tell_who_is_registered(
        &self,
        host: &Host,
        meeting: &MeetingId,
        results: &mut [ModerationResult],
    ) {
        let unknown = |result: &ModerationResult| result.reason == Some(Reason::Unknown);
        if !results.iter().any(unknown) {
            return;
        }
        let ids: Vec<_> = results
            .iter()
            .filter(|r| unknown(r))
            .map(|r| r.id.clone())
            .collect();
        let ids = ids.iter().map(String::as_str);
        let Ok(registered) = self.registered(host, meeting, ids).await else {
            return;
        };
        for result in results {
            if let Some(known) = registered.get(&*result.id) {
                result.reason = Some(Reason::NotInSession);
                result.detail = Some(not_in_session(known));
            }
        }
    }
}

/// A request names participants in exactly one way.
fn check(request: &ModerationRequest) -> Result<(), Failure> {
    let ways = [
        request.participants.is_some(),
        request.selectors.is_some(),
        request.all,
    ];
    if ways.iter().filter(|way| **way).count() != 1 {
        let detail = "the body must have exactly one of: participants, selectors, all: true";
        return Err(ErrorCode::InvalidRequest.problem(detail).into());
    }
    let lists = [
        ("participants", &request.participants),
        ("selectors", &request.selectors),
    ];
    for (field, ids) in lists {
        let ids = ids.as_deref().unwrap_or_default();
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

/// Sends the operation once for each participant, however many ids mean them.
async fn act(host: &Host, operation: Operation, plans: &[Plan]) -> BTreeMap<UserId, Acted> {
    let mut seen = BTreeSet::new();
    let users = plans.iter().filter_map(|plan| match plan {
        Plan::Send { participant, .. } => Some(participant.user_id.clone()),
        Plan::Settled(_) => None,
    });
    let users: Vec<_> = users.filter(|user| seen.insert(user.clone())).collect();
    let acted = host.act(operation, &users).await;
    users.into_iter().zip(acted).collect()
}

fn outcome(results: &[ModerationResult]) -> ModerationOutcome {
    match Summary::of(results.iter().map(|result| result.outcome)) {
        Summary::Good => ModerationOutcome::Done,
        Summary::All(Outcome::Unconfirmed) => ModerationOutcome::Unconfirmed,
        Summary::Mixed { some_good: true } => ModerationOutcome::Partial,
        Summary::All(_) | Summary::Mixed { some_good: false } => ModerationOutcome::Failed,
    }
}
