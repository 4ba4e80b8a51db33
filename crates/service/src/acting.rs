//! Acting as a participant: asking to come on stage, coming, and leaving it, on a connection of their own
//! (docs/design.md, "Acting as a participant"). What is pure of it is in [`words`].

mod words;

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use tokio::time::timeout;

use super::App;
use super::became::Became;
use super::connections::Held;
use super::deed::Done;
use super::extract::{Body, Segment};
use super::failure::Failure;
use super::hosts::arrive;
use super::openapi::problems::{ActingProblems, LeavingProblems};
use api::{Acting, ActingRequest, ConnectionUse, ErrorCode, Registered, path};
use model::{
    Conflict, MeetingId, Operation, Outcome, PeerId, SessionId, StageAccess, StageStatus, Verdict,
};
use platform::timing::REPLY_TIMEOUT;
use platform::{ActingParticipant, JoinError, OperationEffect, ParticipantConnection};

type Answer = Result<Done<Acting>, Failure>;

/// Asks to come on stage
///
/// As the participant, on a connection of theirs, which the service holds while something rests on it.
///
/// Needs the role admin.
#[utoipa::path(
    post,
    path = path::REQUEST,
    tag = "acting",
    operation_id = "request",
    request_body = ActingRequest,
    responses(
        (status = 200, description = "what became of it", body = Acting),
        ActingProblems,
    ),
)]
pub(super) async fn request(
    State(app): State<Arc<App>>,
    Segment(whose): Segment<(MeetingId, String)>,
    Body(how): Body<ActingRequest>,
) -> Answer {
    app.act(whose, Operation::Request, how).await
}

/// Withdraws a request
///
/// As the participant, on a connection of theirs, which the service holds while something rests on it.
///
/// Needs the role admin.
#[utoipa::path(
    post,
    path = path::CANCEL,
    tag = "acting",
    operation_id = "cancel",
    request_body = ActingRequest,
    responses(
        (status = 200, description = "what became of it", body = Acting),
        LeavingProblems,
    ),
)]
pub(super) async fn cancel(
    State(app): State<Arc<App>>,
    Segment(whose): Segment<(MeetingId, String)>,
    Body(how): Body<ActingRequest>,
) -> Answer {
    app.act(whose, Operation::Cancel, how).await
}

/// Comes on stage
///
/// As the participant, on a connection of theirs, which the service holds while something rests on it.
///
/// Needs the role admin.
#[utoipa::path(
    post,
    path = path::JOIN,
    tag = "acting",
    operation_id = "join",
    request_body = ActingRequest,
    responses(
        (status = 200, description = "what became of it", body = Acting),
        ActingProblems,
    ),
)]
pub(super) async fn join(
    State(app): State<Arc<App>>,
    Segment(whose): Segment<(MeetingId, String)>,
    Body(how): Body<ActingRequest>,
) -> Answer {
    app.act(whose, Operation::Join, how).await
}

/// Leaves the stage, or gives a grant back
///
/// As the participant, on a connection of theirs, which the service holds while something rests on it.
///
/// Needs the role admin.
#[utoipa::path(
    post,
    path = path::LEAVE,
    tag = "acting",
    operation_id = "leave",
    request_body = ActingRequest,
    responses(
        (status = 200, description = "what became of it", body = Acting),
        LeavingProblems,
    ),
)]
pub(super) async fn leave(
    State(app): State<Arc<App>>,
    Segment(whose): Segment<(MeetingId, String)>,
    Body(how): Body<ActingRequest>,
) -> Answer {
    app.act(whose, Operation::Leave, how).await
}

/// How somebody is in the session before we act for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    /// They are not.
    Absent,
    /// By a connection that this service holds.
    Held,
    /// As one of the sandbox's simulated attendees, whose place a connection takes.
    Simulated,
    /// By so many connections of their own.
    Elsewhere(usize),
}

