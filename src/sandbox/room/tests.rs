//! The rules of the room.
