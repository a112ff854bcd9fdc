//! What the modem said, handed to whom it concerns.

use std::time::Duration;

use crate::{
    at::{
        self, Answer, Command, Digits, Done, Listed, Reply, Setting, ShortText, SimPresence, Urc,
    },
    modem::{Event, Fault, Output, PortId},
    time::Instant,
};

use super::{Ec25, Out, Owner, profile::Profile, tell};

/// A second port that does not answer is opened anew after this.
const SECOND_AGAIN: Duration = Duration::from_secs(60);

impl Ec25 {
    pub(super) fn channel_says(
        &mut self,
        port: PortId,
        output: at::Output,
        at: Instant,
        out: Out<'_>,
    ) {
        match (output, port) {
            (at::Output::Write(bytes), _) => out.push(Output::Write(port, bytes)),
            (at::Output::Urc(urc), _) => self.urc(port, urc, at, out),
            (at::Output::Listed(Listed::Text(text)), _) => self.inbox.listed(text, at, out),
            (at::Output::Listed(Listed::Plain(line)), _) => self.asked.heard(&line),
            (at::Output::Listed(Listed::Profile(_)), _) => {}
            (at::Output::Data(chunk), _) => self.mms.data(&chunk),
            (at::Output::Done(done), _) => self.done(port, done, at, out),
            (at::Output::Synced, PortId::Main) => self.in_step(at),
            (at::Output::Synced, PortId::Second) => self.second.synced = true,
            (at::Output::Dead, PortId::Main) => self.dead(at, out),
            (at::Output::Dead, PortId::Second) => {
                self.second.synced = false;
                self.second_again = Some(at + SECOND_AGAIN);
            }
        }
    }

    fn urc(&mut self, port: PortId, urc: Urc, at: Instant, out: Out<'_>) {
        if !self.main.open {
            return; // nothing could be done about it
        }
        match urc {
            Urc::Ring => self.call.rings(at, out),
            Urc::Clip(caller) => self.call.caller(caller, at, out),
            Urc::Call(call) => self.call.changed(&call, at, out),
            Urc::CallWord(word) => self.call.over(word, at, out),
            Urc::CallWaiting(_) => self.call.waiting(at),
            Urc::KeyHeard(key) => self.keypad.heard(key, self.call.is_up(), at, out),
            Urc::Ready => self.ready(port, at, out),
            Urc::Pin(pin) => self.startup.sim_changed(pin, at),
            Urc::SimPresence(SimPresence::Removed) => self.startup.sim_removed(at),
            Urc::SimPresence(_) | Urc::SimRead(_) => self.startup.look_at_sim(at),
            Urc::Registration(domain, status) => self.watch.registered(domain, status, at),
            Urc::Signal(signal) => self.watch.signal(signal.rssi),
            Urc::TextStored { index, .. } => self.inbox.announced(index, at),
            Urc::TextsReady => self.inbox.sweep(at),
            Urc::TextsFull { .. } => self.inbox.is_full(at, out),
            Urc::TextCame(pdu) | Urc::ReportCame(pdu) => {
                // It ought to have been stored: the settings are not ours any more.
                self.suspect = true;
                tell(Event::TextReceived { slot: None, pdu }, out);
            }
            Urc::AudioFlow { go } => tell(Event::UplinkHeld { held: !go }, out),
            Urc::Stack(_)
            | Urc::SocketOpened { .. }
            | Urc::HttpGot(_)
            | Urc::HttpPosted(_)
            | Urc::HttpRead { .. } => self.mms.urc(&urc, at),
            Urc::RingOther
            | Urc::PoweredDown
            | Urc::Functionality(_)
            | Urc::Technology(_)
            | Urc::PhoneBookReady
            | Urc::ReportStored { .. }
            | Urc::BroadcastCame(_)
            | Urc::Ussd { .. }
            | Urc::Other(_) => {}
        }
    }

    /// `RDY`. While a port is being called it is old news, unless the module was told to start over.
    fn ready(&mut self, port: PortId, at: Instant, out: Out<'_>) {
        let told_to = self.recovery.is_waiting() && port == PortId::Main;
        let news = match port {
            PortId::Main => self.main.synced,
            PortId::Second => self.main.synced && self.second.synced,
        };
        if self.main.open && (news || told_to) {
            self.restarted(at, out);
        }
    }

