//! Whose calls the box takes, and when.

use std::time::Duration;

use crate::{
    phone::{Caller, PhoneNumber},
    settings::{Refusal, Table},
};

/// When the box takes a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answering {
    /// The mode.
    pub mode: Mode,
    /// Never answered: they hear that the call was refused.
    pub blocked: Vec<PhoneNumber>,
    /// Left to ring for a person: the box never takes them.
    pub vip: Vec<PhoneNumber>,
}

/// Who is first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// The box takes every call at once.
    #[default]
    Always,
    /// The staff have this long; then the box takes it.
    StaffFirst(Duration),
    /// The box takes calls while the shop is closed, and at once then.
    AfterHours,
}

/// What is done with a call that rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// Answer.
    Now,
    /// Answer when it has rung that long.
    After(Duration),
    /// Let it ring.
    Never,
    /// Turn it away.
    Refuse,
}

impl Answering {
    pub(super) fn read(table: Option<&Table<'_>>) -> Self {
        let Some(table) = table else {
            return Self::default();
        };
        let seconds: u16 = table.get_or("ring_seconds", 15);
        if !(5..=60).contains(&seconds) {
            table.refuse(
                "ring_seconds",
                Refusal::new("5부터 60까지로 적어 주세요.", "write 5 to 60"),
            );
        }
        let mode = table.get_text("mode", |text| match text {
            "always" | "항상" => Ok(Mode::Always),
            "staff_first" | "직원 먼저" => {
                Ok(Mode::StaffFirst(Duration::from_secs(seconds.into())))
            }
            "after_hours" | "영업시간 외" => Ok(Mode::AfterHours),
            _ => Err(Refusal::new(
                "\"항상\", \"직원 먼저\", \"영업시간 외\" 가운데 하나로 적어 주세요.",
                "write \"always\", \"staff_first\" or \"after_hours\"",
            )),
        });
        Self {
            mode: mode.unwrap_or_default(),
            blocked: table.get_or("blocked", Vec::new()),
            vip: table.get_or("vip", Vec::new()),
        }
    }

    /// What is done with a call from `caller`, while the shop is open or not.
    #[must_use]
    pub fn take(&self, caller: &Caller, open: bool) -> Take {
        let is = |list: &[PhoneNumber]| caller.number().is_some_and(|n| list.contains(n));
        match self.mode {
            _ if is(&self.blocked) => Take::Refuse,
            _ if is(&self.vip) => Take::Never,
            Mode::Always => Take::Now,
            Mode::StaffFirst(wait) => Take::After(wait),
            Mode::AfterHours if open => Take::Never,
            Mode::AfterHours => Take::Now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reception::Shop;

    fn answering(lines: &str) -> Answering {
        let text = format!("name = '가'\n[hours]\ndaily = '11:00-21:00'\n[answering]\n{lines}");
        Shop::parse("shop.toml", &text).unwrap().answering
    }

    #[test]
    fn lists_win_over_the_mode() {
        let a = answering(
            "mode = '직원 먼저'\nring_seconds = 20\nblocked = ['070-1234-5678']\nvip = ['010-9876-5432']",
        );
        let from = |digits: &str| Caller::Known(digits.parse().unwrap());
        assert_eq!(a.take(&from("07012345678"), true), Take::Refuse);
        assert_eq!(a.take(&from("01098765432"), true), Take::Never);
        assert_eq!(
            a.take(&Caller::Withheld, true),
            Take::After(Duration::from_secs(20))
        );
    }

    #[test]
    fn after_hours_means_while_it_is_closed() {
        let a = answering("mode = 'after_hours'");
        assert_eq!(a.take(&Caller::Withheld, true), Take::Never);
        assert_eq!(a.take(&Caller::Withheld, false), Take::Now);
    }
}
