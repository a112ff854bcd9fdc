//! The house next door: the virtual EC25, the telephone line, the people who call, and the
//! scenario files that say what happens.
//!
//! **Rule:** the simulator knows the module and the network from their manuals, never from our own
//! driver. It uses neither the room `at` nor `sms`, and only the [`bench`](mod@bench), which lets the two meet,
//! knows `modem`; so it can prove them wrong.
//!
//! | part | what it is |
//! |---|---|
//! | [`ec25`] | the module as a pure machine: bytes and happenings in, bytes and effects out |
//! | [`tree`] | what Linux shows of it under `/sys`, `/dev` and `/proc` |
//! | [`fault`] | everything that can go wrong, F01 to F100, by name |
//! | [`rig`](mod@rig) | the module with its faults, its ports and its place on the USB bus |
//! | [`pty`] | the same in real time on two terminals, which a driver opens as it opens `/dev` |
//! | [`usb`] | the same as a USB device that a Linux kernel enumerates |
//! | [`alsa`] | its USB sound card, which the real ALSA library opens |
//! | [`channel`] | what a telephone line does to a voice |
//! | [`deliver`] | texts as the network hands them over, right and wrong |
//! | [`mmsc`] | the carrier's store of long texts, behind the module's HTTP |
//! | [`caller`] | when somebody speaks, and when they have had enough |
//! | [`remote`] | who answers at the numbers that the box dials |
//! | [`model`] | the language model beside the box, as a scenario tells it |
//! | [`metronome`] | a clock for whole nights in minutes |
//! | [`interaction`] | how well the box takes turns |
//! | [`meter`] | how long people wait for the box, on the clock of the samples |
//! | [`sounds`] | pauses, coughs and dishes in what is said |
//! | [`scenario`] | an afternoon of one box, in TOML |
//! | [`grade`](mod@grade) | whether what came out is what the scenario wants |
//! | [`bench`](mod@bench) | scenarios played against the real box, in virtual or in real time |
//!
//! Everything but [`pty`], [`tree`], [`alsa`], [`metronome`], [`model`] and the live half of [`bench`](mod@bench) is pure and takes the time as an argument; chance is always a [`Dice`]
//! with a seed, so that a run can be played again.
//!
//! ```
//! use munjigi::{audio::Frame, sim::{ec25::{Ec25, Profile}, pty::VirtualBox}};
//! use std::io::{Read, Write};
//!
//! let line = VirtualBox::start(Ec25::new(Profile::default(), 7), |_beat, _said| Frame::SILENCE)?;
//! let mut port = std::fs::File::options().read(true).write(true).open(line.at_path())?;
//! port.write_all(b"AT\r")?;
//! let (mut answer, mut byte) = (Vec::new(), [0]);
//! while !answer.ends_with(b"OK\r\n") {
//!     port.read_exact(&mut byte)?;
//!     answer.push(byte[0]);
//! }
//! assert_eq!(answer, b"AT\r\r\nOK\r\n"); // echo is on when a module is new
//! assert!(line.stop().violations.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! To test it: `cargo test --lib sim`.

#[cfg(target_os = "linux")]
pub mod alsa;
pub mod bench;
pub mod caller;
pub mod channel;
pub mod chat;
pub mod deliver;
mod dice;
pub mod ec25;
pub mod fault;
pub mod grade;
mod gsm7;
pub mod interaction;
mod jitter;
pub mod meter;
pub mod metronome;
pub mod mmsc;
pub mod model;
pub mod music;
pub mod pty;
pub mod remote;
pub mod rig;
pub mod scenario;
pub mod sounds;
mod submit;
pub mod tree;
pub mod usb;

pub use dice::Dice;
pub use grade::grade;
use jitter::Jitter;
