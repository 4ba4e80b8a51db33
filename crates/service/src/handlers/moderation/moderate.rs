//! Resolves the targets of a grant, deny or kick, sends the operation, and collects the results.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::{Plan, plan, result};
use super::results::moderation;
use crate::app::App;
use crate::failure::Failure;
use crate::targets::all::all_targets;
use crate::targets::ids::{check, targets};
use crate::targets::registered::mark_not_in_session;
use crate::targets::resolve::suggest;
use api::{Moderation, ModerationRequest};
use model::{MeetingId, Operation, UserId};
use platform::{Host, OperationEffect};

/// Does an operation for all targets of a request.
pub(super) async fn moderate(
    app: &App,
    meeting_id: MeetingId,
    operation: Operation,
    request: ModerationRequest,
) -> Result<Moderation, Failure> {
    check(
        request.participants.as_deref(),
        request.selectors.as_deref(),
        Some(request.all),
    )?;
    let mut host = app.hosts.get(&meeting_id).await?;
    // Statuses from before a lost connection may be out of date.
    host.settled().await;
    if !host.is_there() {
        host = app.hosts.get(&meeting_id).await?;
    }
    let targets = if request.all {
        let including_hosts = request.including_hosts;
        all_targets(
            &app.platform,
            &host,
            &meeting_id,
            operation,
            including_hosts,
        )
        .await?
    } else {
        targets(request.participants, request.selectors)
    };
    let plans: Vec<_> = host.read(|roster, complete| {
        let targets = targets.into_iter();
        targets
            .map(|target| plan(operation, target, roster, complete))
            .collect()
    });
    let mut acted = BTreeMap::new();
    if !request.dry_run {
        acted = act(&host, operation, &plans).await;
        if was_not_there(&host, &acted) {
            // The host left just now because nothing needed it, unless it says why.
            if let Some(error) = host.ended() {
                return Err(error.clone().into());
            }
            host = app.hosts.get(&meeting_id).await?;
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
    // Hidden participants stay hidden.
    let unseen = |id: &str| host.read(|roster, _| roster.keeps_apart(id));
    mark_not_in_session(&app.platform, &meeting_id, &mut results, unseen).await;
    host.read(|roster, _| suggest(&mut results, roster));
    let platform = app.platform.kind;
    Ok(moderation(platform, meeting_id, request.dry_run, results))
}

/// Sends the operation once for each participant, however many ids mean it.
async fn act(
    host: &Host,
    operation: Operation,
    plans: &[Plan],
) -> BTreeMap<UserId, OperationEffect> {
    let mut seen = BTreeSet::new();
    let users = plans.iter().filter_map(|plan| match plan {
        Plan::Send(target) => Some(target.participant.user_id.clone()),
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
