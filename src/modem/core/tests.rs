//! Conversations with the core. The modem's side is a table of replies; see `bench`.

mod anything;
mod audio;
mod bench;
mod calls;
mod faults;
mod incoming_texts;
mod keys;
mod mms;
mod module;
mod network;
mod outgoing;
mod ports;
mod recovery;
mod sim;
mod start;
mod texts;
