//! Keys, time and news to the screen; its orders to whoever carries them out; what it looks like to the terminal.

use std::{
    io::{self, BufWriter, Read as _},
    sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel},
    thread,
    time::Duration,
};

use ratatui::Terminal;
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    clock::MonotonicClock,
    time::{Clock as _, Instant},
};

use super::{
    Decoder, News, Order, Places, Screen, Setup,
    carry::carry,
    draw::draw,
    terminal::{Raw, has_panicked, output, size},
    vt::Vt,
};

/// The time between two drawings. 115,200 baud carry 2,900 octets in it, two whole pages.
const FRAME: Duration = Duration::from_millis(250);
/// What waits for the screen. Full: whoever tells waits; what is typed waits in the terminal, which drops the rest.
const WAITING: usize = 64;

/// Something that happened.
#[derive(Debug)]
pub(super) enum Happening {
    /// These octets came from the terminal.
    Typed(Vec<u8>),
    /// Something that was asked for.
    News(News),
    /// The terminal has another size.
    Resized,
    /// We are to go.
    Over(End),
}

/// Why the screen ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Somebody pressed the key for it.
    Left,
    /// The line has hung up.
    HungUp,
    /// A signal.
    Stopped,
}

/// Why there is no screen.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleError {
    /// There is no terminal.
    #[error(
        "터미널에서만 쓸 수 있습니다. munjigi status, health, doctor 는 어디에서나 됩니다 / \
         the console needs a terminal; munjigi status, health and doctor do not"
    )]
    NoTerminal(#[source] io::Error),
    /// The terminal cannot be used.
    #[error("could not use the terminal")]
    Terminal(#[source] io::Error),
    /// A defect of the program.
    #[error("the console has ended because of a defect; it is told above")]
    Defect,
}

/// Shows the screen until somebody leaves it, the line hangs up, or we are told to stop.
///
/// # Errors
/// When standard input and output are no terminal, or it cannot be used.
pub fn run(places: &Places, setup: Setup) -> Result<End, ConsoleError> {
    let _raw = Raw::enter().map_err(ConsoleError::NoTerminal)?;
    let (sender, happenings) = sync_channel(WAITING);
    listen(&sender).map_err(ConsoleError::Terminal)?;
    let clock = MonotonicClock::start();
    let mut screen = Screen::new(setup);
    let mut decoder = Decoder::default();
    let out = output().map_err(ConsoleError::Terminal)?;
    let vt = Vt::new(BufWriter::with_capacity(1 << 14, out), size());
    let mut terminal = Terminal::new(vt).map_err(ConsoleError::Terminal)?;
    let mut anew = true;
    let mut drawn = Instant::ZERO;
    let mut first = true;
    loop {
        let now = clock.now();
        let mut orders = screen.tick(now);
        for key in decoder.tick(now) {
            orders.extend(screen.key(key, now));
        }
        let wait = FRAME.saturating_sub(now.since(drawn));
        match happenings.recv_timeout(wait) {
            Ok(Happening::Typed(octets)) => {
                for key in decoder.push(&octets, clock.now()) {
                    orders.extend(screen.key(key, clock.now()));
                }
            }
            Ok(Happening::News(news)) => screen.news(news, clock.now()),
            Ok(Happening::Resized) => anew = true,
            Ok(Happening::Over(end)) => return Ok(end),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
        }
        if has_panicked() {
            return Err(ConsoleError::Defect);
        }
        for order in orders {
            match order {
                Order::Quit => return Ok(End::Left),
                Order::Redraw => anew = true,
                order => carry(order, places, &sender),
            }
        }
        let now = clock.now();
        if !first && now.since(drawn) < FRAME {
            continue;
        }
        (first, drawn) = (false, now);
        if std::mem::take(&mut anew) {
            terminal.backend_mut().resize(size());
            if terminal.clear().is_err() {
                return Ok(End::HungUp);
            }
        }
        // A line that is gone takes nothing.
        if terminal.draw(|frame| draw(&screen, frame)).is_err() {
            return Ok(End::HungUp);
        }
    }
}

/// Threads that wait for the terminal and for signals. They end with the process.
fn listen(sender: &SyncSender<Happening>) -> io::Result<()> {
    let told = sender.clone();
    thread::Builder::new()
        .name("console-keys".to_owned())
        .spawn(move || {
            let mut octets = [0; 256];
            loop {
                let happening = match io::stdin().read(&mut octets) {
                    Ok(0) => Happening::Over(End::HungUp),
                    Ok(count) => Happening::Typed(octets[..count].to_vec()),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(_) => Happening::Over(End::HungUp),
                };
                let over = matches!(happening, Happening::Over(_));
                if told.send(happening).is_err() || over {
                    return;
                }
            }
        })?;
    let told = sender.clone();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    thread::Builder::new()
        .name("console-signals".to_owned())
        .spawn(move || {
            runtime.block_on(async {
                if let Err(error) = signals(&told).await {
                    tracing::error!(%error, "signals are not waited for");
                }
            });
        })?;
    Ok(())
}

async fn signals(told: &SyncSender<Happening>) -> io::Result<()> {
    let mut hung_up = signal(SignalKind::hangup())?;
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut resized = signal(SignalKind::window_change())?;
    loop {
        let happening = tokio::select! {
            _ = hung_up.recv() => Happening::Over(End::HungUp),
            _ = terminated.recv() => Happening::Over(End::Stopped),
            _ = interrupted.recv() => Happening::Over(End::Stopped),
            _ = resized.recv() => Happening::Resized,
        };
        if told.send(happening).is_err() {
            return Ok(());
        }
    }
}
