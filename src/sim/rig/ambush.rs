//! Faults that wait for their moment: dialling, a call, the text behind a prompt.

use std::time::Duration;

use super::{Due, Rig};
use crate::sim::{
    ec25::Effect,
    fault::{Fault, Order, layer::Passed},
};

/// From the dialling to the blow (F25).
const WHILE_DIALLING: Duration = Duration::from_millis(500);
/// From the answer to the blow (F26, F76).
const INTO_CALL: Duration = Duration::from_secs(2);
/// From `ATD` to the voltage drop (F31).
const BROWN_OUT: Duration = Duration::from_millis(200);

impl Rig {
    /// The most faults that lie in wait; the oldest makes room.
    const MOST_WAITING: usize = 32;

    pub(super) fn lie_in_wait(&mut self, order: &Order) {
        if self.waiting.len() == Self::MOST_WAITING {
            self.waiting.remove(0);
        }
        self.waiting.push(order.clone());
        if self.in_call {
            self.ambush_call();
        }
    }

    /// The order that waits for this, once; one that is counted stays until it has struck so often.
    fn strike(&mut self, fault: Fault) -> Option<Order> {
        let place = self.waiting.iter().position(|order| order.fault == fault)?;
        let order = self.waiting[place].clone();
        match &mut self.waiting[place].count {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                self.waiting.remove(place);
            }
        }
        Some(order)
    }

    pub(super) fn ambush_effect(&mut self, effect: &Effect) {
        if matches!(effect, Effect::Dialled { .. })
            && let Some(order) = self.strike(Fault::UNPLUGGED_DIALLING)
        {
            self.later(WHILE_DIALLING, Due::Leave(order));
        }
    }

    /// A call has begun.
    pub(super) fn ambush_call(&mut self) {
        let text = |order: &Order| order.fault == Fault::TEXT_MEANWHILE && order.variant == "call";
        if self.waiting.iter().any(text) {
            self.later(INTO_CALL, Due::InCall(self.call, Fault::TEXT_MEANWHILE));
        }
        for fault in [
            Fault::UNPLUGGED_IN_CALL,
            Fault::CARD_GONE_IN_CALL,
            Fault::SECOND_CALL,
        ] {
            if self.waiting.iter().any(|order| order.fault == fault) {
                self.later(INTO_CALL, Due::InCall(self.call, fault));
            }
        }
        self.sound_in_call();
    }

    /// The call has lasted long enough.
    pub(super) fn strike_in_call(&mut self, call: u64, fault: Fault) {
        if !self.in_call || call != self.call {
            return;
        }
        let Some(order) = self.strike(fault) else {
            return;
        };
        match fault {
            Fault::CARD_GONE_IN_CALL => self.card_goes(order.lasts),
            Fault::SECOND_CALL => self.second_call(),
            Fault::TEXT_MEANWHILE => self.text_now(),
            _ => self.unplug_by(&order),
        }
    }

    /// The host has written this; says whether the module may have it.
    pub(super) fn ambush_host(&mut self, passed: &Passed) -> bool {
        if passed.text
            && let Some(order) = self.strike(Fault::UNPLUGGED_IN_TEXT)
        {
            self.unplug_by(&order);
            return false;
        }
        let sending =
            |order: &Order| order.fault == Fault::TEXT_MEANWHILE && order.variant == "sending";
        if passed.text && self.waiting.iter().any(sending) {
            self.strike(Fault::TEXT_MEANWHILE);
            self.text_now();
        }
        for command in &passed.asked {
            for part in command.split(';') {
                if part.starts_with("+QCFG=\"USBCFG\",")
                    && let Some(order) = self.strike(Fault::UNPLUGGED_IN_USBCFG)
                {
                    self.unplug_by(&order);
                    return false;
                }
                if part.starts_with('D')
                    && let Some(order) = self.strike(Fault::BROWN_OUT)
                {
                    self.later(BROWN_OUT, Due::Leave(order));
                }
                self.armed_by(part);
            }
        }
        true
    }
}
