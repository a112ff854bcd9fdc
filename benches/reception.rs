//! How long the receptionist thinks, and how much it keeps in mind.
//!
//! ```text
//! cargo bench --profile dev --bench reception
//! cargo bench --profile dev --bench reception -- --every 40
//! ```
//!
//! Every line of `tests/safety/utterances.txt` and `tests/shops/*.questions.txt` is said in each of several
//! states of a call, to a shop whose book holds five hundred bookings. Told are the milliseconds of one
//! `handle`, and what a copy of a whole call allocates.

#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::{
    error::Error,
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::civil::{DateTime, date, time};
use munjigi::{
    app::read_shop,
    call::{Action, Answered, Booked, Booking, BookingId, Event, Ledger, Program, Turn},
    phone::Caller,
    reception::{Desk, Receptionist},
    sim::bench::percentile,
    time as virtual_time,
};

type Failure = Box<dyn Error>;

const SHOPS: [&str; 5] = ["bunsik", "hair", "dental", "flowers", "garage"];
/// Thursday evening, when all five shops' boxes answer.
const NOW: DateTime = date(2026, 11, 19).at(22, 3, 0, 0);
/// What the caller says before: how a call comes into a state.
const BEFORE: [&[&str]; 5] = [
    &[],
    &["내일 예약하고 싶어요"],
    &["내일 오후 세 시에 네 명 예약이요"],
    &["예약 변경하고 싶어요"],
    &["사장님 전화 좀 달라고 해 주세요"],
];

fn main() -> Result<(), Failure> {
    let every = every()?;
    let mut took = Vec::new();
    let mut largest = 0;
    for name in SHOPS {
        let desk = Arc::new(Desk::new(read_shop(
            format!("tests/shops/{name}.toml").as_ref(),
        )?));
        let ledger = Arc::new(ledger()?);
        for words in utterances(name)?.into_iter().step_by(every) {
            for before in BEFORE {
                let mut call = Receptionist::new(Arc::clone(&desk), NOW);
                let mut at = virtual_time::Instant::ZERO;
                let mut tell = |call: &mut Receptionist, event: &Event| {
                    at += Duration::from_secs(2);
                    let start = Instant::now();
                    let actions = call.handle(event, at);
                    (actions, start.elapsed())
                };
                let caller = Caller::Known("01023456789".parse()?);
                for event in [
                    Event::Ringing { caller },
                    Event::Ledger(Arc::clone(&ledger)),
                    Event::Answered,
                    Event::Said,
                ] {
                    tell(&mut call, &event);
                }
                for said in before {
                    let text = (*said).to_owned();
                    tell(&mut call, &Event::TurnEnded(Turn { text }));
                    tell(&mut call, &Event::Said);
                }
                let text = words.clone();
                let (actions, span) = tell(&mut call, &Event::TurnEnded(Turn { text }));
                took.push(span);
                if actions.iter().any(|a| matches!(a, Action::Commit(_))) {
                    tell(&mut call, &Event::Committed);
                }
                let copied =
                    allocation_counter::measure(|| drop(std::hint::black_box(call.clone())));
                largest = largest.max(copied.bytes_total + size_of::<Receptionist>() as u64);
            }
        }
    }
    let at = |share| percentile(&took, share).unwrap_or_default().as_secs_f64() * 1_000.0;
    println!("{} turns, five shops, 500 bookings in the book", took.len());
    println!(
        "handle: p50 {:.3} ms, p99 {:.3} ms, worst {:.3} ms",
        at(0.5),
        at(0.99),
        at(1.0)
    );
    println!("a whole call in mind: {:.1} KiB at most", kib(largest));
    Ok(())
}

/// `--every N`: every so-manieth utterance only, for a profiler.
fn every() -> Result<usize, Failure> {
    let mut args = std::env::args().skip(1).filter(|a| a != "--bench");
    match (args.next().as_deref(), args.next()) {
        (None, _) => Ok(1),
        (Some("--every"), Some(n)) => Ok(n.parse::<usize>()?.max(1)),
        _ => Err("the option is --every NUMBER".into()),
    }
}

fn kib(bytes: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let kib = bytes as f64 / 1_024.0;
    kib
}

fn utterances(shop: &str) -> Result<Vec<String>, Failure> {
    let mut all = Vec::new();
    for file in [
        "tests/safety/utterances.txt".to_owned(),
        format!("tests/shops/{shop}.questions.txt"),
    ] {
        let text = fs::read_to_string(file)?;
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        all.extend(lines.filter_map(|line| Some(line.split_once('\t')?.1.to_owned())));
    }
    Ok(all)
}

/// Three months of a busy shop.
fn ledger() -> Result<Ledger, Failure> {
    let mut bookings = Vec::new();
    for n in 0..500_i64 {
        let day = NOW.date().checked_add(jiff::Span::new().days(1 + n / 6))?;
        bookings.push(Booked {
            id: BookingId(n),
            booking: Booking {
                date: day,
                time: time(i8::try_from(11 + n % 6)?, 0, 0, 0),
                minutes: 90,
                party: 4,
                phone: Some("01034567890".parse()?),
                what: None,
            },
        });
    }
    let answered = (0..30).map(|n| Answered {
        question: format!("{n}번 메뉴에 땅콩이 들어가나요"),
        answer: "땅콩은 쓰지 않아요.".to_owned(),
    });
    Ok(Ledger {
        bookings,
        answered: answered.collect(),
        ..Ledger::default()
    })
}