impl App {
    async fn act(
        self: &Arc<Self>,
        (meeting_id, id): (MeetingId, String),
        operation: Operation,
        how: ActingRequest,
    ) -> Answer {
        let (session, actor) = tokio::join!(
            self.platform.live_session(&meeting_id),
            self.platform.acting_participant(&meeting_id, &id)
        );
        let (session_id, actor) = (session?, actor?);
        if !actor.has_stage {
            return Err(JoinError::StageNotEnabled(actor.preset_name).into());
        }
        let _turn = self.connections.turn(&meeting_id, &actor.user_id).await;
        let held = self.connections.of(&meeting_id, &actor.user_id);
        let presence = match &held {
            Some(_) => Presence::Held,
            None => self.presence(&session_id, &actor).await?,
        };
        let count = match (presence, &held) {
            (Presence::Elsewhere(count), _) => count,
            // Somebody held may have come by themselves meanwhile.
            (_, Some(held)) => held.connection.others(),
            _ => 0,
        };
        if count > 0 && !how.second_connection {
            let name = actor.name().to_owned();
            return Err(JoinError::ConnectedElsewhere { name, count }.into());
        }
        let about = About {
            meeting_id,
            session_id,
            operation,
            participant: registered(&actor),
        };
        if let Some(became) = without_joining(operation, &actor, presence)? {
            return Ok(self.answer(about, how, became, None));
        }
        if how.dry_run {
            let status = match presence {
                Presence::Absent => Some(StageStatus::OffStage),
                _ => held
                    .as_ref()
                    .and_then(|h| h.connection.status_for(operation)),
            };
            let would = words::would(operation, status, actor.access);
            return Ok(self.answer(about, how, would, None));
        }
        let held = match held {
            Some(held) => held,
            None => self.connect(&about, &actor, how).await?,
        };
        let mut became = self.act_on(&held, operation, &actor, presence).await;
        let connection = self.keep_or_release(&held, presence, &became).await;
        if became.outcome == Outcome::Unconfirmed && connection.is_none() {
            became.detail.push_str(words::NOT_HELD);
        }
        Ok(self.answer(about, how, became, connection))
    }

    /// How somebody is in the session, by the platform's records.
    async fn presence(
        &self,
        session: &SessionId,
        actor: &ActingParticipant,
    ) -> Result<Presence, Failure> {
        let there = self.platform.session_roster(session).await?;
        Ok(match there.participant(&actor.user_id) {
            None => Presence::Absent,
            Some(participant) => {
                let own = |id: &&PeerId| !self.platform.is_simulated(id);
                match participant.peer_ids.iter().filter(own).count() {
                    0 => Presence::Simulated,
                    count => Presence::Elsewhere(count),
                }
            }
        })
    }

    /// Joins as somebody.
    async fn connect(
        &self,
        about: &About,
        actor: &ActingParticipant,
        how: ActingRequest,
    ) -> Result<Arc<Held>, Failure> {
        let (platform, meeting_id) = (self.platform.clone(), about.meeting_id.clone());
        let alone = !how.second_connection;
        let join = ParticipantConnection::join(platform, meeting_id, actor.clone(), alone);
        Ok(Arc::new(Held::new(
            about.meeting_id.clone(),
            about.participant.clone(),
            arrive(join).await?,
        )))
    }

    async fn act_on(
        &self,
        held: &Held,
        operation: Operation,
        actor: &ActingParticipant,
        presence: Presence,
    ) -> Became {
        let connection = &held.connection;
        // A connection that is lost just now is on its way back.
        let _ = timeout(REPLY_TIMEOUT, connection.settled()).await;
        let before = connection.status_for(operation);
        let verdict = before.map(|before| (before, operation.verdict(before, actor.access)));
        match verdict {
            Some((before, Verdict::Send)) => {
                let acted = connection.act(operation).await;
                let now = connection.status_for(operation);
                let done = |now| words::done(operation, before, now).to_owned();
                Became::of(&acted, now, &unsent(connection), done)
            }
            Some((before, Verdict::Unchanged))
                if operation == Operation::Join && presence == Presence::Absent =>
            {
                Became::done(Some(before), words::CAME_IN.to_owned())
            }
            Some((before, Verdict::Unchanged)) => words::unchanged(operation, before),
            Some((before, Verdict::Conflict(conflict))) => words::conflict(conflict, before),
            None => Became::of(&OperationEffect::NotSent, None, &unsent(connection), |_| {
                String::new()
            }),
        }
    }

