//! The table of start-up, in order.
//!
//! What is *asked* or *needed* is tried again, three times or, where the SIM or the module's file
//! system may hold it up at first, ten times. What is *wished* for is tried once, and done without.
//! Nothing but a SIM that is not ready stops start-up.

use crate::{
    at::{Command, Domain, Setting},
    modem::{Lack, core::profile::Profile},
};

/// One line of the table.
pub(super) struct Step {
    pub command: Command,
    /// How often it is tried before the modem is used without it.
    pub tries: u8,
    /// What the modem cannot do without it.
    pub lack: Option<Lack>,
    /// Only when the step before was refused.
    pub stands_in: bool,
}

impl Step {
    /// Whether this module is known not to have it.
    pub fn is_left_out(&self, profile: &Profile) -> bool {
        self.command == Command::Set(Setting::AnnounceCallInfo) && !profile.call_info
    }

    const fn or_else(mut self) -> Self {
        self.stands_in = true;
        self
    }
}

const fn step(command: Command, tries: u8, lack: Option<Lack>) -> Step {
    Step {
        command,
        tries,
        lack,
        stands_in: false,
    }
}

const fn wished(setting: Setting) -> Step {
    step(Command::Set(setting), 1, None)
}

const fn asked(command: Command, tries: u8) -> Step {
    step(command, tries, None)
}

/// Text messages do not work without it.
const fn for_texts(setting: Setting, tries: u8) -> Step {
    step(Command::Set(setting), tries, Some(Lack::Texts))
}

pub(super) const STEPS: &[Step] = &[
    asked(Command::Set(Setting::EchoOff), 3),
    wished(Setting::ResultWords),
    wished(Setting::NumericErrors),
    asked(Command::Manufacturer, 3),
    asked(Command::Model, 3),
    asked(Command::Build, 1),
    asked(Command::Firmware, 3).or_else(),
    asked(Command::Imei, 3),
    wished(Setting::UrcPort),
    wished(Setting::AnnounceSim),
    asked(Command::PinState, 1),
    // A SIM that has only just said READY may not know its own numbers yet.
    asked(Command::Iccid, 10),
    asked(Command::Imsi, 10),
    wished(Setting::AnnounceCircuit),
    wished(Setting::AnnounceLte),
    wished(Setting::QuietPacket),
    wished(Setting::ShowCaller),
    wished(Setting::ExtendedRing),
    wished(Setting::NoServiceNotices),
    wished(Setting::HideConnectedLine),
    wished(Setting::PlainHangUp),
    // What the two say of a call is one and the same; a module has one of them or both.
    wished(Setting::AnnounceCalls),
    wished(Setting::AnnounceCallInfo),
    // A call that an earlier owner of the modem has left behind is found here.
    asked(Command::Calls, 1),
    wished(Setting::AnnounceSignal),
    wished(Setting::AnnounceTechnology),
    wished(Setting::AnnounceTextsFull),
    asked(Command::Set(Setting::CharacterSet), 3),
    for_texts(Setting::PduMode, 3),
    asked(Command::Set(Setting::MessageService), 3),
    asked(Command::Set(Setting::MessageMemory), 10),
    for_texts(Setting::MessageMemorySim, 3).or_else(),
    for_texts(Setting::AnnounceTexts, 10),
    wished(Setting::ClockFromNetwork),
    wished(Setting::DetectTones),
    wished(Setting::ToneLength),
    asked(Command::UsbConfig, 1),
    asked(Command::Ims, 1),
    asked(Command::AudioMode, 1),
    wished(Setting::UsbSoundProfile),
    wished(Setting::GpsPortOff),
    asked(Command::Registration(Domain::Circuit), 1),
    asked(Command::Registration(Domain::Lte), 1),
    // From here on the network has to be there.
    wished(Setting::CallWaitingOff),
];

/// The first step that asks the network.
pub(super) const NETWORK: usize = STEPS.len() - 1;
/// The step that waits for the SIM.
pub(super) const SIM: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marked_steps_are_where_they_are_said_to_be() {
        assert_eq!(STEPS[SIM].command, Command::PinState);
        let waiting = Command::Set(Setting::CallWaitingOff);
        assert_eq!(STEPS[NETWORK].command, waiting);
        assert!(!STEPS[0].stands_in, "there is nothing before it");
    }

    #[test]
    fn nothing_dangerous_is_ever_told() {
        for step in STEPS {
            let text = step.command.text();
            for never in [
                "QPRTPARA",
                "COPS=",
                "CPIN=",
                "usbcfg\",",
                "CNMI=2,2",
                "CFUN",
            ] {
                assert!(!text.contains(never), "{text}");
            }
        }
    }
}
