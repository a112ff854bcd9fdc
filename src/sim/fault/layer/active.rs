//! The faults at work on one port.

use std::time::Duration;

use crate::{
    sim::fault::{Fault, Order},
    time::Instant,
};

#[derive(Debug)]
pub(super) struct Active {
    pub(super) order: Order,
    until: Option<Instant>,
    left: Option<u32>,
    /// When it next says something by itself.
    next: Instant,
}

/// At most [`Actives::MOST`]; the oldest makes room.
#[derive(Debug, Default)]
pub(super) struct Actives(Vec<Active>);

impl Actives {
    const MOST: usize = 32;
    /// Between the URCs of a fault that says some.
    const BETWEEN: Duration = Duration::from_millis(500);

    pub(super) fn start(&mut self, order: Order, at: Instant) {
        if self.0.len() == Self::MOST {
            self.0.remove(0);
        }
        self.0.push(Active {
            until: order.lasts.map(|span| at + span),
            left: order.count,
            next: at,
            order,
        });
    }

    pub(super) fn end(&mut self, fault: Fault) {
        self.0.retain(|active| active.order.fault != fault);
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn expire(&mut self, at: Instant) {
        self.0
            .retain(|active| active.until.is_none_or(|until| until > at));
    }

    pub(super) fn has(&self, fault: Fault) -> bool {
        self.find(fault).is_some()
    }

    pub(super) fn find(&self, fault: Fault) -> Option<&Order> {
        let found = self.0.iter().find(|active| active.order.fault == fault);
        found.map(|active| &active.order)
    }

    /// Whether this fault strikes a command line that `fits`; if so it has struck once more.
    pub(super) fn strike(&mut self, fault: Fault, fits: impl Fn(&Order) -> bool) -> Option<Order> {
        let place = self
            .0
            .iter()
            .position(|active| active.order.fault == fault && fits(&active.order))?;
        let active = &mut self.0[place];
        let order = active.order.clone();
        if let Some(left) = &mut active.left {
            *left = left.saturating_sub(1);
            if *left == 0 {
                self.0.remove(place);
            }
        }
        Some(order)
    }

    /// How often this fault has said something, when it is time to say it again.
    pub(super) fn says(&mut self, fault: Fault, at: Instant) -> Option<u32> {
        let active = self
            .0
            .iter_mut()
            .find(|active| active.order.fault == fault && active.next <= at)?;
        active.next = at + Self::BETWEEN;
        let all = active.order.count.unwrap_or(u32::MAX);
        let said = all - active.left.unwrap_or(all);
        self.strike(fault, |_| true)?;
        Some(said)
    }

    pub(super) fn next_saying(&self, fault: Fault) -> Option<Instant> {
        let found = self.0.iter().find(|active| active.order.fault == fault);
        found.map(|active| active.next)
    }
}
