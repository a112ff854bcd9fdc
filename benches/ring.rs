//! From `RING` on the wire to `Event::Ringing`: the real driver on terminals, in real time.
//!
//! ```text
//! cargo bench --profile dev --bench ring
//! cargo bench --profile dev --bench ring -- --calls 500
//! ```
//!
//! The clock starts when the network brings the call to the virtual EC25, which looks for such things
//! every 5 ms and then writes `RING` and, behind it, `+CLIP`: what is printed holds up to 5 ms that are
//! the simulator's. Where the network tells no number the driver waits for one before it tells of the
//! call; those calls stand apart.

#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::{
    env,
    error::Error,
    sync::Arc,
    time::{Duration, Instant},
};

use munjigi::{
    audio::Frame,
    clock::MonotonicClock,
    modem::{self, Event, Site},
    phone::Caller,
    sim::{
        bench::percentile,
        ec25::{Ec25, Happening, Profile},
        fault::Order,
        pty::{Cue, VirtualBox},
    },
    time,
};
use tokio::{sync::mpsc, time::timeout};

type Failure = Box<dyn Error>;
type Events = mpsc::Receiver<(time::Instant, Event)>;

const WITHIN: Duration = Duration::from_secs(60);

fn main() -> Result<(), Failure> {
    let mut args = env::args().skip(1).filter(|arg| arg != "--bench");
    let calls = match (args.next().as_deref(), args.next()) {
        (None, _) => 200,
        (Some("--calls"), Some(n)) => n.parse::<u32>()?.max(1),
        _ => return Err("the only option is --calls NUMBER".into()),
    };
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(measure(calls))
}

async fn measure(calls: u32) -> Result<(), Failure> {
    let module = VirtualBox::start(Ec25::new(Profile::default(), 7), |_, _: &Frame| {
        Frame::SILENCE
    })?;
    let site = Site::fixed(&module.at_path(), Some(&module.second_path()));
    let clock = Arc::new(MonotonicClock::start());
    let (_driver, mut events) = modem::spawn(Box::<modem::Ec25>::default(), site, None, clock);
    until(
        &mut events,
        |event| matches!(event, Event::State(state) if state.is_ready()),
    )
    .await?;
    let with = ring(&module, &mut events, calls).await?;
    let none = Order::parse("F57 variant=none count=1000").map_err(|why| format!("{why:?}"))?;
    module.cue(Cue::Fault(none));
    let without = ring(&module, &mut events, calls.div_ceil(10)).await?;
    println!("RING to Event::Ringing, {calls} calls on terminals");
    for (name, waits) in [("with the caller's number", with), ("without", without)] {
        let at = |share| percentile(&waits, share).unwrap_or_default().as_secs_f64() * 1e3;
        println!(
            "{name:26} p50 {:5.1} ms   p95 {:5.1} ms   worst {:5.1} ms",
            at(0.5),
            at(0.95),
            at(1.0)
        );
    }
    Ok(())
}

/// Brings so many calls, and has each hang up as soon as it is told.
async fn ring(
    module: &VirtualBox,
    events: &mut Events,
    calls: u32,
) -> Result<Vec<Duration>, Failure> {
    let mut waits = Vec::new();
    for _ in 0..calls {
        let from = Caller::Known("01023456789".parse()?);
        let began = Instant::now();
        module.network().send(Happening::IncomingCall { from })?;
        until(events, |event| matches!(event, Event::Ringing { .. })).await?;
        waits.push(began.elapsed());
        module.network().send(Happening::RemoteHangUp)?;
        until(events, |event| matches!(event, Event::RingingStopped)).await?;
        // Somewhere else in the 5 ms of the simulator, and in whatever the driver does by itself.
        tokio::time::sleep(Duration::from_millis(waits.len() as u64 % 37)).await;
    }
    Ok(waits)
}

async fn until(events: &mut Events, is_it: impl Fn(&Event) -> bool) -> Result<(), Failure> {
    let wait = async {
        while let Some((_, event)) = events.recv().await {
            if is_it(&event) {
                return Ok(());
            }
        }
        Err("the driver has ended".into())
    };
    timeout(WITHIN, wait).await?
}
