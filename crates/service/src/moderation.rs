//! Granting, denying and kicking. What is pure of it is the [`plan`].

mod plan;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use plan::{Plan, everybody_concerned, plan, result};

use super::App;
use super::deed::Done;
use super::extract::{Body, Segment};
use super::failure::Failure;
use super::openapi::problems::ModerationProblems;
use super::stage::not_in_session;
use super::whom::{Named, exactly, named, suggest};
use api::problem::ProblemExt;
use api::{
    ErrorCode, Moderation, ModerationOutcome, ModerationRequest, ModerationResult, Reason, path,
};
use model::{BulkOutcome, MeetingId, Operation, Outcome, Participant, Permissions, UserId};
use platform::{Host, OperationEffect};

/// How many ids a request may have.
const MOST_IDS: usize = 10_000;

type Answer = Result<Done<Moderation>, Failure>;

/// Lets participants come on stage
///
/// Answers once the platform showed it or did not, whatever became of each.
///
/// Needs the role moderator.
#[utoipa::path(
    post,
    path = path::GRANT,
    tag = "stage",
    operation_id = "grant",
    request_body = ModerationRequest,
    responses(
        (status = 200, description = "what became of each", body = Moderation),
        ModerationProblems,
    ),
)]
pub(super) async fn grant(
    State(app): State<Arc<App>>,
    Segment(meeting): Segment<MeetingId>,
    Body(request): Body<ModerationRequest>,
) -> Answer {
    app.moderate(meeting, Operation::Grant, request).await
}

/// Turns participants down who ask, or takes a grant back
///
/// Answers once the platform showed it or did not, whatever became of each.
///
/// Needs the role moderator.
#[utoipa::path(
    post,
    path = path::DENY,
    tag = "stage",
    operation_id = "deny",
    request_body = ModerationRequest,
    responses(
        (status = 200, description = "what became of each", body = Moderation),
        ModerationProblems,
    ),
)]
pub(super) async fn deny(
    State(app): State<Arc<App>>,
    Segment(meeting): Segment<MeetingId>,
    Body(request): Body<ModerationRequest>,
) -> Answer {
    app.moderate(meeting, Operation::Deny, request).await
}

