//! `munjigi sim modem`: the virtual EC25 by hand. A technician opens its ports with a terminal
//! program, and any driver can be tried against it.

mod carried;
mod far;
mod order;

use std::{
    fs,
    io::{self, BufRead, Write},
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, RecvTimeoutError, sync_channel},
    thread,
    time::Duration,
};

use crate::{
    app::BoxClock,
    sim::{
        ec25::{Ec25, Profile, Sound},
        fault::Fault,
        pty::{Cue, News, Place, VirtualBox},
        rig::{Bus, Numbers, Rig},
        tree::Tree,
        usb::UsbBox,
    },
    time::{Instant, WallClock},
};

use super::{Exit, Failure, args::SimModem};
use carried::Carried;
use far::{Manner, far};
use order::{HELP, Typed, read};

/// How often it looks whether something has happened.
const LOOK: Duration = Duration::from_millis(20);
/// Lines that may wait; whoever types faster waits.
const MOST_LINES: usize = 64;
/// Where the two modems are plugged in.
const SOCKETS: [&str; 2] = ["1-1.3", "1-1.4"];

/// Runs the virtual modem until it is told to end, or nobody can type any more.
pub fn modem(args: &SimModem, json: bool) -> Result<Exit, Failure> {
    let Some(profile) = Profile::named(&args.profile) else {
        let names = Profile::NAMES.join(", ");
        let message = format!("unknown profile {:?}; use one of: {names}", args.profile);
        return Err(Failure::saying(Exit::Usage, message));
    };
    let own = args.dir.is_none();
    let dir = args.dir.clone().unwrap_or_else(|| {
        std::env::temp_dir().join(format!("munjigi-modem-{}", std::process::id()))
    });
    let mut desk = Desk::new(args, profile, &dir, json)?;
    desk.add()?;
    if args.second {
        desk.add()?;
    }
    let result = desk.serve(&lines());
    desk.stop();
    if own {
        // What is left is empty folders in a place for such things.
        let _left = fs::remove_dir_all(&dir);
    }
    result
}

