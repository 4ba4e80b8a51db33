//! Connects as a participant, does its operation, and holds or releases the connection.

use std::sync::Arc;

use tokio::time::timeout;

use super::messages;
use super::presence::{Presence, presence};
use crate::app::App;
use crate::failure::Failure;
use crate::held_connections::HeldConnection;
use crate::hosts::join_uncancelled;
use crate::operation_result::OperationResult;
use crate::targets::registered::not_in_session;
use api::{Acting, ActingRequest, ConnectionUse, ErrorCode, Registered};
use model::{
    Conflict, MeetingId, Operation, Outcome, SessionId, StageAccess, StageStatus, Verdict,
};
use platform::timing::REPLY_TIMEOUT;
use platform::{ActingParticipant, JoinError, OperationEffect, ParticipantConnection};

/// Does an operation as a participant of a meeting.
pub(super) async fn act(
    app: &Arc<App>,
    (meeting_id, id): (MeetingId, String),
    operation: Operation,
    request: ActingRequest,
) -> Result<Acting, Failure> {
    let (session, actor) = tokio::join!(
        app.platform.live_session(&meeting_id),
        app.platform.acting_participant(&meeting_id, &id)
    );
    let (session_id, actor) = (session?, actor?);
    if !actor.has_stage {
        return Err(JoinError::StageNotEnabled(actor.preset_name).into());
    }
    let _turn = app.connections.turn(&meeting_id, &actor.user_id).await;
    let held = app.connections.of(&meeting_id, &actor.user_id);
    let presence = match &held {
        Some(_) => Presence::Held,
        None => presence(&app.platform, &session_id, &actor).await?,
    };
    let count = match (presence, &held) {
        (Presence::Elsewhere(count), _) => count,
        // The participant may have joined by itself meanwhile.
        (_, Some(held)) => held.connection.others(),
        _ => 0,
    };
    if count > 0 && !request.second_connection {
        let name = actor.name().to_owned();
        return Err(JoinError::ConnectedElsewhere { name, count }.into());
    }
    let task = Task {
        meeting_id,
        session_id,
        operation,
        participant: registered(&actor),
    };
    if let Some(result) = without_joining(operation, &actor, presence)? {
        return Ok(response(app, task, request, result, None));
    }
    if request.dry_run {
        let status = match presence {
            Presence::Absent => Some(StageStatus::OffStage),
            _ => held
                .as_ref()
                .and_then(|h| h.connection.status_for(operation)),
        };
        let would = messages::would(operation, status, actor.access);
        return Ok(response(app, task, request, would, None));
    }
    let held = match held {
        Some(held) => held,
        None => connect(app, &task, &actor, request).await?,
    };
    let mut result = act_on(&held, operation, &actor, presence).await;
    let connection = hold_or_release(app, &held, presence, &result).await;
    if result.outcome == Outcome::Unconfirmed && connection.is_none() {
        result.detail.push_str(messages::NOT_HELD);
    }
    Ok(response(app, task, request, result, connection))
}

/// Joins as the participant.
async fn connect(
    app: &App,
    task: &Task,
    actor: &ActingParticipant,
    request: ActingRequest,
) -> Result<Arc<HeldConnection>, Failure> {
    let (platform, meeting_id) = (app.platform.clone(), task.meeting_id.clone());
    let alone = !request.second_connection;
    let join = ParticipantConnection::join(platform, meeting_id, actor.clone(), alone);
    Ok(Arc::new(HeldConnection::new(
        task.meeting_id.clone(),
        task.participant.clone(),
        join_uncancelled(join).await?,
    )))
}

async fn act_on(
    held: &HeldConnection,
    operation: Operation,
    actor: &ActingParticipant,
    presence: Presence,
) -> OperationResult {
    let connection = &held.connection;
    // A connection that is lost just now reconnects.
    let _ = timeout(REPLY_TIMEOUT, connection.settled()).await;
    let before = connection.status_for(operation);
    let verdict = before.map(|before| (before, operation.verdict(before, actor.access)));
    match verdict {
        Some((before, Verdict::Send)) => {
            let acted = connection.act(operation).await;
            let now = connection.status_for(operation);
            let done = |now| messages::done(operation, before, now).to_owned();
            OperationResult::of(&acted, now, &unsent(connection), done)
        }
        Some((before, Verdict::Unchanged))
            if operation == Operation::Join && presence == Presence::Absent =>
        {
            OperationResult::done(Some(before), messages::CAME_IN.to_owned())
        }
        Some((before, Verdict::Unchanged)) => messages::unchanged(operation, before),
        Some((before, Verdict::Conflict(conflict))) => OperationResult::conflict(conflict, before),
        None => OperationResult::of(&OperationEffect::NotSent, None, &unsent(connection), |_| {
            String::new()
        }),
    }
}

