//! A rig on the kernel's virtual host controller, in real time.

use std::{
    io::Write as _,
    net::Shutdown,
    os::unix::net::UnixStream,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::{
    audio::{FRAME, Frame},
    clock::MonotonicClock,
    sim::{
        Jitter,
        ec25::{Effect, Happening, PortId, Sound},
        pty::{Cue, Network, News, Report},
        rig::{Bus, Input, Rig, What},
    },
    time::{Clock as _, Instant},
};

use super::{AttachError, Command, Device, Output, Shape, WireError, attach};

/// Happenings, effects and news that may wait, as in [`crate::sim::pty::VirtualBox`].
const MOST_WAITING: usize = 1_024;
const MOST_NEWS: usize = 256;
/// Messages of the host that may wait; the host waits with the next.
const MOST_MESSAGES: usize = 256;
/// How often it looks around when nothing else wakes it.
const LOOK: Duration = Duration::from_millis(5);
/// Between two attempts to plug in again: the kernel takes a moment to let go of the port.
const AGAIN: Duration = Duration::from_millis(200);

/// A running virtual EC25 on USB. It is unplugged when it is dropped.
#[derive(Debug)]
pub struct UsbBox {
    network: Network,
    cues: SyncSender<Cue>,
    effects: Receiver<(Instant, Effect)>,
    news: Receiver<(Instant, News)>,
    clock: MonotonicClock,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<Report>>,
}

impl UsbBox {
    /// Plugs `rig` into this port of the virtual host controller. `far` is the far end of the line,
    /// as in [`crate::sim::pty::VirtualBox::carry`].
    ///
    /// # Errors
    /// When there is no controller, or it refuses, or the system gives no thread.
    pub fn plug_in<F>(
        rig: Rig,
        port: u8,
        far: impl FnOnce(Network) -> F,
    ) -> Result<Self, AttachError>
    where
        F: FnMut(u64, &Frame) -> Frame + Send + 'static,
    {
        let (network, happenings) = sync_channel(MOST_WAITING);
        let (effects_in, effects) = sync_channel(MOST_WAITING);
        let (cues, cues_out) = sync_channel(MOST_NEWS);
        let (news_in, news) = sync_channel(MOST_NEWS);
        let clock = MonotonicClock::start();
        let stop = Arc::new(AtomicBool::new(false));
        let mut carrier = Carrier {
            far: Box::new(far(network.clone())),
            rig,
            port,
            plug: None,
            plug_at: None,
            jitter: Jitter::default(),
            route: None,
            up: false,
            beat: 0,
            happenings,
            cues: cues_out,
            effects: effects_in,
            news: news_in,
            clock,
            stop: Arc::clone(&stop),
            report: Report::default(),
        };
        carrier.plug()?;
        let thread = thread::Builder::new()
            .name("sim-usb".to_owned())
            .spawn(move || carrier.run())
            .map_err(AttachError::Wire)?;
        Ok(Self {
            network,
            cues,
            effects,
            news,
            clock,
            stop,
            thread: Some(thread),
        })
    }

    /// The way into the network.
    #[must_use]
    pub const fn network(&self) -> &Network {
        &self.network
    }

    /// Does something to the modem; whether there was room for it.
    pub fn cue(&self, cue: Cue) -> bool {
        self.cues.try_send(cue).is_ok()
    }

    /// The next thing that the box did to the network, within `patience`.
    #[must_use]
    pub fn next_effect(&self, patience: Duration) -> Option<(Instant, Effect)> {
        self.effects.recv_timeout(patience).ok()
    }

    /// The next thing to be told of the modem, within `patience`.
    #[must_use]
    pub fn next_news(&self, patience: Duration) -> Option<(Instant, News)> {
        self.news.recv_timeout(patience).ok()
    }

    /// The time on the clock of the virtual module.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Pulls the plug for good, and says how it went.
    #[must_use]
    pub fn stop(mut self) -> Report {
        self.join()
    }

    fn join(&mut self) -> Report {
        self.stop.store(true, Ordering::SeqCst);
        let thread = self.thread.take().map(JoinHandle::join);
        thread.and_then(Result::ok).unwrap_or_default()
    }
}

impl Drop for UsbBox {
    fn drop(&mut self) {
        self.join();
    }
}

/// Hears what the host says in a beat of this number, and says something back.
type FarEnd = Box<dyn FnMut(u64, &Frame) -> Frame + Send>;

/// The device while it is plugged in.
struct Plug {
    device: Device,
    wire: UnixStream,
    messages: Receiver<Result<Command, WireError>>,
}

impl Drop for Plug {
    fn drop(&mut self) {
        // The kernel sees the device go, and the thread that reads ends.
        let _already_gone = self.wire.shutdown(Shutdown::Both);
    }
}

struct Carrier {
    rig: Rig,
    port: u8,
    plug: Option<Plug>,
    /// When to plug in again.
    plug_at: Option<Instant>,
    far: FarEnd,
    jitter: Jitter,
    route: Option<Sound>,
    up: bool,
    beat: u64,
    happenings: Receiver<Happening>,
    cues: Receiver<Cue>,
    effects: SyncSender<(Instant, Effect)>,
    news: SyncSender<(Instant, News)>,
    clock: MonotonicClock,
    stop: Arc<AtomicBool>,
    report: Report,
}

impl Carrier {
    fn plug(&mut self) -> Result<(), AttachError> {
        let wire = attach(self.port)?.wire;
        let mut reader = wire.try_clone().map_err(AttachError::Wire)?;
        let (sender, messages) = sync_channel(MOST_MESSAGES);
        thread::Builder::new()
            .name("sim-usb-wire".to_owned())
            .spawn(move || {
                loop {
                    let message = Command::read(&mut reader);
                    let last = message.is_err();
                    if sender.send(message).is_err() || last {
                        return;
                    }
                }
            })
            .map_err(AttachError::Wire)?;
        let card = self.rig.numbers().card.is_some();
        self.plug = Some(Plug {
            device: Device::new(Shape { card }),
            wire,
            messages,
        });
        self.plug_at = None;
        Ok(())
    }

    fn run(mut self) -> Report {
        let mut beat_at = self.clock.now();
        while !self.stop.load(Ordering::SeqCst) {
            self.look_around();
            let now = self.clock.now();
            if self.plug_at.is_some_and(|at| at <= now) && self.plug().is_err() {
                self.plug_at = Some(now + AGAIN);
            }
            while beat_at <= now {
                beat_at += FRAME;
                self.beat();
            }
            self.with_device(|device, out| device.wake(now, out));
            self.wait(beat_at);
        }
        self.plug = None;
        self.report.violations = self.rig.violations().to_vec();
        self.report.violations_dropped = self.rig.modem().violations_dropped();
        self.report
    }

    fn look_around(&mut self) {
        self.give(Input::Wake);
        while let Ok(happening) = self.happenings.try_recv() {
            self.give(Input::Network(happening));
        }
        while let Ok(cue) = self.cues.try_recv() {
            match cue {
                Cue::Fault(order) => self.give(Input::Fault(&order)),
                Cue::Heal(fault) => self.give(Input::Heal(fault)),
                Cue::Unplug(how) => self.give(Input::Unplug(how)),
                Cue::Plug => self.give(Input::Plug),
                Cue::Rebind => self.give(Input::Rebind),
                Cue::PortPower => self.give(Input::PortPower),
                Cue::PowerKey => self.give(Input::PowerKey),
            }
        }
    }

    /// Waits for the host, no longer than until something is due.
    fn wait(&mut self, beat_at: Instant) {
        let now = self.clock.now();
        let device = self.plug.as_ref().and_then(|plug| plug.device.next_wake());
        let due = [self.rig.next_wake(), device, Some(beat_at)];
        let due = due.into_iter().flatten().min().unwrap_or(beat_at);
        let patience = due.since(now).clamp(Duration::from_millis(1), LOOK);
        let Some(plug) = &self.plug else {
            return thread::sleep(patience);
        };
        match plug.messages.recv_timeout(patience) {
            Ok(Ok(command)) => {
                let now = self.clock.now();
                self.with_device(|device, out| device.handle(command, now, out));
            }
            // The host has let go of the device by itself: it comes back, as a real one would.
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => {
                self.plug = None;
                self.plug_at = Some(now + AGAIN);
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }

    /// Does something with the device, and carries out what follows.
    fn with_device(&mut self, act: impl FnOnce(&mut Device, &mut Vec<Output>)) {
        let Some(plug) = &mut self.plug else { return };
        let mut out = Vec::new();
        act(&mut plug.device, &mut out);
        let mut written = Vec::new();
        for output in out {
            match output {
                // A host that is gone is noticed by whoever reads from it.
                Output::Host(bytes) => drop(plug.wire.write_all(&bytes)),
                Output::Serial { interface, bytes } => written.push((interface, bytes)),
            }
        }
        for (interface, bytes) in written {
            match interface {
                1 if self.route == Some(Sound::Serial) => self.jitter.push(&bytes),
                2 => self.give(Input::Host(PortId::At, &bytes)),
                3 => self.give(Input::Host(PortId::Second, &bytes)),
                _ => {}
            }
        }
    }

    /// Twenty milliseconds of sound, call or no call.
    fn beat(&mut self) {
        let played = self.plug.as_mut().map(|plug| plug.device.said());
        let said = match self.route {
            Some(Sound::Serial) => self.jitter.pull(),
            Some(Sound::Card) => played.unwrap_or(Frame::SILENCE),
            Some(Sound::DebugUart) | None => Frame::SILENCE,
        };
        if !self.up {
            return;
        }
        let heard = (self.far)(self.beat, &said);
        self.beat += 1;
        self.report.sound.beats += 1;
        match self.route {
            Some(Sound::Card) => {
                if let Some(plug) = &mut self.plug {
                    plug.device.hear(&heard);
                }
            }
            Some(Sound::Serial) => {
                let samples = heard.samples().iter();
                let bytes: Vec<u8> = samples.flat_map(|s| s.to_le_bytes()).collect();
                self.with_device(|device, out| device.to_host(1, &bytes, out));
            }
            Some(Sound::DebugUart) | None => {}
        }
    }

    fn give(&mut self, input: Input<'_>) {
        for output in self.rig.handle(input, self.clock.now()) {
            match output.what {
                What::Host(port, bytes) => {
                    let interface = if port == PortId::At { 2 } else { 3 };
                    self.with_device(|device, out| device.to_host(interface, &bytes, out));
                }
                What::Network(effect) => {
                    let told = self.effects.try_send((output.at, effect));
                    self.report.effects_lost += u64::from(told.is_err());
                }
                What::Pcm(route) => {
                    self.route = route;
                    self.tell(output.at, News::Pcm(route));
                }
                What::Sound(now) => self.tell(output.at, News::Sound(now)),
                What::Bus(bus) => {
                    match bus {
                        Bus::Gone => self.plug = None,
                        Bus::Back(_) => self.plug_at = Some(self.clock.now()),
                        // The kernel sees only the whole device come and go.
                        _ => {}
                    }
                    self.tell(output.at, News::Bus(bus));
                }
            }
        }
        let up = self.rig.modem().has_far_end();
        if up != self.up {
            self.up = up;
            self.beat = 0;
            self.jitter.clear();
        }
    }

    fn tell(&self, at: Instant, news: News) {
        // What nobody listens to is no loss.
        let _unheard = self.news.try_send((at, news));
    }
}
