//! Who has a port open, when it is not us.
//!
//! **Rule:** looking is all; nobody's program is ended. Processes of other users cannot be looked
//! into without being root, so an empty list proves nothing, and says so.
//!
//! ```
//! use munjigi::modem::discovery::holders::Holder;
//!
//! let holder = Holder { pid: 123, name: "ModemManager".to_owned() };
//! assert_eq!(holder.to_string(), "ModemManager (pid 123)");
//! assert!(holder.remedy().english.contains("systemctl mask"));
//! ```
//!
//! To test it: `cargo test --lib holders`.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

/// So many are named; a port rarely has more than one.
const NAMED: usize = 8;

/// A process that has a port open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its number.
    pub pid: u32,
    /// Its name, as the kernel keeps it: 15 characters at most.
    pub name: String,
}

/// What to do about a holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// In Korean.
    pub korean: &'static str,
    /// In English.
    pub english: &'static str,
}

impl Holder {
    /// How to be rid of it.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        match self.name.as_str() {
            "ModemManager" => Remedy {
                korean: "`sudo systemctl mask --now ModemManager`로 끄거나, 다른 모뎀에 쓰고 계시면 \
                         udev/99-munjigi-ec25.rules를 설치해 주세요(udev/README.md).",
                english: "switch it off with `sudo systemctl mask --now ModemManager`, or install \
                          udev/99-munjigi-ec25.rules if it serves another modem (udev/README.md)",
            },
            "munjigi" => Remedy {
                korean: "문지기가 이미 실행 중입니다. 먼저 끄고(`sudo systemctl stop munjigi`) 다시 해 주세요.",
                english: "munjigi is running already; stop it first (`sudo systemctl stop munjigi`)",
            },
            "gpsd" => Remedy {
                korean: "gpsd가 이 포트를 쓰지 않게 해 주세요(/etc/default/gpsd의 DEVICES와 USBAUTO).",
                english: "keep gpsd off this port (DEVICES and USBAUTO in /etc/default/gpsd)",
            },
            _ => Remedy {
                korean: "그 프로그램을 끄고 다시 해 주세요.",
                english: "end that program and try again",
            },
        }
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (pid {})", self.name, self.pid)
    }
}

/// Who has a port open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holders {
    /// Those that could be seen, lowest number first; eight at most.
    pub seen: Vec<Holder>,
    /// Processes that could not be looked into.
    pub hidden: usize,
}

impl fmt::Display for Holders {
    /// Two lines or more, each indented: Korean, then English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.seen.is_empty() {
            return write!(
                f,
                "    어느 프로그램인지 알아내지 못했습니다. `sudo munjigi doctor`로 보실 수 있습니다. \
                 ModemManager일 때가 많습니다(`sudo systemctl mask --now ModemManager`).\n    \
                 which one could not be seen ({} processes belong to others); try \
                 `sudo munjigi doctor`. It is often ModemManager \
                 (`sudo systemctl mask --now ModemManager`)",
                self.hidden
            );
        }
        for (n, holder) in self.seen.iter().enumerate() {
            let Remedy { korean, english } = holder.remedy();
            let line_end = if n == 0 { "" } else { "\n" };
            write!(
                f,
                "{line_end}    이 포트를 쓰는 프로그램: {holder}. {korean}\n    \
                 the port is held by {holder}; {english}"
            )?;
        }
        Ok(())
    }
}

/// Looks through `/proc` (`proc`) for processes that have `port` open. Links are followed, so that a
/// stable name of udev's leads to the same device.
#[must_use]
pub fn holders(proc: &Path, port: &Path) -> Holders {
    let port = port.canonicalize().unwrap_or_else(|_| port.to_owned());
    let mut found = Holders::default();
    let mut processes: Vec<(u32, PathBuf)> = fs::read_dir(proc)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let pid = entry.file_name().to_str()?.parse().ok()?;
            Some((pid, entry.path()))
        })
        .collect();
    processes.sort_unstable();
    for (pid, process) in processes {
        match has_open(&process, &port) {
            Some(true) if found.seen.len() < NAMED => {
                let name = fs::read_to_string(process.join("comm")).unwrap_or_default();
                let name = match name.trim() {
                    "" => "?".to_owned(),
                    name => name.to_owned(),
                };
                found.seen.push(Holder { pid, name });
            }
            Some(_) => {}
            None => found.hidden += 1,
        }
    }
    found
}

