//! Which of the modems that are plugged in belongs to which line, and waiting for those that are not.

use std::{fmt, path::PathBuf};

use crate::{
    modem::{
        discovery::{Card, Found, Part, Roots, ScanError, Socket, scan},
        examine,
    },
    time::Clock,
};

use super::{AudioChoice, Imei, LineConfig, Selector};

mod waiting;

pub use waiting::{Waiting, wait_for_modems};

/// A line with the modem that it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The line's name.
    pub line: String,
    /// Where the modem is plugged in; `None` when the settings name ports instead.
    pub socket: Option<Socket>,
    /// The AT port (USB interface 02).
    pub at: PathBuf,
    /// The second AT port (USB interface 03).
    pub second: Option<PathBuf>,
    /// The port that carries PCM (USB interface 01).
    pub pcm: Option<PathBuf>,
    /// The sound card.
    pub card: Option<Card>,
    /// Which of the two the settings want.
    pub audio: AudioChoice,
}

impl Site {
    /// A line with these two ports and nothing else.
    #[must_use]
    pub fn of_ports(line: &str, at: PathBuf, pcm: PathBuf) -> Self {
        Self {
            line: line.to_owned(),
            socket: None,
            at,
            second: None,
            pcm: Some(pcm),
            card: None,
            audio: AudioChoice::Serial,
        }
    }
}

/// Why a line has no modem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoModem {
    /// Nothing is plugged in there.
    Socket(Socket),
    /// None of those that answer has this number.
    Imei(Imei),
    /// None is left.
    None,
    /// More than one is left, in these sockets.
    Several(Vec<Socket>),
    /// Another line has taken it.
    Taken(Socket),
    /// It lacks a part.
    Missing(Socket, Part),
}

impl NoModem {
    /// It may be plugged in yet, or the kernel be still busy with it: worth waiting for. What remains
    /// is a choice that only a person can make.
    #[must_use]
    pub const fn may_come(&self) -> bool {
        match self {
            Self::Socket(_) | Self::Imei(_) | Self::None | Self::Missing(..) => true,
            Self::Several(_) | Self::Taken(_) => false,
        }
    }
}

/// A line without a modem, said so that it can be mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteProblem {
    /// The line's name.
    pub line: String,
    /// Why.
    pub why: NoModem,
    /// What is plugged in.
    pub present: Vec<String>,
}

impl fmt::Display for SiteProblem {
    /// Two lines: Korean, then English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sockets = |sockets: &[Socket]| {
            let sockets: Vec<String> = sockets.iter().map(Socket::to_string).collect();
            sockets.join(", ")
        };
        let (korean, english) = match &self.why {
            NoModem::Socket(socket) => (
                format!("{socket} 자리에 모뎀이 없습니다"),
                format!("no modem in socket {socket}"),
            ),
            NoModem::Imei(imei) => (
                format!("IMEI가 {imei}인 모뎀이 없습니다"),
                format!("no modem with the IMEI {imei} answers"),
            ),
            NoModem::None => (
                "꽂혀 있는 모뎀이 없습니다".to_owned(),
                "no modem is plugged in (that no other line has)".to_owned(),
            ),
            NoModem::Several(all) => (
                format!(
                    "모뎀이 여럿입니다. socket에 하나를 골라 적어 주세요: {}",
                    sockets(all)
                ),
                format!(
                    "more than one modem; choose one with socket: {}",
                    sockets(all)
                ),
            ),
            NoModem::Taken(socket) => (
                format!("{socket} 자리의 모뎀은 다른 회선이 씁니다"),
                format!("the modem in {socket} belongs to another line"),
            ),
            NoModem::Missing(socket, part) => (
                format!("{socket} 자리의 모뎀에 {}가 없습니다", part.korean()),
                format!("the modem in {socket} lacks {part}"),
            ),
        };
        let present = match self.present.as_slice() {
            [] => "-".to_owned(),
            present => present.join(", "),
        };
        let line = &self.line;
        writeln!(
            f,
            "회선 {line}: {korean}. 찾은 모뎀: {present}. `munjigi doctor`로 더 알아보실 수 있습니다."
        )?;
        write!(
            f,
            "    line {line}: {english}; found: {present}; `munjigi doctor` tells more"
        )
    }
}

/// Lines with their modems, and lines without.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Located {
    /// Those that have one.
    pub sites: Vec<Site>,
    /// Those that have none.
    pub problems: Vec<SiteProblem>,
}

impl Located {
    /// The problems that no waiting mends.
    ///
    /// # Errors
    /// When there are any.
    pub fn check(&self) -> Result<(), SiteError> {
        let lasting = self.problems.iter().filter(|p| !p.why.may_come());
        let lasting: Vec<_> = lasting.cloned().collect();
        match lasting.is_empty() {
            true => Ok(()),
            false => Err(SiteError(lasting)),
        }
    }
}

/// Lines that have no modem and will get none by waiting.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.iter().map(SiteProblem::to_string).collect::<Vec<_>>().join("\n"))]
pub struct SiteError(Vec<SiteProblem>);

