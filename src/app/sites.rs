//! Which of the modems that are plugged in belongs to which line.

use std::{fmt, path::PathBuf};

use crate::{
    modem::{
        discovery::{Card, Found, Part, Roots, ScanError, Socket, scan},
        examine,
    },
    time::Clock,
};

use super::{AudioChoice, Imei, LineConfig, Selector};

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

/// Why the lines have no modems.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// Nothing could be looked at.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// Lines without a modem; all of them.
    #[error("{}", .0.iter().map(SiteProblem::to_string).collect::<Vec<_>>().join("\n"))]
    Problems(Vec<SiteProblem>),
}

/// Looks for the modems of all lines. Modems are opened only where a line asks for an IMEI.
///
/// # Errors
/// All lines that have none.
pub fn locate(
    lines: &[LineConfig],
    roots: &Roots,
    clock: &dyn Clock,
) -> Result<Vec<Site>, SiteError> {
    let fixed = |line: &LineConfig| matches!(line.modem, Selector::Ports { .. });
    let found = match lines.iter().all(fixed) {
        true => Vec::new(),
        false => scan(roots)?,
    };
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
    resolve(lines, &found, &mut imei_of).map_err(SiteError::Problems)
}

/// Gives every line its modem: first those that are named, then the rest to whoever takes any.
///
/// # Errors
/// All lines that have none.
pub fn resolve(
    lines: &[LineConfig],
    found: &[Found],
    imei_of: &mut dyn FnMut(&Found) -> Option<Imei>,
) -> Result<Vec<Site>, Vec<SiteProblem>> {
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
    let mut complete = Vec::new();
    let mut problems = Vec::new();
    for (site, line) in sites.into_iter().flatten().zip(lines) {
        match site {
            Ok(site) => complete.push(site),
            Err(why) => problems.push(SiteProblem {
                line: line.name.clone(),
                why,
                present: found.iter().map(ToString::to_string).collect(),
            }),
        }
    }
    match problems.is_empty() {
        true => Ok(complete),
        false => Err(problems),
    }
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
