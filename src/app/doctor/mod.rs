//! What a technician has to know about this box's modems, in one report.
//!
//! Nothing is changed: the machine is only looked at, and of the modems only
//! [`examine`] asks. The report answers, as far as a machine can, the questions that only real hardware
//! answers ([`Report::modems`], `answers`), and lists what is left for a person with a telephone.

mod answers;
mod findings;
mod house;
mod machine;
mod numbers;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Serialize;

use crate::{
    modem::{
        discovery::{Found, Roots, holders, scan},
        examine::{End, Examined, Outcome, Script, examine},
    },
    time::Clock,
    tty::TtyError,
};

use super::{LineConfig, PortError, Selector, explained};

pub use answers::{Answer, Open};
pub use findings::{Finding, Level};
pub use house::House;
pub use machine::{CardReport, Stream};
pub use numbers::{Number, page};

/// Everything that was found out.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The program's version.
    pub munjigi: &'static str,
    /// The kernel's.
    pub kernel: Option<String>,
    /// Process numbers of ModemManager; none is best.
    pub modem_manager: Vec<u32>,
    /// Every modem that is plugged in or named in the settings.
    pub modems: Vec<ModemReport>,
    /// What has to be done, and what should be known.
    pub findings: Vec<Finding>,
}

/// One modem.
#[derive(Clone, Debug, Serialize)]
pub struct ModemReport {
    /// Where it is plugged in; `null` when only its ports are known.
    pub socket: Option<String>,
    /// USB vendor and product, `2c7c:0125`.
    pub usb: Option<String>,
    /// The module's name, when it is known.
    pub module: Option<&'static str>,
    /// The AT port.
    pub at_port: Option<PathBuf>,
    /// The second AT port.
    pub second_port: Option<PathBuf>,
    /// The port that carries PCM.
    pub pcm_port: Option<PathBuf>,
    /// What it lacks.
    pub missing: Vec<String>,
    /// `power/control` of the USB device: `on` never sleeps, `auto` may.
    pub power_control: Option<String>,
    /// Names that the udev rules have given its ports; none when they are not installed.
    pub links: Vec<String>,
    /// Its sound card.
    pub card: Option<CardReport>,
    /// Who else has its AT port open.
    pub held_by: Vec<String>,
    /// How asking it ended.
    pub end: &'static str,
    /// Why it could not be asked.
    pub error: Option<String>,
    /// It restarted while it was asked.
    pub restarted: bool,
    /// A setting that was tried and could not be set back.
    pub not_restored: Option<String>,
    /// What it said unasked, by name.
    pub unasked: Vec<String>,
    /// Everything that was asked, with its answer; serial numbers are masked.
    pub lines: Vec<LineReport>,
    /// The questions of the fact sheet, by number.
    pub answers: BTreeMap<u8, Answer>,
}

/// One question and its answer.
#[derive(Clone, Debug, Serialize)]
pub struct LineReport {
    /// What was written.
    pub asked: String,
    /// What came back before the result.
    pub lines: Vec<String>,
    /// `OK`, the error's own line, `no answer` or `gone`.
    pub result: String,
    /// How long that took.
    pub took_ms: u64,
}

/// Looks at all modems. `limit` is for each; `progress` is told whose turn it is. `served`: our own box runs, and its
/// having a modem is nothing wrong.
pub fn report(
    roots: &Roots,
    (lines, served): (&[LineConfig], bool),
    limit: Duration,
    clock: &dyn Clock,
    mut progress: impl FnMut(&str),
) -> Report {
    let mut findings = Vec::new();
    let found = scan(roots).unwrap_or_else(|error| {
        findings.push(Finding::no_scan(&error));
        Vec::new()
    });
    let modem_manager = holders::running(&roots.proc, "ModemManager");
    let mut modems: Vec<ModemReport> = found
        .iter()
        .map(|found| {
            progress(&found.to_string());
            let mut report = ModemReport::plugged_in(found, roots);
            report.ask(roots, (limit, served), clock, &mut findings);
            report
        })
        .collect();
    for (at, pcm) in lines.iter().filter_map(fixed) {
        let same = |path: &Option<PathBuf>| {
            let path = path.as_ref().and_then(|path| path.canonicalize().ok());
            path.is_some() && path == at.canonicalize().ok()
        };
        if modems.iter().any(|modem| same(&modem.at_port)) {
            continue;
        }
        progress(&at.display().to_string());
        let mut report = ModemReport::of_ports(at, pcm);
        report.ask(roots, (limit, served), clock, &mut findings);
        modems.push(report);
    }
    findings::judge_machine(&modems, &modem_manager, &mut findings);
    let sockets: Vec<String> = modems.iter().filter_map(|m| m.socket.clone()).collect();
    for modem in &mut modems {
        modem.answers = answers::answers(modem, &sockets);
    }
    Report {
        munjigi: env!("CARGO_PKG_VERSION"),
        kernel: machine::text(&roots.proc.join("sys/kernel/osrelease")),
        modem_manager,
        modems,
        findings,
    }
}

