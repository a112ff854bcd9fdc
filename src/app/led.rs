//! The light of the box: one colour LED or three, driven through the kernel (`/sys/class/leds`).
//!
//! | light | what it means | one LED |
//! |---|---|---|
//! | amber | waits for its modem, its SIM or the network | 0.2 s on, 1.8 s off |
//! | green | ready | on |
//! | green, breathing | a call is on | 0.5 s on, 0.5 s off |
//! | magenta | being updated, begins nothing new | 0.1 s on, 0.9 s off |
//! | red | needs a person: see the console or `munjigi status` | 0.1 s on, 0.1 s off |
//!
//! Of several the gravest is shown: red, magenta, a call, amber, green. Before the box runs, and when it has stopped, the
//! board's own firmware and the kernel decide.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::modem::{Lack, SimState, State};

/// What the light says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Light {
    /// Calls can come in.
    Ready,
    /// Something is still to come.
    Waiting,
    /// A call is on.
    Call,
    /// It begins nothing new: an update is near.
    Resting,
    /// A person is needed.
    Help,
}

impl Light {
    /// What a modem's state says.
    pub const fn of(state: State) -> Self {
        match state {
            State::Ready | State::Degraded(Lack::Signal | Lack::Storage) => Self::Ready,
            State::Absent
            | State::Opening
            | State::Syncing
            | State::SimWait(SimState::Busy)
            | State::Registering
            | State::Recovering(_) => Self::Waiting,
            State::Degraded(Lack::Power | Lack::Audio | Lack::Ims | Lack::Texts)
            | State::SimWait(_)
            | State::Denied
            | State::Helpless(_) => Self::Help,
        }
    }

    /// Red, green and blue, full or not at all.
    const fn colour(self) -> [bool; 3] {
        match self {
            Self::Ready | Self::Call => [false, true, false],
            Self::Waiting => [true, true, false],
            Self::Resting => [true, false, true],
            Self::Help => [true, false, false],
        }
    }

    /// How long an LED is on and off, in ms; `None`: it stays on. With three LEDs only a call breathes.
    const fn rhythm(self, alone: bool) -> Option<(u32, u32)> {
        match (self, alone) {
            (Self::Call, _) => Some((500, 500)),
            (Self::Waiting, true) => Some((200, 1_800)),
            (Self::Resting, true) => Some((100, 900)),
            (Self::Help, true) => Some((100, 100)),
            _ => None,
        }
    }
}

/// The LEDs of a board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leds {
    /// Folders under `/sys/class/leds`: one LED, or red, green and blue.
    folders: Vec<PathBuf>,
}

impl Leds {
    /// These LEDs, one or three, below `classes` (`/sys/class/leds`).
    pub(super) fn new(classes: &Path, names: &[String]) -> Self {
        Self {
            folders: names.iter().map(|name| classes.join(name)).collect(),
        }
    }

    /// Shows a light.
    ///
    /// # Errors
    /// When the kernel has no such LED, or it may not be written.
    pub(super) fn show(&self, light: Light) -> io::Result<()> {
        let alone = self.folders.len() == 1;
        for (folder, lit) in self.folders.iter().zip(light.colour()) {
            set(folder, (alone || lit).then(|| light.rhythm(alone)))?;
        }
        Ok(())
    }
}

/// One LED: off, on, or on and off by the kernel's own timer, which goes on while the box is busy.
fn set(folder: &Path, lit: Option<Option<(u32, u32)>>) -> io::Result<()> {
    let write = |file: &str, text: &str| std::fs::write(folder.join(file), text);
    match lit {
        Some(Some((on, off))) => {
            write("trigger", "timer")?;
            write("delay_on", &on.to_string())?;
            write("delay_off", &off.to_string())
        }
        steady => {
            write("trigger", "none")?;
            // 255 is at least as bright as any LED gets; the kernel takes what it can.
            write("brightness", if steady.is_some() { "255" } else { "0" })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::{Help, Reason};

    /// Folders with the files that the kernel has.
    fn kernel(names: &[&str]) -> (tempfile::TempDir, Leds) {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let led = folder.path().join(name);
            std::fs::create_dir(&led).unwrap();
            for file in ["trigger", "brightness", "delay_on", "delay_off"] {
                std::fs::write(led.join(file), "0").unwrap();
            }
        }
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let leds = Leds::new(folder.path(), &names);
        (folder, leds)
    }

    #[test]
    fn three_leds_make_a_colour() {
        let (folder, leds) = kernel(&["red", "green", "blue"]);
        let of = |led: &str, file: &str| {
            std::fs::read_to_string(folder.path().join(led).join(file)).unwrap()
        };
        leds.show(Light::Waiting).unwrap();
        let shown = ["red", "green", "blue"].map(|led| of(led, "brightness"));
        assert_eq!(shown, ["255", "255", "0"]);
        leds.show(Light::Call).unwrap();
        let triggers = ["red", "green", "blue"].map(|led| of(led, "trigger"));
        assert_eq!(triggers, ["none", "timer", "none"]);
        assert_eq!(of("green", "delay_on"), "500");
    }

    #[test]
    fn one_led_tells_them_apart_by_their_rhythm() {
        let (folder, leds) = kernel(&["ACT"]);
        let all = [
            Light::Ready,
            Light::Waiting,
            Light::Call,
            Light::Resting,
            Light::Help,
        ];
        let shown = all.map(|light| {
            leds.show(light).unwrap();
            ["trigger", "delay_on", "delay_off"]
                .map(|file| std::fs::read_to_string(folder.path().join("ACT").join(file)).unwrap())
        });
        assert_eq!(shown[0][0], "none");
        for (n, one) in shown.iter().enumerate() {
            assert!(!shown[n + 1..].contains(one), "{:?}", all[n]);
        }
    }

    #[test]
    fn what_a_person_has_to_mend_is_red_and_what_comes_by_itself_is_not() {
        assert_eq!(Light::of(State::Ready), Light::Ready);
        assert_eq!(
            Light::of(State::Recovering(Reason::NoAnswer)),
            Light::Waiting
        );
        for state in [
            State::SimWait(SimState::Missing),
            State::Helpless(Help::ColdPower),
            State::Degraded(Lack::Ims),
        ] {
            assert_eq!(Light::of(state), Light::Help);
        }
    }

    #[test]
    fn an_led_that_is_not_there_is_an_error() {
        let (_folder, leds) = kernel(&[]);
        assert!(
            leds.show(Light::Ready).is_ok(),
            "without an LED there is nothing to show"
        );
        let gone = Leds::new(Path::new("/nowhere"), &["ACT".to_owned()]);
        assert!(gone.show(Light::Ready).is_err());
    }
}