/// Holds the connection while something rests on it, even if it reconnects just now; else releases
/// it. A simulated attendee goes on by itself.
async fn hold_or_release(
    app: &Arc<App>,
    held: &Arc<HeldConnection>,
    presence: Presence,
    result: &OperationResult,
) -> Option<AfterUse> {
    let is_good = result.outcome.is_good();
    let is_off = held.connection.status() == Some(StageStatus::OffStage);
    let rests = match presence {
        Presence::Simulated => false,
        Presence::Held => held.connection.is_there() && !is_off,
        Presence::Absent | Presence::Elsewhere(_) => is_good && !is_off,
    };
    if rests {
        let is_new = app.connections.hold(held);
        if is_new && app.outlives_callers {
            let (app, held) = (app.clone(), held.clone());
            tokio::spawn(async move { app.connections.release_when_off_stage(&held).await });
        }
        return Some(AfterUse::Held(held.clone()));
    }
    held.connection.leave().await;
    is_good.then_some(AfterUse::Detached)
}

fn response(
    app: &App,
    task: Task,
    request: ActingRequest,
    result: OperationResult,
    connection: Option<AfterUse>,
) -> Acting {
    let held = match &connection {
        Some(AfterUse::Held(held)) => Some(held),
        Some(AfterUse::Detached) | None => None,
    };
    let connection_id = held.map(|held| held.id.clone());
    let peer_id = held.and_then(|held| held.connection.peer_id());
    let connection = connection.map(|connection| match connection {
        AfterUse::Held(_) if !app.outlives_callers => ConnectionUse::Held,
        AfterUse::Held(_) | AfterUse::Detached => ConnectionUse::Detached,
    });
    Acting {
        platform: app.platform.kind,
        meeting_id: task.meeting_id,
        session_id: task.session_id,
        dry_run: request.dry_run,
        operation: task.operation,
        participant: task.participant,
        outcome: result.outcome,
        stage_status: result.status,
        reason: result.reason,
        detail: result.detail,
        connection,
        connection_id,
        peer_id,
    }
}

/// The operation, and as which participant of which session.
struct Task {
    meeting_id: MeetingId,
    session_id: SessionId,
    operation: Operation,
    participant: Registered,
}

/// What became of the connection once it was used.
enum AfterUse {
    Held(Arc<HeldConnection>),
    Detached,
}

/// The result if it is known without joining as the participant.
fn without_joining(
    operation: Operation,
    actor: &ActingParticipant,
    presence: Presence,
) -> Result<Option<OperationResult>, Failure> {
    if presence != Presence::Absent {
        return Ok(None);
    }
    match operation {
        Operation::Cancel | Operation::Leave => {
            let detail = not_in_session(actor.name());
            Err(ErrorCode::NotInSession.problem(detail).into())
        }
        // Other participants should not see it join for nothing.
        _ if actor.access == StageAccess::NotAllowed => {
            let refused = OperationResult::conflict(Conflict::NotAllowed, StageStatus::OffStage);
            Ok(Some(refused))
        }
        Operation::Request if actor.access == StageAccess::Allowed => {
            Ok(Some(messages::unchanged(operation, StageStatus::OffStage)))
        }
        _ => Ok(None),
    }
}

/// Why an operation was not sent on a connection.
fn unsent(connection: &ParticipantConnection) -> String {
    let ended = connection.ended();
    ended.map_or_else(|| messages::UNSENT.to_owned(), ToString::to_string)
}

fn registered(actor: &ActingParticipant) -> Registered {
    Registered {
        user_id: actor.user_id.clone(),
        custom_participant_id: actor.custom_participant_id.clone(),
        display_name: actor.display_name.clone(),
        preset_name: Some(actor.preset_name.clone()),
        in_session: None,
    }
}