/// Looks for the modems of these lines. Modems are opened only where a line asks for an IMEI.
///
/// # Errors
/// When the kernel's tree of devices cannot be read.
pub fn locate(
    lines: &[LineConfig],
    roots: &Roots,
    clock: &dyn Clock,
) -> Result<Located, ScanError> {
    let fixed = |line: &LineConfig| matches!(line.modem, Selector::Ports { .. });
    let found = match lines.iter().all(fixed) {
        true => Vec::new(),
        false => scan(roots)?,
    };
    Ok(assign(lines, &found, clock))
}

/// [`resolve`], and whoever asks for an IMEI is told what the modems themselves say.
fn assign(lines: &[LineConfig], found: &[Found], clock: &dyn Clock) -> Located {
    let mut imei_of = |found: &Found| {
        let imei = examine::imei(found.main.as_deref()?, clock);
        match imei {
            Ok(imei) => imei?.parse().ok(),
            Err(error) => {
                tracing::warn!(%error, socket = %found.socket, "not asked for its IMEI");
                None
            }
        }
    };
    resolve(lines, found, &mut imei_of)
}

/// Gives every line its modem: first those that are named, then the rest to whoever takes any.
pub fn resolve(
    lines: &[LineConfig],
    found: &[Found],
    imei_of: &mut dyn FnMut(&Found) -> Option<Imei>,
) -> Located {
    // What is not known is nobody's.
    let found: Vec<&Found> = found
        .iter()
        .filter(|found| found.name().is_some())
        .collect();
    let asked = lines
        .iter()
        .any(|line| matches!(line.modem, Selector::Imei(_)));
    let imeis: Vec<Option<Imei>> = match asked {
        true => found.iter().map(|found| imei_of(found)).collect(),
        false => vec![None; found.len()],
    };
    let mut sites: Vec<Option<Result<Site, NoModem>>> = vec![None; lines.len()];
    let mut taken: Vec<&Socket> = Vec::new();
    for named in [true, false] {
        for (site, line) in sites.iter_mut().zip(lines) {
            if named == matches!(line.modem, Selector::Auto) {
                continue;
            }
            if let Selector::Ports { at, pcm } = &line.modem {
                *site = Some(Ok(Site::of_ports(&line.name, at.clone(), pcm.clone())));
                continue;
            }
            let chosen = choose(&line.modem, &found, &imeis, &taken);
            *site = Some(chosen.and_then(|found| {
                taken.push(&found.socket);
                furnish(line, found)
            }));
        }
    }
    let mut located = Located::default();
    for (site, line) in sites.into_iter().flatten().zip(lines) {
        match site {
            Ok(site) => located.sites.push(site),
            Err(why) => located.problems.push(SiteProblem {
                line: line.name.clone(),
                why,
                present: found.iter().map(ToString::to_string).collect(),
            }),
        }
    }
    located
}

fn choose<'f>(
    modem: &Selector,
    found: &[&'f Found],
    imeis: &[Option<Imei>],
    taken: &[&Socket],
) -> Result<&'f Found, NoModem> {
    let chosen = match modem {
        Selector::Socket(socket) => found
            .iter()
            .find(|found| found.socket == *socket)
            .ok_or_else(|| NoModem::Socket(socket.clone()))?,
        Selector::Imei(imei) => {
            let at = imeis.iter().position(|other| other.as_ref() == Some(imei));
            at.and_then(|at| found.get(at))
                .ok_or_else(|| NoModem::Imei(imei.clone()))?
        }
        Selector::Auto | Selector::Ports { .. } => {
            let free = |found: &&&Found| !taken.contains(&&found.socket);
            let left: Vec<&&Found> = found.iter().filter(free).collect();
            match left.as_slice() {
                [] => return Err(NoModem::None),
                [one] => *one,
                several => {
                    let sockets = several.iter().map(|found| found.socket.clone());
                    return Err(NoModem::Several(sockets.collect()));
                }
            }
        }
    };
    match taken.contains(&&chosen.socket) {
        true => Err(NoModem::Taken(chosen.socket.clone())),
        false => Ok(chosen),
    }
}

/// The parts that this line needs.
fn furnish(line: &LineConfig, found: &Found) -> Result<Site, NoModem> {
    let missing = |part| NoModem::Missing(found.socket.clone(), part);
    let at = found.main.clone().ok_or_else(|| missing(Part::Main))?;
    match line.audio {
        AudioChoice::Card if found.card.is_none() => return Err(missing(Part::Card)),
        AudioChoice::Serial if found.pcm.is_none() => return Err(missing(Part::Pcm)),
        AudioChoice::Auto if found.card.is_none() && found.pcm.is_none() => {
            return Err(missing(Part::Pcm));
        }
        _ => {}
    }
    Ok(Site {
        line: line.name.clone(),
        socket: Some(found.socket.clone()),
        at,
        second: found.second.clone(),
        pcm: found.pcm.clone(),
        card: found.card.clone(),
        audio: line.audio,
    })
}

#[cfg(test)]
mod tests;
