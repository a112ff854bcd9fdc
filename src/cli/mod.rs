//! The command line: one noun, one verb, help in Korean and English.
//!
//! **Rule:** nothing is done here that a room below does not do; this room reads arguments, calls
//! it, prints what came of it, and turns an error into one sentence and an exit code ([`Exit`]).
//!
//! To test it: `cargo test --test cli`.

mod args;
mod book;
mod calls;
mod chat;
mod config;
mod console;
mod database;
mod demo;
mod doctor;
mod engine;
mod eval;
mod exit;
mod failure;
mod here;
mod input;
mod interaction;
mod models;
mod modem;
mod modem_ask;
mod optout;
mod ota;
mod pipe;
mod reset;
mod run;
mod scenarios;
mod screen;
mod service;
mod sms;
mod support;
mod talk;
mod voice;

use std::io::IsTerminal as _;

use clap::Parser;

use args::{Args, Verb};
pub use exit::Exit;
use failure::Failure;

/// Reads the command line, does what it says, and tells how the program shall end.
#[must_use]
pub fn main() -> Exit {
    pipe::end_quietly();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(help) => {
            let exit = if help.use_stderr() {
                Exit::Usage
            } else {
                Exit::Ok
            };
            let _unprintable = help.print();
            return exit;
        }
    };
    match &args.verb {
        Verb::Engine(_) => engine::start_logging(),
        // The log would be written over the screen.
        Verb::Console(_) if std::io::stderr().is_terminal() => {}
        _ => start_logging(),
    }
    match dispatch(&args) {
        Ok(exit) => exit,
        Err(failure) => {
            eprintln!("{failure}");
            failure.exit
        }
    }
}

fn dispatch(args: &Args) -> Result<Exit, Failure> {
    match &args.verb {
        Verb::Run { config } => run::run(config),
        Verb::Sim(args::Sim::Run(sim)) => scenarios::run(sim, args.json),
        Verb::Sim(args::Sim::Modem(sim)) => modem::modem(sim, args.json),
        Verb::Sim(args::Sim::Eval(order)) => eval::eval(order, args.json),
        Verb::Sim(args::Sim::Chat(order)) => chat::chat(order, args.json),
        Verb::Booking(verb) => book::bookings(verb, args.json),
        Verb::Question(verb) => book::questions(verb, args.json),
        Verb::Demo(demo) => demo::demo(demo, args.json),
        Verb::Say(say) => voice::say(say, args.json),
        Verb::Hear(hear) => voice::hear(hear, args.json),
        Verb::Config(verb) => config::config(verb, args.json),
        Verb::Doctor(verb) => doctor::doctor(verb, args.json),
        Verb::Console(order) => console::console(order),
        Verb::Status { here } => service::status(here, args.json),
        Verb::Health { speech, here } => service::health(here, *speech, args.json),
        Verb::Modem(verb) => modem_ask::modem(verb, args.json),
        Verb::Reset(order) => reset::reset(order, args.json),
        Verb::SupportBundle {
            output,
            limit,
            here,
        } => support::bundle(here, output, *limit, args.json),
        Verb::Call(verb) => calls::calls(verb, args.json),
        Verb::Sms(verb) => sms::sms(verb, args.json),
        Verb::OptOut(verb) => optout::optout(verb, args.json),
        Verb::Ota(verb) => ota::ota(verb, args.json),
        Verb::Models(verb) => models::models(verb, args.json),
        Verb::Version => {
            println!("munjigi {}", env!("CARGO_PKG_VERSION"));
            Ok(Exit::Ok)
        }
        Verb::Engine(order) => engine::engine(order),
    }
}

/// Warnings and worse go to standard error; `MUNJIGI_LOG=debug` shows more. Numbers and words are
/// never shown above DEBUG.
fn start_logging() {
    let _already = tracing_subscriber::fmt()
        .with_env_filter(log_filter())
        .with_writer(std::io::stderr)
        .try_init();
}

fn log_filter() -> tracing_subscriber::EnvFilter {
    tracing_subscriber::EnvFilter::builder()
        .with_env_var("MUNJIGI_LOG")
        .with_default_directive(tracing::level_filters::LevelFilter::WARN.into())
        .from_env_lossy()
}