/// The ports of a line that names them.
fn fixed(line: &LineConfig) -> Option<(&Path, &Path)> {
    match &line.modem {
        Selector::Ports { at, pcm } => Some((at, pcm)),
        _ => None,
    }
}

impl ModemReport {
    fn of_ports(at: &Path, pcm: &Path) -> Self {
        Self {
            socket: None,
            usb: None,
            module: None,
            at_port: Some(at.to_owned()),
            second_port: None,
            pcm_port: Some(pcm.to_owned()),
            missing: Vec::new(),
            power_control: None,
            links: Vec::new(),
            card: None,
            held_by: Vec::new(),
            end: "not asked",
            error: None,
            restarted: false,
            not_restored: None,
            unasked: Vec::new(),
            lines: Vec::new(),
            answers: BTreeMap::new(),
        }
    }

    fn plugged_in(found: &Found, roots: &Roots) -> Self {
        let device = roots.sys.join("bus/usb/devices");
        let device = device.join(found.socket.to_string());
        let ports = [&found.main, &found.second, &found.pcm];
        Self {
            socket: Some(found.socket.to_string()),
            usb: Some(format!("{:04x}:{:04x}", found.vendor, found.product)),
            module: found.name(),
            at_port: found.main.clone(),
            second_port: found.second.clone(),
            pcm_port: found.pcm.clone(),
            missing: found.missing().map(|part| part.to_string()).collect(),
            power_control: machine::text(&device.join("power/control")),
            links: machine::links(&roots.dev, ports.into_iter().flatten()),
            card: found
                .card
                .as_ref()
                .map(|card| CardReport::of(card, &roots.proc)),
            ..Self::of_ports(Path::new(""), Path::new(""))
        }
    }

    /// How people call it.
    #[must_use]
    pub fn name(&self) -> String {
        let module = self.module.unwrap_or("modem");
        match (&self.socket, &self.at_port) {
            (Some(socket), _) => format!("{module} in {socket}"),
            (None, Some(at)) => format!("{module} at {}", at.display()),
            (None, None) => module.to_owned(),
        }
    }

    fn ask(
        &mut self,
        roots: &Roots,
        (limit, served): (Duration, bool),
        clock: &dyn Clock,
        findings: &mut Vec<Finding>,
    ) {
        // Of a module that nobody knows, no port is known to speak AT.
        let known = self.socket.is_none() || self.module.is_some();
        if let Some(path) = self.at_port.clone().filter(|_| known) {
            let seen = holders::holders(&roots.proc, &path);
            self.held_by = seen.seen.iter().map(ToString::to_string).collect();
            match examine(&path, Script::Whole, limit, clock) {
                Ok(examined) => self.take(examined),
                Err(error) => self.refused(error, &roots.proc),
            }
        }
        findings::judge(self, served, findings);
    }

    fn take(&mut self, examined: Examined) {
        self.end = match examined.end {
            End::Complete => "complete",
            End::Silent => "silent",
            End::Lost => "lost",
            End::TimeUp => "time up",
            End::Gone => "gone",
        };
        self.restarted = examined.restarted;
        self.not_restored = examined.not_restored;
        self.unasked = examined.unasked;
        let lines = examined.heard.into_iter().map(|heard| LineReport {
            asked: heard.asked,
            lines: heard.lines,
            result: match heard.outcome {
                Outcome::Ok => "OK".to_owned(),
                Outcome::Refused(line) => line,
                Outcome::TimedOut => "no answer".to_owned(),
                Outcome::Gone => "gone".to_owned(),
            },
            took_ms: u64::try_from(heard.took.as_millis()).unwrap_or(u64::MAX),
        });
        self.lines = lines.collect();
    }

    fn refused(&mut self, error: TtyError, proc: &Path) {
        self.end = match &error {
            TtyError::Busy { .. } => "busy",
            TtyError::Denied { .. } => "denied",
            _ => "not opened",
        };
        let error = explained(error, proc);
        if let PortError::Held { holders, .. } = &error {
            self.held_by = holders.seen.iter().map(ToString::to_string).collect();
        }
        self.error = Some(error.to_string());
    }

    /// The first line of the answer to `asked`, behind its name.
    #[must_use]
    pub fn answer(&self, asked: &str) -> Option<&str> {
        let line = self.line(asked)?.lines.first()?;
        Some(
            line.split_once(": ")
                .map_or(line.as_str(), |(_, rest)| rest),
        )
    }

    /// Whether `asked` was accepted; `None` when it was not asked, or not answered.
    #[must_use]
    pub fn accepts(&self, asked: &str) -> Option<bool> {
        match self.line(asked)?.result.as_str() {
            "OK" => Some(true),
            "no answer" | "gone" => None,
            _ => Some(false),
        }
    }

    fn line(&self, asked: &str) -> Option<&LineReport> {
        self.lines.iter().find(|line| line.asked == asked)
    }
}
