//! The module's table of calls.

use std::{collections::VecDeque, time::Duration};

use super::{remote::Step, tones::Tones};
use crate::{phone::Caller, time::Instant};

/// Where a call stands; the number is that of `+CLCC` (3GPP TS 27.007 7.18).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Active = 0,
    Held = 1,
    Dialing = 2,
    Alerting = 3,
    Incoming = 4,
    Waiting = 5,
}

impl State {
    /// The number of `^DSCI`, which counts differently.
    pub(super) const fn dsci(self) -> u8 {
        match self {
            Self::Active => 3,
            Self::Held => 1,
            Self::Dialing => 2,
            Self::Alerting => 7,
            Self::Incoming => 4,
            Self::Waiting => 5,
        }
    }
}

/// One call.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// Names the call for good; `id` is used again.
    pub(super) serial: u32,
    /// What the host sees.
    pub(super) id: u8,
    /// Whether the network brought it.
    pub(super) incoming: bool,
    pub(super) state: State,
    pub(super) other: Caller,
    /// Ended by the host; only its place in the table is left.
    pub(super) lingers: bool,
    /// Ended by the host, but the far end was not told and stays.
    pub(super) deaf: bool,
    /// Sound has flowed in it.
    pub(super) had_sound: bool,
    /// The number and type to show in the place of the true ones.
    pub(super) shown: Option<(String, u8)>,
    /// `+CLIP` comes from then on; `None`: never.
    pub(super) clip_from: Option<Instant>,
    /// What becomes of tones, once that is settled.
    pub(super) tones: Option<Tones>,
    /// What the far end is going to do by itself.
    pub(super) plan: VecDeque<(Duration, Step)>,
}

impl Call {
    /// The number as `+CLCC` and its like write it, with its type.
    pub(super) fn number(&self) -> (&str, u8) {
        if let Some((number, kind)) = &self.shown {
            return (number, *kind);
        }
        match &self.other {
            Caller::Known(number) => (number.digits(), 129),
            Caller::Foreign(number) => (number.international(), 145),
            Caller::Withheld | Caller::Unavailable => ("", 128),
        }
    }

    pub(super) fn clcc(&self) -> String {
        let (number, kind) = self.number();
        format!(
            "+CLCC: {},{},{},0,0,\"{number}\",{kind}",
            self.id,
            u8::from(self.incoming),
            self.state as u8
        )
    }

    /// `+CLIP` (3GPP TS 27.007 7.6).
    pub(super) fn clip(&self) -> String {
        let (number, kind) = self.number();
        let validity = match self.other {
            Caller::Known(_) | Caller::Foreign(_) => 0,
            Caller::Withheld => 1,
            Caller::Unavailable => 2,
        };
        format!("+CLIP: \"{number}\",{kind},,,,{validity}")
    }

    /// `+CCWA` (3GPP TS 27.007 7.12), class voice.
    pub(super) fn ccwa(&self) -> String {
        let (number, kind) = self.number();
        format!("+CCWA: \"{number}\",{kind},1")
    }

    /// `^DSCI`, with the state as it counts there.
    pub(super) fn dsci(&self, state: u8) -> String {
        let (number, kind) = self.number();
        let direction = u8::from(self.incoming);
        format!("^DSCI: {},{direction},{state},0,{number},{kind}", self.id)
    }

    /// `+QIND: "ccinfo"`, with the state of `+CLCC`, or −1 for ended.
    pub(super) fn ccinfo(&self, state: i8) -> String {
        let (number, kind) = self.number();
        let direction = u8::from(self.incoming);
        format!(
            "+QIND: \"ccinfo\",{},{direction},{state},0,0,\"{number}\",{kind}",
            self.id
        )
    }
}

/// At most [`Table::MOST`] calls; the network refuses the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub(super) calls: Vec<Call>,
    /// The serial of the last call.
    last: u32,
}

impl Table {
    /// One that is spoken on, one that waits.
    const MOST: usize = 2;

    pub(super) fn find(&self, wanted: State) -> Option<&Call> {
        self.calls.iter().find(|c| c.state == wanted && !c.lingers)
    }

    pub(super) fn get(&mut self, serial: u32) -> Option<&mut Call> {
        self.calls.iter_mut().find(|c| c.serial == serial)
    }

    /// This call, while it rings.
    pub(super) fn ringing(&mut self, serial: u32) -> Option<&mut Call> {
        self.get(serial)
            .filter(|c| c.state == State::Incoming && !c.lingers)
    }

    /// The call that is not waiting, and that the host has not ended.
    pub(super) fn foreground(&self) -> Option<&Call> {
        self.calls
            .iter()
            .find(|c| c.state != State::Waiting && !c.lingers)
    }

    /// Takes up a call and names it; the data bearer, where there is one, has the first id.
    pub(super) fn add(&mut self, incoming: bool, state: State, other: Caller, bearer: bool) -> u32 {
        self.last = self.last.wrapping_add(1);
        let free = |id: &u8| self.calls.iter().all(|c| c.id != *id);
        let id = (1 + u8::from(bearer)..=u8::MAX).find(free);
        self.calls.push(Call {
            serial: self.last,
            id: id.unwrap_or(u8::MAX),
            incoming,
            state,
            other,
            lingers: false,
            deaf: false,
            had_sound: false,
            shown: None,
            clip_from: Some(Instant::ZERO),
            tones: None,
            plan: VecDeque::new(),
        });
        self.last
    }

    /// The call that the host knows by this number.
    pub(super) fn by_id(&self, id: u32) -> Option<u32> {
        let call = self
            .calls
            .iter()
            .find(|c| u32::from(c.id) == id && !c.lingers);
        call.map(|c| c.serial)
    }

    pub(super) fn is_full(&self) -> bool {
        self.calls.iter().filter(|c| !c.lingers).count() >= Self::MOST
    }

    /// Whether sound of a far end can be heard: in a call, and before the far end has answered
    /// (announcements come as early media).
    pub(super) fn has_sound(&self) -> bool {
        self.find(State::Active).is_some() || self.find(State::Alerting).is_some()
    }
}
