//! Acting as a participant: asking to come on stage, coming, and leaving it, on a connection of their own
//! (docs/design.md, "Acting as a participant"). What is pure of it is in [`words`].

mod words;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::App;
use super::became::Became;
use super::connections::Held;
use super::extract::{Body, Segment};
use super::failure::Failure;
use crate::api::problem::ProblemExt;
use crate::api::{Acting, ActingRequest, ConnectionUse, ErrorCode, Registered};
use crate::platform::{Actor, JoinError, ParticipantConnection};
use crate::stage::{
    Conflict, MeetingId, Operation, Outcome, PeerId, SessionId, StageAccess, StageStatus, Verdict,
};

type Answer = Result<Json<Acting>, Failure>;

pub(super) async fn request(
    State(app): State<Arc<App>>,
    Segment(whose): Segment<(MeetingId, String)>,
    Body(how): Body<ActingRequest>,
) -> Answer {
    app.act(whose, Operation::Request, how).await
}

pub(super) async fn cancel(
    State(app): State<Arc<App>>,
    Segment(whose): Segment<(MeetingId, String)>,
    Body(how): Body<ActingRequest>,
) -> Answer {
    app.act(whose, Operation::Cancel, how).await
}

pub(super) async fn join(
    State(app): State<Arc<App>>,
    Segment(whose): Segment<(MeetingId, String)>,
    Body(how): Body<ActingRequest>,
) -> Answer {
    app.act(whose, Operation::Join, how).await
}

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
        &self,
        (meeting_id, id): (MeetingId, String),
        operation: Operation,
        how: ActingRequest,
    ) -> Answer {
        let (session, actor) = tokio::join!(
            self.platform.live_session(&meeting_id),
            self.platform.actor(&meeting_id, &id)
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
        if let Presence::Elsewhere(count) = presence
            && !how.second_connection
        {
            return Err(connected_elsewhere(&actor, count));
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
                _ => held.as_ref().map(|held| held.connection.status()),
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
    async fn presence(&self, session: &SessionId, actor: &Actor) -> Result<Presence, Failure> {
        let there = self.platform.in_session(session).await?;
        Ok(match there.participant(&actor.user_id) {
            None => Presence::Absent,
            Some(participant) => {
                let own = |id: &&PeerId| !id.is_simulated();
                match participant.peer_ids.iter().filter(own).count() {
                    0 => Presence::Simulated,
                    count => Presence::Elsewhere(count),
                }
            }
        })
    }

    /// Joins as somebody. The records may be behind: the room has the last word on who is there.
    async fn connect(
        &self,
        about: &About,
        actor: &Actor,
        how: ActingRequest,
    ) -> Result<Arc<Held>, Failure> {
        let joined = ParticipantConnection::join(
            self.platform.clone(),
            about.meeting_id.clone(),
            actor.clone(),
        );
        let connection = joined.await?;
        let others = connection.others();
        if others > 0 && !how.second_connection {
            connection.leave().await;
            return Err(connected_elsewhere(actor, others));
        }
        let held = Arc::new(Held {
            id: Uuid::new_v4().to_string(),
            meeting_id: about.meeting_id.clone(),
            participant: about.participant.clone(),
            connection,
        });
        // Whoever stops waiting for the answer lets it leave with the others.
        self.connections.hold(held.clone());
        Ok(held)
    }

    async fn act_on(
        &self,
        held: &Held,
        operation: Operation,
        actor: &Actor,
        presence: Presence,
    ) -> Became {
        let before = held.connection.status();
        match operation.verdict(before, actor.access) {
            Verdict::Send => {
                let acted = held.connection.act(operation).await;
                let now = Some(held.connection.status());
                let ended = held.connection.ended().map(ToString::to_string);
                let unsent = ended.as_deref().unwrap_or(words::UNSENT);
                let done = |now| words::done(operation, before, now).to_owned();
                Became::of(&acted, now, unsent, done)
            }
            Verdict::Unchanged if operation == Operation::Join && presence == Presence::Absent => {
                Became::done(Some(before), words::CAME_IN.to_owned())
            }
            Verdict::Unchanged => words::unchanged(operation, before),
            Verdict::Conflict(conflict) => words::conflict(conflict, before),
        }
    }

    /// Holds the connection while something rests on it. A simulated attendee goes on by themselves.
    async fn keep_or_release(
        &self,
        held: &Arc<Held>,
        presence: Presence,
        became: &Became,
    ) -> Option<Connected> {
        let is_good = became.outcome.is_good();
        let is_off = held.connection.status() == StageStatus::OffStage;
        let rests = match presence {
            Presence::Simulated => false,
            Presence::Held => held.connection.is_there() && !is_off,
            Presence::Absent | Presence::Elsewhere(_) => is_good && !is_off,
        };
        if rests {
            return Some(Connected(ConnectionUse::Held, Some(held.id.clone())));
        }
        self.connections.release(held).await;
        is_good.then_some(Connected(ConnectionUse::Detached, None))
    }

    fn answer(
        &self,
        about: About,
        how: ActingRequest,
        became: Became,
        connection: Option<Connected>,
    ) -> Json<Acting> {
        let (connection, connection_id) = match connection {
            Some(Connected(connection, id)) => (Some(connection), id),
            None => (None, None),
        };
        Json(Acting {
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
        })
    }
}

/// What an answer is about.
struct About {
    meeting_id: MeetingId,
    session_id: SessionId,
    operation: Operation,
    participant: Registered,
}

/// What became of the connection, and its id when it is held.
struct Connected(ConnectionUse, Option<String>);

/// What can be said of somebody without joining as them.
fn without_joining(
    operation: Operation,
    actor: &Actor,
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

fn connected_elsewhere(actor: &Actor, count: usize) -> Failure {
    let connections = match count {
        1 => "a connection of their own".to_owned(),
        count => format!("{count} connections of their own"),
    };
    let detail = format!("{} is in the session by {connections}", actor.name());
    let problem = ErrorCode::ConnectedElsewhere.problem(detail);
    problem
        .hint("a second, silent one could put an empty tile on stage; insist: --second-connection")
        .into()
}

fn registered(actor: &Actor) -> Registered {
    Registered {
        user_id: actor.user_id.clone(),
        custom_participant_id: actor.custom_participant_id.clone(),
        display_name: actor.display_name.clone(),
        preset_name: Some(actor.preset_name.clone()),
        in_session: None,
    }
}
