//! Munjigi (문지기), the doorkeeper of a small shop's phone.
//!
//! A box with a SIM answers every call in Korean; nothing leaves the box. One idea carries it: **a
//! call is a pure state machine**. The network and the caller's voice become [`call::Event`]s, a
//! [`call::Program`] answers each with [`call::Action`]s, and the modem and the voice carry them
//! out. Programs hold no clock, no file and no thread, so the same program runs under a unit test
//! in microseconds, in the simulator against a virtual network, and on the box.
//!
//! # The map
//!
//! A room uses the rooms below it, never one above it or beside it on the same floor.
//! `tests/architecture.rs` holds the code to this table.
//!
//! | floor | room | what lives there |
//! |---|---|---|
//! | 0 pure words | [`time`] | our own `Instant`: time is an argument |
//! | | [`korean`] | numbers, dates, times, phone numbers, particles, jamo; pronunciation |
//! | | [`phone`] | `PhoneNumber`, `Caller`: what a number is and who may be told |
//! | | [`audio`] | `Frame` and `Pcm` with their rate in the type, levels, resampling, WAV, G.711 |
//! | 1 pure protocols | [`at`] | AT framing, commands, URCs: bytes in, typed lines out |
//! | | [`sms`] | PDU: what a text message is on the air |
//! | | [`tone`] | the keys of a telephone, sounded and recognised |
//! | | [`settings`] | TOML read with every mistake reported at once |
//! | | [`http`] | an HTTP answer, bounded |
//! | 2 pure programs | [`call`] | `Event`, `Action`, `Outcome`, the trait `Program` |
//! | | [`reception`] | the receptionist |
//! | | [`optout`] | 080 opt-out: what an ad says, what its telephone line says, what the owner is told |
//! | | [`outreach`] | calls that the box places |
//! | 3 the world | [`clock`], [`tty`] | the machine's clock; serial devices with one owner each |
//! | | [`modem`] | the EC25 driver |
//! | | [`sound`] | PCM devices: the modem's sound card and its serial PCM, the desk handset |
//! | | [`speech`] | voice activity, recogniser, synthesizer, the cache of rendered sentences |
//! | | [`store`] | SQLite: calls, turns, bookings, messages, texts |
//! | | [`vault`] | recordings, which exist only encrypted |
//! | | [`control`] | how other programs of the box ask the one that runs |
//! | | [`advice`] | a language model beside the box, asked which listed answer is meant |
//! | 4 the line | [`line`](mod@line) | runs a program over modem, sound and speech |
//! | 5 the faces | [`ota`] | updates: signed bundles, slots, a health gate, the way back |
//! | | [`console`] | the technician's screen on the serial port |
//! | 6 the top | [`app`], [`cli`] | wiring and the command line |
//! | beside | [`sim`] | the virtual EC25, the telephone line, callers from scenario files |
//!
//! `docs/architecture.md` tells the same at more length; `docs/adr/` says why.

pub mod advice;
pub mod app;
pub mod at;
pub mod audio;
pub mod call;
pub mod cli;
pub mod clock;
pub mod console;
pub mod control;
pub mod http;
pub mod korean;
pub mod line;
pub mod modem;
pub mod optout;
pub mod ota;
pub mod outreach;
pub mod phone;
pub mod reception;
pub mod settings;
pub mod sim;
pub mod sms;
pub mod sound;
pub mod speech;
pub mod store;
pub mod time;
pub mod tone;
pub mod tty;
pub mod vault;