/// Standard input, line by line, from a thread of its own; closed at its end.
fn lines() -> Receiver<String> {
    let (sender, lines) = sync_channel(MOST_LINES);
    thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

/// The modems and who speaks of them.
struct Desk {
    modems: Vec<Carried>,
    tree: Tree,
    dir: PathBuf,
    profile: Profile,
    seed: u64,
    usb: bool,
    manner: Manner,
    json: bool,
}

impl Desk {
    fn new(args: &SimModem, profile: Profile, dir: &Path, json: bool) -> Result<Self, Failure> {
        let tree = Tree::new(dir).map_err(|error| {
            let message = format!("could not make the tree in {}: {error}", dir.display());
            Failure::saying(Exit::Failed, message)
        })?;
        let profile = Profile {
            start: BoxClock::start().wall(),
            uac: args.card,
            strict: args.strict,
            ..profile
        };
        Ok(Self {
            modems: Vec::new(),
            tree,
            dir: dir.to_owned(),
            profile,
            seed: args.seed,
            usb: args.usb,
            manner: if args.talks {
                Manner::InTurn
            } else {
                Manner::Always
            },
            json,
        })
    }

    /// Plugs one more modem in and says where it is.
    fn add(&mut self) -> Result<(), Failure> {
        let n = self.modems.len();
        let Some(socket) = SOCKETS.get(n) else {
            return Ok(());
        };
        let mut profile = self.profile.clone();
        if n > 0 {
            profile.imei = "860000000000025".to_owned();
        }
        let step = u32::try_from(n).unwrap_or_default();
        let numbers = Numbers {
            tty: 4 * step,
            card: profile.uac.then_some(1 + step),
        };
        let seed = self.seed.wrapping_add(n as u64);
        let rig = Rig::new(Ec25::new(profile, seed), seed).numbered(numbers);
        let manner = self.manner;
        let modem = if self.usb {
            let port = u8::try_from(n).unwrap_or_default();
            let modem = UsbBox::plug_in(rig, port, |_| far(manner));
            Carried::Usb(modem.map_err(|error| Failure::new(Exit::Failed, &error))?)
        } else {
            let place = Place {
                tree: Some((self.tree.clone(), (*socket).to_owned())),
                ..Place::default()
            };
            let modem = VirtualBox::carry(rig, place, |_| far(manner));
            Carried::Terminals(modem.map_err(|error| Failure::new(Exit::Failed, &error))?)
        };
        let ports = if self.usb {
            format!("USB vhci_hcd.0 {n}")
        } else {
            self.ports(numbers)
        };
        self.say(n, modem.now(), "ports", &ports);
        self.modems.push(modem);
        Ok(())
    }

    fn ports(&self, numbers: Numbers) -> String {
        let dev = self.dir.join("dev");
        let port = |interface| dev.join(format!("ttyUSB{}", numbers.of(interface)));
        format!(
            "AT {} · AT2 {} · PCM {} · sys {}",
            port(2).display(),
            port(3).display(),
            port(1).display(),
            self.dir.join("sys").display()
        )
    }

    fn serve(&mut self, lines: &Receiver<String>) -> Result<Exit, Failure> {
        if !self.json {
            println!("help: 명령 목록 / what can be typed");
        }
        loop {
            self.tell()?;
            let line = match lines.recv_timeout(LOOK) {
                Ok(line) => line,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return Ok(Exit::Ok),
            };
            match read(&line) {
                Ok((_, Typed::Quit)) => return Ok(Exit::Ok),
                Ok((n, typed)) => self.act(n, typed)?,
                Err(refusal) => {
                    let now = self.modems.first().map_or(Instant::ZERO, Carried::now);
                    let words = format!("{} / {}", refusal.korean, refusal.english);
                    self.say(0, now, "refused", &words);
                }
            }
        }
    }

    fn act(&mut self, n: usize, typed: Typed) -> Result<(), Failure> {
        let Some(modem) = self.modems.get(n) else {
            self.say(
                n,
                Instant::ZERO,
                "refused",
                "그런 모뎀은 없습니다 / there is no such modem",
            );
            return Ok(());
        };
        match typed {
            Typed::Network(happening) => {
                if modem.network().try_send(happening).is_err() {
                    self.say(
                        n,
                        modem.now(),
                        "refused",
                        "너무 많습니다 / too many at once",
                    );
                }
            }
            Typed::Cue(cue) => {
                if let Cue::Fault(order) = &cue {
                    let row = order.fault.row();
                    let words = format!("{order} {} / {}", row.korean, row.english);
                    self.say(n, modem.now(), "fault", &words);
                }
                modem.cue(cue);
            }
            Typed::Faults => {
                for fault in Fault::ALL {
                    let row = fault.row();
                    let keys: Vec<&str> = row.takes.keys().collect();
                    let words = format!(
                        "{fault} {} [{}] {} / {}",
                        row.slug,
                        keys.join(" "),
                        row.korean,
                        row.english
                    );
                    self.say(n, modem.now(), "fault", &words);
                }
            }
            Typed::Wait(span) => {
                let end = modem.now() + span;
                while self.modems[n].now() < end {
                    self.tell()?;
                    thread::sleep(LOOK);
                }
            }
            Typed::Help => print!("{HELP}"),
            Typed::Quit | Typed::Nothing => {}
        }
        Ok(())
    }

    /// Says what has happened since.
    fn tell(&mut self) -> Result<(), Failure> {
        let mut twin = false;
        for n in 0..self.modems.len() {
            while let Some((at, effect)) = self.modems[n].next_effect() {
                self.say(n, at, "network", &format!("{effect:?}"));
            }
            while let Some((at, news)) = self.modems[n].next_news() {
                let words = self.news(&news);
                self.say(n, at, "modem", &words);
                twin |= news == News::Bus(Bus::Twin);
            }
        }
        if twin { self.add() } else { Ok(()) }
    }

    fn news(&self, news: &News) -> String {
        match news {
            News::Bus(Bus::Gone) => "USB에서 사라짐 / gone from USB".to_owned(),
            News::Bus(Bus::Back(numbers)) => {
                format!("USB에 돌아옴 / back: {}", self.ports(*numbers))
            }
            News::Bus(Bus::CardGone) => "사운드 카드 사라짐 / the card is gone".to_owned(),
            News::Bus(Bus::CardBack(index)) => {
                format!("사운드 카드 돌아옴 / the card is back: card{index}")
            }
            News::Bus(Bus::Held(port)) => {
                format!("다른 프로그램이 포트를 쥠 / another program holds {port:?}")
            }
            News::Bus(Bus::Free(port)) => format!("포트가 풀림 / {port:?} is free"),
            News::Bus(Bus::Twin) => "똑같은 모뎀이 꽂힘 / a second modem".to_owned(),
            News::Pcm(None) => "소리 없음 / no sound".to_owned(),
            News::Pcm(Some(Sound::Serial)) => {
                "소리: 직렬 포트 / sound over the serial port".to_owned()
            }
            News::Pcm(Some(Sound::Card)) => "소리: 카드 / sound over the card".to_owned(),
            News::Pcm(Some(Sound::DebugUart)) => "소리: UART / sound over the UART".to_owned(),
            News::Sound(now) => format!("소리 상태 / the sound stands: {now:?}"),
        }
    }

    /// One line, or one object. Whoever has stopped reading is not told.
    fn say(&self, modem: usize, at: Instant, kind: &str, words: &str) {
        let line = if self.json {
            let object = serde_json::json!({
                "modem": modem + 1,
                "at_ms": at.as_millis(),
                "kind": kind,
                "text": words,
            });
            object.to_string()
        } else {
            let seconds = at.as_millis() / 1_000;
            let millis = at.as_millis() % 1_000;
            format!("{seconds:>5}.{millis:03} [{}] {kind}: {words}", modem + 1)
        };
        let mut out = io::stdout().lock();
        let _unread = writeln!(out, "{line}").and_then(|()| out.flush());
    }

    fn stop(&mut self) {
        for (n, modem) in std::mem::take(&mut self.modems).into_iter().enumerate() {
            let at = modem.now();
            let report = modem.stop();
            for failure in report.failures {
                self.say(n, at, "failure", &failure);
            }
            for broken in report.violations {
                self.say(n, at, "violation", &broken.to_string());
            }
        }
    }
}
