//! The rules of the room, frame by frame.

mod join;
mod kick;
mod presence;
mod properties;
mod scene;
mod scripted_action;
mod sdk;
mod stage;
mod waiting_room;
