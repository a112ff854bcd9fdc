//! Conversations with the core. The modem's side is a table of replies; see `bench`.

mod bench;
mod calls;
mod faults;
mod start;
mod texts;
