//! `munjigi run` in a process of its own on a virtual EC25, with scripted engines.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use munjigi::sim::pty::VirtualBox;
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

pub const MUNJIGI: &str = env!("CARGO_BIN_EXE_munjigi");

/// What the box is given.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// `shop.toml`.
    pub shop: &'a str,
    /// What is heard, as a list of TOML.
    pub heard: &'a str,
    /// What else `munjigi.toml` holds, behind `[speech]`.
    pub more: &'a str,
    /// Variables of its environment.
    pub env: &'a [(&'a str, &'a str)],
}

/// The process; killed when it is dropped.
pub struct Running {
    child: Child,
    log: PathBuf,
}

impl Running {
    /// Starts the box on `modem`, with its settings and its data in `folder`.
    pub fn start(folder: &Path, modem: &VirtualBox, given: Given<'_>) -> Self {
        let (at, pcm) = (modem.at_path(), modem.pcm_path());
        let (at, pcm) = (at.display(), pcm.display());
        let Given { heard, more, .. } = given;
        let settings = format!(
            "shop = 'shop.toml'\n[modem]\nat = '{at}'\npcm = '{pcm}'\n[speech]\nengine = 'scripted'\nheard = {heard}\n{more}"
        );
        fs::write(folder.join("munjigi.toml"), settings).unwrap();
        fs::write(folder.join("shop.toml"), given.shop).unwrap();
        let log = folder.join("log");
        let child = Command::new(MUNJIGI)
            .args(["run", "--config"])
            .arg(folder.join("munjigi.toml"))
            .env("MUNJIGI_LOG", "warn")
            .envs(given.env.iter().copied())
            .stdin(Stdio::null())
            .stderr(fs::File::create(&log).unwrap())
            .spawn();
        Self {
            child: child.unwrap(),
            log,
        }
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Tells it to stop, as `systemd` does, and waits for its end.
    pub fn stop(mut self) {
        let gone = self.child.try_wait().unwrap();
        assert!(
            gone.is_none(),
            "the box itself ended; its log:\n{}",
            self.log()
        );
        let id = i32::try_from(self.child.id()).unwrap();
        kill(Pid::from_raw(id), Signal::SIGTERM).unwrap();
        assert!(self.child.wait().unwrap().success(), "{}", self.log());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}