    pub(super) fn done(&mut self, port: PortId, done: Done, at: Instant, out: Out<'_>) {
        let Done {
            command,
            answer,
            data_sent,
        } = done;
        let owner = self.port(port).ended(&answer, at);
        self.watch.answered(&command, &answer, at);
        match command {
            Command::Calls => self.call.listed(&answer, at, out),
            Command::Answer => self.call.answered(&answer, at, out),
            Command::Dial { .. } => self.call.dialled(&answer, at, out),
            Command::HangUp => self.call.hung_up(at),
            Command::HangUpWith { .. } if answer == Answer::TimedOut => {
                self.profile.ends_one_call = false;
            }
            _ => {}
        }
        self.unanswered |= answer == Answer::TimedOut && owner != Some(Owner::Startup);
        // What went unanswered may have had its effect all the same.
        if matches!(answer, Answer::TimedOut | Answer::Empty) && self.call.is_on() {
            self.call.doubt(at);
        }
        match owner {
            Some(Owner::Startup) => self.startup_done(&command, &answer, at, out),
            Some(Owner::Audio) => self.audio.done(&answer, &mut self.profile, out),
            Some(Owner::Outbox) => self.outbox.done(&answer, data_sent, at, out),
            Some(Owner::Inbox) => self.inbox.done(&command, answer, at, out),
            Some(Owner::Keypad) => self.keypad.done(&answer, out),
            Some(Owner::Pin) => {
                if self.pin.done(&answer, out) {
                    self.startup.look_at_sim(at);
                }
            }
            Some(Owner::Radio) => self.radio.done(&answer, at),
            Some(Owner::Watch) => self.watch.done(at),
            Some(Owner::Clock) => self.clock.done(&answer, at, out),
            Some(Owner::Mms) => self.mms.done(&command, &answer, at),
            Some(Owner::Port) => self.second_settings += 1,
            Some(Owner::Recovery) => {
                if matches!(answer, Answer::Refused(_)) {
                    let act = self.recovery.refused(at);
                    self.act(act, at, out);
                }
            }
            Some(Owner::Asked) => self.asked.done(&answer, out),
            Some(Owner::Call) | None => {}
        }
    }

    /// A step of start-up has ended: what it told of the module is kept.
    fn startup_done(&mut self, command: &Command, answer: &Answer, at: Instant, out: Out<'_>) {
        match (command, answer) {
            (Command::Model, Answer::Ok(Reply::Text(model))) => self.is_model(model),
            (Command::Build | Command::Firmware, Answer::Ok(Reply::Text(firmware))) => {
                self.is_firmware(firmware, out);
            }
            (Command::Imei, Answer::Ok(Reply::Digits(imei))) => {
                self.identity.imei = Some(imei.clone());
            }
            (Command::Iccid, Answer::Ok(Reply::Digits(iccid))) => self.is_sim(iccid, out),
            (Command::Imsi, Answer::Ok(Reply::Digits(imsi))) => self.mms.imsi(imsi.reveal()),
            (Command::UsbConfig, Answer::Ok(Reply::UsbConfig(config))) => {
                self.profile.sound_card_off = !config.sound;
            }
            (Command::Set(Setting::CallWaitingOff), Answer::Refused(_)) => {
                tell(Event::Fault(Fault::CallWaitingOn), out);
            }
            _ => {}
        }
        let without = self.startup.done(command, answer, &self.profile, at);
        if let Some(setting) = without {
            tell(Event::SettingRefused(setting), out);
        }
    }

    fn is_model(&mut self, model: &ShortText) {
        if self.identity.model.replace(model.clone()).as_ref() != Some(model) {
            self.identity.firmware = None;
        }
    }

    /// What the module has shown of itself counts as long as it is the same.
    fn is_firmware(&mut self, firmware: &ShortText, out: Out<'_>) {
        let known = self.identity.firmware.replace(firmware.clone());
        if known.as_ref() != Some(firmware) {
            self.profile = Profile::of(firmware);
            let model = self.identity.model.clone().unwrap_or_default();
            let firmware = firmware.clone();
            tell(Event::Module { model, firmware }, out);
        }
    }

    fn is_sim(&mut self, iccid: &Digits, out: Out<'_>) {
        if self.identity.iccid.replace(iccid.clone()).as_ref() != Some(iccid) {
            self.tell_identity(out);
        }
    }
}