    /// Holds the connection while something rests on it: one that is lost and on its way back, too. A
    /// simulated attendee goes on by themselves.
    async fn keep_or_release(
        self: &Arc<Self>,
        held: &Arc<Held>,
        presence: Presence,
        became: &Became,
    ) -> Option<Connected> {
        let is_good = became.outcome.is_good();
        let is_off = held.connection.status() == Some(StageStatus::OffStage);
        let rests = match presence {
            Presence::Simulated => false,
            Presence::Held => held.connection.is_there() && !is_off,
            Presence::Absent | Presence::Elsewhere(_) => is_good && !is_off,
        };
        if rests {
            let is_new = self.connections.hold(held);
            if is_new && self.outlives_callers {
                let (app, held) = (self.clone(), held.clone());
                tokio::spawn(async move { app.connections.let_go_when_off_stage(&held).await });
            }
            return Some(Connected::Held(held.clone()));
        }
        held.connection.leave().await;
        is_good.then_some(Connected::Detached)
    }

    fn answer(
        &self,
        about: About,
        how: ActingRequest,
        became: Became,
        connection: Option<Connected>,
    ) -> Done<Acting> {
        let held = match &connection {
            Some(Connected::Held(held)) => Some(held),
            Some(Connected::Detached) | None => None,
        };
        let connection_id = held.map(|held| held.id.clone());
        let peer_id = held.and_then(|held| held.connection.peer_id());
        let connection = connection.map(|connection| match connection {
            Connected::Held(_) if !self.outlives_callers => ConnectionUse::Held,
            Connected::Held(_) | Connected::Detached => ConnectionUse::Detached,
        });
        let acting = Acting {
            platform: self.platform.kind,
            meeting_id: about.meeting_id,
            session_id: about.session_id,
            dry_run: how.dry_run,
            operation: about.operation,
            participant: about.participant,
            outcome: became.outcome,
            stage_status: became.status,
            reason: became.reason,
            detail: became.detail,
            connection,
            connection_id,
            peer_id,
        };
        Done(StatusCode::OK, acting)
    }
}

/// What an answer is about.
struct About {
    meeting_id: MeetingId,
    session_id: SessionId,
    operation: Operation,
    participant: Registered,
}

/// What became of the connection.
enum Connected {
    Held(Arc<Held>),
    Detached,
}

/// What can be said of somebody without joining as them.
fn without_joining(
    operation: Operation,
    actor: &ActingParticipant,
    presence: Presence,
) -> Result<Option<Became>, Failure> {
    if presence != Presence::Absent {
        return Ok(None);
    }
    match operation {
        Operation::Cancel | Operation::Leave => {
            let detail = format!(
                "{} may join the meeting, and is not in the session",
                actor.name()
            );
            Err(ErrorCode::NotInSession.problem(detail).into())
        }
        // Nobody is to see them come for nothing.
        _ if actor.access == StageAccess::NotAllowed => {
            let refused = words::conflict(Conflict::NotAllowed, StageStatus::OffStage);
            Ok(Some(refused))
        }
        Operation::Request if actor.access == StageAccess::Allowed => {
            Ok(Some(words::unchanged(operation, StageStatus::OffStage)))
        }
        _ => Ok(None),
    }
}

/// Why something was not sent on a connection.
fn unsent(connection: &ParticipantConnection) -> String {
    let ended = connection.ended();
    ended.map_or_else(|| words::UNSENT.to_owned(), ToString::to_string)
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
