//! What the channel tells.

use super::{Bytes, Chunk, Done, Listed, Urc};

/// What the channel wants done, or has found out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::large_enum_variant,
    reason = "one at a time, and reading a line allocates nothing"
)]
pub enum Output {
    /// Write these bytes to the port, now.
    Write(Bytes),
    /// The modem said something of its own accord.
    Urc(Urc),
    /// One entry of the list that the command in flight asks for.
    Listed(Listed),
    /// A piece of the raw data that the command in flight asks for.
    Data(Chunk),
    /// The command in flight has ended.
    Done(Done),
    /// The channel is in step with the modem and takes commands (again).
    Synced,
    /// The modem does not answer; the channel is closed until it is opened anew.
    Dead,
}

/// A command cannot be sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the modem is busy with another command, or not yet in step")]
pub struct NotReady;