/// Whether a process has `port` open; `None` when we may not know. A process that ends meanwhile has
/// nothing open.
fn has_open(process: &Path, port: &Path) -> Option<bool> {
    let entries = match fs::read_dir(process.join("fd")) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => return None,
        Err(_) => return Some(false),
    };
    let leads_there = |entry: std::io::Result<fs::DirEntry>| {
        let target = entry.and_then(|entry| fs::read_link(entry.path()));
        target.is_ok_and(|target| target == port)
    };
    Some(entries.into_iter().any(leads_there))
}

/// The numbers of all running processes called `name`.
#[must_use]
pub fn running(proc: &Path, name: &str) -> Vec<u32> {
    let mut pids: Vec<u32> = fs::read_dir(proc)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let pid = entry.file_name().to_str()?.parse().ok()?;
            let comm = fs::read_to_string(entry.path().join("comm")).ok()?;
            (comm.trim() == name).then_some(pid)
        })
        .collect();
    pids.sort_unstable();
    pids
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn process(proc: &Path, pid: u32, name: &str, open: &[&Path]) {
        let folder = proc.join(pid.to_string());
        fs::create_dir_all(folder.join("fd")).unwrap();
        fs::write(folder.join("comm"), format!("{name}\n")).unwrap();
        for (n, path) in open.iter().enumerate() {
            symlink(path, folder.join("fd").join(n.to_string())).unwrap();
        }
    }

    #[test]
    fn whoever_has_the_port_open_is_named_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let port = root.join("ttyUSB2");
        fs::write(&port, "").unwrap();
        let stable = root.join("ec25-at");
        symlink(&port, &stable).unwrap();
        let proc = root.join("proc");
        fs::create_dir(&proc).unwrap();
        fs::write(proc.join("uptime"), "1 1").unwrap();
        process(&proc, 900, "bash", &[Path::new("/dev/null")]);
        process(&proc, 123, "ModemManager", &[Path::new("/dev/null"), &port]);
        process(&proc, 77, "minicom", &[&port]);
        // One that has ended between the list and the look.
        fs::create_dir(proc.join("5")).unwrap();

        let held = holders(&proc, &stable);
        let names: Vec<String> = held.seen.iter().map(Holder::to_string).collect();
        assert_eq!(names, ["minicom (pid 77)", "ModemManager (pid 123)"]);
        assert_eq!(held.hidden, 0);
        let said = held.to_string();
        for word in [
            "이 포트를 쓰는 프로그램: ModemManager (pid 123)",
            "held by ModemManager (pid 123)",
            "systemctl mask --now ModemManager",
            "end that program",
        ] {
            assert!(said.contains(word), "{word} not in:\n{said}");
        }
        assert_eq!(running(&proc, "ModemManager"), [123]);
        assert!(running(&proc, "Modem").is_empty());
    }

    #[test]
    fn that_nobody_was_seen_is_no_proof_and_is_said_so() {
        let folder = tempfile::tempdir().unwrap();
        let held = holders(&folder.path().join("proc"), Path::new("/dev/ttyUSB2"));
        assert_eq!(held, Holders::default());
        let said = held.to_string();
        assert!(said.contains("sudo munjigi doctor"), "{said}");
    }

    #[test]
    fn we_see_ourselves_in_the_machines_own_list() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let held = holders(Path::new("/proc"), file.path());
        let us = std::process::id();
        assert!(held.seen.iter().any(|holder| holder.pid == us), "{held:?}");
    }
}
