//! What the modem says about calls: `+CLCC`, `^DSCI` and `+QIND: "ccinfo"`.

use crate::phone::Caller;

use super::fields::{Field, Fields, party};

/// Who called whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Mobile originated: we dialled.
    Outgoing,
    /// Mobile terminated: we were called.
    Incoming,
}

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallState {
    /// Both can speak.
    Active,
    /// On hold.
    Held,
    /// We are dialling.
    Dialing,
    /// It rings at the other side.
    Alerting,
    /// It rings here.
    Incoming,
    /// A second caller while a call is up.
    Waiting,
    /// Over. Only announced, never listed.
    Ended,
}

impl CallState {
    /// `<stat>` of `+CLCC` and of `ccinfo`, which adds −1.
    const fn from_stat(stat: i8) -> Option<Self> {
        Some(match stat {
            -1 => Self::Ended,
            0 => Self::Active,
            1 => Self::Held,
            2 => Self::Dialing,
            3 => Self::Alerting,
            4 => Self::Incoming,
            5 => Self::Waiting,
            _ => return None,
        })
    }

    /// `<stat>` of `^DSCI`, which counts differently.
    const fn from_dsci(stat: u8) -> Option<Self> {
        Some(match stat {
            1 => Self::Held,
            2 => Self::Dialing,
            3 => Self::Active,
            4 => Self::Incoming,
            5 => Self::Waiting,
            6 => Self::Ended,
            7 => Self::Alerting,
            _ => return None,
        })
    }
}

/// One call as the modem sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallReport {
    /// The modem's number for it, counted from 1 and used again.
    pub id: u8,
    /// Who called whom.
    pub direction: Direction,
    /// Where it stands.
    pub state: CallState,
    /// A voice call. On LTE the data bearer is listed as a call too, and is none of ours.
    pub voice: bool,
    /// The other side, as far as it is given.
    pub party: Caller,
}

impl CallReport {
    /// `<id>,<dir>,<stat>,<mode>,<mpty>,"<number>",<type>[,"<alpha>"]` (`AT+CLCC`: 3GPP TS 27.007
    /// 7.18; `ccinfo`: Quectel AT, `AT+QINDCFG`, after its name).
    pub(super) fn listed(fields: &mut Fields<'_>) -> Option<Self> {
        let (id, direction) = (fields.number()?, direction(fields)?);
        let state = CallState::from_stat(fields.number()?)?;
        let voice = fields.number::<u8>()? == 0;
        fields.next(); // <mpty>
        let party = other_side(fields);
        Some(Self {
            id,
            direction,
            state,
            voice,
            party,
        })
    }

    /// `<id>,<dir>,<stat>,<type>,<number>,<num_type>[,<tone_info>]` (`AT^DSCI`: Quectel AT). The
    /// number is not quoted and `<stat>` is not the one of `+CLCC`.
    pub(super) fn dsci(text: &str) -> Option<Self> {
        let fields = &mut Fields::of(text);
        let (id, direction) = (fields.number()?, direction(fields)?);
        let state = CallState::from_dsci(fields.number()?)?;
        let voice = fields.number::<u8>()? == 0;
        let party = other_side(fields);
        Some(Self {
            id,
            direction,
            state,
            voice,
            party,
        })
    }
}

fn direction(fields: &mut Fields<'_>) -> Option<Direction> {
    match fields.number::<u8>()? {
        0 => Some(Direction::Outgoing),
        1 => Some(Direction::Incoming),
        _ => None,
    }
}

fn other_side(fields: &mut Fields<'_>) -> Caller {
    let number = fields.next().map_or("", |field| field.text);
    party(number, fields.next().and_then(Field::number))
}

/// The answer to `AT+CLCC`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallList {
    calls: heapless::Vec<CallReport, 8>,
    garbled: bool,
}

impl CallList {
    /// Adds what follows `+CLCC:` in one line.
    pub(super) fn add(&mut self, text: &str) {
        match CallReport::listed(&mut Fields::of(text)) {
            // 3GPP TS 22.030 allows seven calls; more than eight lines are not a list of calls.
            Some(call) => self.garbled |= self.calls.push(call).is_err(),
            None => self.garbled = true,
        }
    }

    /// Whether this would be a line of the list, whatever its name.
    pub(super) fn holds(text: &str) -> bool {
        CallReport::listed(&mut Fields::of(text.trim_start())).is_some()
    }

    /// A line of it may be lost.
    pub(super) const fn garble(&mut self) {
        self.garbled = true;
    }

    /// The voice calls, in the modem's order.
    pub fn voice(&self) -> impl Iterator<Item = &CallReport> {
        self.calls.iter().filter(|call| call.voice)
    }

    /// Whether a line could not be read, so that an empty list proves nothing.
    #[must_use]
    pub const fn is_garbled(&self) -> bool {
        self.garbled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_bearer_is_not_a_voice_call() {
        let mut list = CallList::default();
        list.add("1,0,0,1,0,\"\",128");
        assert_eq!(list.voice().count(), 0);
        list.add("2,1,4,0,0,\"01023456789\",129");
        let call = list.voice().next().unwrap();
        assert_eq!((call.id, call.state), (2, CallState::Incoming));
        assert!(!list.is_garbled());
    }

    #[test]
    fn a_line_that_cannot_be_read_makes_the_list_doubtful() {
        for line in ["", "1,1", "x,1,4,0,0", "1,1,9,0,0,\"\",128"] {
            let mut list = CallList::default();
            list.add(line);
            assert!(list.is_garbled(), "{line}");
        }
    }

    #[test]
    fn dsci_counts_its_states_differently() {
        let call = CallReport::dsci("1,1,6,0,01023456789,129").unwrap();
        assert_eq!(call.state, CallState::Ended);
        assert_eq!(call.party.digits(), Some("01023456789"));
        assert_eq!(
            CallReport::dsci("1,1,3,0,,128").unwrap().state,
            CallState::Active
        );
        let listed = CallReport::listed(&mut Fields::of("1,1,3,0,0,\"\",128")).unwrap();
        assert_eq!(listed.state, CallState::Alerting);
    }
}
