//! The loop of the session task: applies frames, sends what handles ask for, keeps deadlines,
//! reconnects, and leaves when there is nothing left to do.

use std::future::pending;
use std::pin::pin;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::session_task::{DriveEnd, SessionTask};
use crate::session::task_message::{NoReply, TaskMessage};
use crate::signalling::Connection;
use crate::timing::{EMPTY_ROOM_TIMEOUT, HOST_IDLE_TIMEOUT, ROSTER_INTERVAL};

impl SessionTask {
    /// Drives connections until there is nothing left to do.
    pub(crate) async fn run(
        mut self,
        mut connection: Connection,
        mut messages: mpsc::Receiver<TaskMessage>,
    ) {
        let (ended, open) = loop {
            self.joined = Instant::now();
            match self.drive(&mut connection, &mut messages).await {
                DriveEnd::Leave => break (None, Some(connection)),
                end @ (DriveEnd::Session(_) | DriveEnd::Removed(_) | DriveEnd::Alone(_)) => {
                    break (Some(end.into()), Some(connection));
                }
                DriveEnd::Closed(closed) => {
                    // The platform must not count two connections.
                    drop(connection);
                    if !self.is_recoverable(&closed) {
                        break (Some(closed.into()), None);
                    }
                    match self.reconnect(closed, &mut messages).await {
                        Ok(new) => connection = new,
                        Err(ended) => break (ended, None),
                    }
                }
            }
        };
        tracing::debug!(reason = ?ended, "leaving the meeting");
        self.state.end(ended);
        refuse(&mut messages);
        if let Some(connection) = open {
            connection.leave().await;
        }
    }

    async fn drive(
        &mut self,
        connection: &mut Connection,
        messages: &mut mpsc::Receiver<TaskMessage>,
    ) -> DriveEnd {
        let mut leaving = pin!(self.leaving());
        loop {
            let step = tokio::select! {
                frame = connection.next() => match frame {
                    Ok(frame) => self.on_frame(frame, connection).await,
                    Err(closed) => Err(closed.into()),
                },
                message = messages.recv() => match message {
                    Some(message) => self.on_message(message, connection).await,
                    None => Err(DriveEnd::Leave),
                },
                () = &mut leaving => Err(DriveEnd::Leave),
                () = at(self.next_deadline()) => self.on_time(connection).await,
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn on_message(
        &mut self,
        message: TaskMessage,
        connection: &mut Connection,
    ) -> Result<(), DriveEnd> {
        match message {
            // A handle that gave up has reported it as not confirmed: it must not be sent later.
            TaskMessage::Request { reply, .. } if reply.is_closed() => {}
            TaskMessage::Request { frame, reply } => {
                self.pending.retain(|_, reply| !reply.is_closed());
                let id = self.request_id(connection);
                self.pending.insert(id.clone(), reply);
                connection.send(&frame.with_id(id)).await?;
            }
            TaskMessage::Reread { done } => self.rereads.push(done),
        }
        Ok(())
    }

    /// When a host that is not used leaves. A participant's connection stays until its holder
    /// releases it.
    fn idle_from(&self) -> Option<Instant> {
        let idle = *self.state.last_used() + HOST_IDLE_TIMEOUT;
        self.identity.is_host().then_some(idle)
    }

    /// When our own connections, alone in the room, leave: they must not keep a session alive.
    fn alone_from(&self) -> Option<Instant> {
        self.empty_since.map(|since| since + EMPTY_ROOM_TIMEOUT)
    }

    /// The next deadline, if there is one.
    fn next_deadline(&self) -> Option<Instant> {
        let reading = match &self.reading {
            Some(reading) => Some(reading.deadline),
            None if self.rereads.is_empty() => None,
            None => Some(self.last_read + ROSTER_INTERVAL),
        };
        let due = [self.idle_from(), self.alone_from(), reading];
        due.into_iter().flatten().min()
    }

    async fn on_time(&mut self, connection: &mut Connection) -> Result<(), DriveEnd> {
        let now = Instant::now();
        let is_past = |from: Option<Instant>| from.is_some_and(|from| now >= from);
        if is_past(self.alone_from()) && !self.identity.is_host() {
            return Err(DriveEnd::Alone(self.identity.name()));
        }
        if is_past(self.alone_from()) || is_past(self.idle_from()) {
            return Err(DriveEnd::Leave);
        }
        if self
            .reading
            .as_ref()
            .is_some_and(|reading| now >= reading.deadline)
        {
            // What was known stays; the handle looks at that.
            if self.reading_is_late().is_err() {
                self.reading = None;
                self.checked_revision = None;
            }
        } else if self.reading.is_none()
            && !self.rereads.is_empty()
            && now >= self.last_read + ROSTER_INTERVAL
        {
            self.begin_reading(connection).await?;
        }
        Ok(())
    }
}

/// Waits until a moment; forever if there is none.
async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => pending().await,
    }
}

/// Takes no more messages, and replies to those that wait that they were not sent.
fn refuse(messages: &mut mpsc::Receiver<TaskMessage>) {
    messages.close();
    while let Ok(message) = messages.try_recv() {
        if let TaskMessage::Request { reply, .. } = message {
            // The handle may have given up.
            let _ = reply.send(Err(NoReply::NotSent));
        }
    }
}