/// Takes participants off the stage
///
/// Answers once the platform showed it or did not, whatever became of each.
///
/// Needs the role moderator.
#[utoipa::path(
    post,
    path = path::KICK,
    tag = "stage",
    operation_id = "kick",
    request_body = ModerationRequest,
    responses(
        (status = 200, description = "what became of each", body = Moderation),
        ModerationProblems,
    ),
)]
pub(super) async fn kick(
    State(app): State<Arc<App>>,
    Segment(meeting): Segment<MeetingId>,
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
        let ways = [
            request.participants.is_some(),
            request.selectors.is_some(),
            request.all,
        ];
        if ways.iter().filter(|way| **way).count() != 1 {
            let detail = "the body must have exactly one of: participants, selectors, all: true";
            return Err(ErrorCode::InvalidRequest.problem(detail).into());
        }
        check_ids(
            request.participants.as_deref(),
            request.selectors.as_deref(),
        )?;
        let mut host = self.hosts.get(&meeting_id).await?;
        // Nobody is judged by where they stood before a connection was lost.
        host.settled().await;
        if !host.is_there() {
            host = self.hosts.get(&meeting_id).await?;
        }
        let named = if request.all {
            self.everybody_meant(&host, &meeting_id, operation, request.including_hosts)
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
        let mut acted = BTreeMap::new();
        if !request.dry_run {
            acted = act(&host, operation, &plans).await;
            if was_not_there(&host, &acted) {
                // It left just now because nobody needed it, unless it says why.
                if let Some(error) = host.ended() {
                    return Err(error.clone().into());
                }
                host = self.hosts.get(&meeting_id).await?;
                acted = act(&host, operation, &plans).await;
            }
        }
        let ended = host.ended().map(ToString::to_string);
        let mut results: Vec<_> = host.read(|roster, _| {
            let results = plans.into_iter();
            let ended = ended.as_deref();
            results
                .map(|plan| result(operation, plan, &acted, roster, ended))
                .collect()
        });
        // Those who are there unseen stay so.
        let unseen = |id: &str| host.read(|roster, _| roster.keeps_apart(id));
        self.tell_who_is_registered(&meeting_id, &mut results, unseen)
            .await;
        host.read(|roster, _| suggest(&mut results, roster));
        let moderation = Moderation {
            platform: self.platform.kind,
            meeting_id,
            dry_run: request.dry_run,
            outcome: outcome(&results),
            results,
        };
        Ok(Done(StatusCode::OK, moderation))
    }

    /// Those whom `all` means at this moment.
    async fn everybody_meant(
        &self,
        host: &Host,
        meeting: &MeetingId,
        operation: Operation,
        including_hosts: bool,
    ) -> Result<Vec<Named>, Failure> {
        let (mut meant, complete) =
            host.read(|roster, complete| (everybody_concerned(operation, roster), complete));
        if !complete {
            let problem = ErrorCode::RosterIncomplete
                .problem("the platform did not tell of everybody, so nobody knows who 'all' are")
                .hint("name the participants");
            return Err(problem.into());
        }
        if operation == Operation::Kick && !including_hosts {
            meant = self.without_hosts(meeting, meant).await?;
        }
        let named = meant.into_iter();
        Ok(named
            .map(|participant| exactly(participant.user_id.to_string()))
            .collect())
    }

    /// Leaves out those whose presets may manage the stage. It must be known of everybody.
    async fn without_hosts(
        &self,
        meeting: &MeetingId,
        mut participants: Vec<Participant>,
    ) -> Result<Vec<Participant>, Failure> {
        if participants.iter().any(|p| p.preset_name.is_none()) {
            let registered = self.platform.rest.participants(meeting).await?.into_iter();
            let mut presets: HashMap<_, _> = registered.map(|p| (p.id, p.preset_name)).collect();
            for participant in participants.iter_mut().filter(|p| p.preset_name.is_none()) {
                let preset = presets.remove(participant.user_id.as_str());
                participant.preset_name = preset.flatten();
            }
        }
        let presets = self.platform.presets().await?;
        let manages: HashMap<&str, bool> = presets
            .iter()
            .map(|preset| (&*preset.name, Permissions::from(preset).manages_stage()))
            .collect();
        let is_host = |participant: &Participant| {
            let preset = participant.preset_name.as_deref()?;
            manages.get(preset).copied()
        };
        if let Some(unknown) = participants.iter().find(|p| is_host(p).is_none()) {
            let detail = format!(
                "it is not known whether {} ({}) may manage the stage",
                unknown.user_id, unknown.display_name
            );
            let problem = ErrorCode::RosterIncomplete.problem(detail);
            return Err(problem
                .hint("name the participants, or add --including-hosts")
                .into());
        }
        let hosts_out = participants
            .into_iter()
            .filter(|p| is_host(p) == Some(false));
        Ok(hosts_out.collect())
    }

    /// Tells those who are unknown from those who are only not there. By now others may have been
    /// acted on: when the platform cannot be asked, what became of them is told all the same.
    pub(super) async fn tell_who_is_registered<P>(
        &self,
        meeting: &MeetingId,
        results: &mut [ModerationResult<P>],
        unseen: impl Fn(&str) -> bool,
    ) {
        let unknown = |result: &ModerationResult<P>| result.reason == Some(Reason::Unknown);
        if !results.iter().any(unknown) {
            return;
        }
        let ids: Vec<_> = results
            .iter()
            .filter(|r| unknown(r) && !unseen(&r.id))
            .map(|r| r.id.clone())
            .collect();
        let ids = ids.iter().map(String::as_str);
        let Ok(registered) = self.registered(meeting, ids).await else {
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

/// Ids are some, and not too many.
pub(super) fn check_ids(
    participants: Option<&[String]>,
    selectors: Option<&[String]>,
) -> Result<(), Failure> {
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

/// Sends the operation once for each participant, however many ids mean them.
async fn act(
    host: &Host,
    operation: Operation,
    plans: &[Plan],
) -> BTreeMap<UserId, OperationEffect> {
    let mut seen = BTreeSet::new();
    let users = plans.iter().filter_map(|plan| match plan {
        Plan::Send(found) => Some(found.participant.user_id.clone()),
        Plan::Settled(_) => None,
    });
    let users: Vec<_> = users.filter(|user| seen.insert(user.clone())).collect();
    let acted = host.act(operation, &users).await;
    users.into_iter().zip(acted).collect()
}

/// Whether nothing was sent because the host was no longer in the meeting.
fn was_not_there(host: &Host, acted: &BTreeMap<UserId, OperationEffect>) -> bool {
    let unsent = acted
        .values()
        .all(|acted| *acted == OperationEffect::NotSent);
    !acted.is_empty() && unsent && !host.is_there()
}

pub(super) fn outcome<P>(results: &[ModerationResult<P>]) -> ModerationOutcome {
    match BulkOutcome::of(results.iter().map(|result| result.outcome)) {
        BulkOutcome::Good => ModerationOutcome::Done,
        BulkOutcome::All(Outcome::Unconfirmed) => ModerationOutcome::Unconfirmed,
        BulkOutcome::Mixed { some_good: true } => ModerationOutcome::Partial,
        BulkOutcome::All(_) | BulkOutcome::Mixed { some_good: false } => ModerationOutcome::Failed,
    }
}
