//! `[modem]`, `[[dial]]` and `[[fault]]`: which modem, what the technician dials, what goes wrong.

use std::time::Duration;

use toml::de::DeValue;

use crate::{
    phone::PhoneNumber,
    settings::{Refusal, Table},
    sim::{ec25::Profile, fault::Order},
};

/// A modem of the box.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Modem {
    /// Which module it is, and how its sound goes ([`Profile::uac`]).
    pub profile: Profile,
}

/// A technician's test call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dial {
    /// When, from the start.
    pub at: Duration,
    /// Whom.
    pub to: PhoneNumber,
    /// The keys to press once it is answered; empty for none.
    pub press: String,
}

/// Something that goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mishap {
    /// When, from the start.
    pub at: Duration,
    /// With which modem, counted from 0.
    pub modem: usize,
    /// What.
    pub order: Order,
}

/// `[modem]`, or `[[modem]]` when there are two; one usual modem when there is neither.
pub(super) fn modems(root: &Table<'_>) -> Option<Vec<Modem>> {
    if !root.has("modem") {
        return Some(vec![Modem::default()]);
    }
    let several = root.get_with("modem", |value| Ok(matches!(value, DeValue::Array(_))));
    let tables = if several? {
        root.tables("modem")
    } else {
        root.table("modem").into_iter().collect()
    };
    if tables.len() > 2 {
        let refusal = Refusal::new("모뎀은 두 개까지입니다.", "there are two modems at most");
        root.refuse("modem", refusal);
        return None;
    }
    let modems: Vec<_> = tables
        .iter()
        .enumerate()
        .map(|(n, table)| modem(table, n))
        .collect();
    modems.into_iter().collect()
}

fn modem(table: &Table<'_>, place: usize) -> Option<Modem> {
    let profile = table.get_text("profile", |name| {
        Profile::named(name).ok_or_else(|| {
            let names = Profile::NAMES.join(", ");
            Refusal::new(
                format!("모르는 모뎀입니다. 다음 중에서 고르세요: {names}"),
                format!("unknown modem; use one of: {names}"),
            )
        })
    });
    let uac = table.get_text("sound", |way| match way {
        "serial" => Ok(false),
        "card" => Ok(true),
        _ => Err(Refusal::new(
            "\"serial\"이나 \"card\"로 적어 주세요.",
            "write \"serial\" or \"card\"",
        )),
    });
    let mut profile = match profile {
        Some(profile) => profile,
        None if table.has("profile") => return None,
        None => Profile::default(),
    };
    profile.uac = uac.unwrap_or(profile.uac);
    // Two modems never have the same serial numbers; all else may be the same.
    if place > 0 {
        for number in [&mut profile.imei, &mut profile.iccid, &mut profile.imsi] {
            number.pop();
            number.push('5');
        }
    }
    Some(Modem { profile })
}

pub(super) fn dial(table: &Table<'_>) -> Option<Dial> {
    let (at, to) = (table.require("at"), table.require("to"));
    let press = table.get_text("press", super::keys);
    Some(Dial {
        at: at?,
        to: to?,
        press: press.unwrap_or_default(),
    })
}

pub(super) fn mishap(table: &Table<'_>, modems: usize) -> Option<Mishap> {
    let (at, order) = (table.require("at"), Order::read(table));
    let modem: usize = usize::from(table.get_or("modem", 1_u8));
    if !(1..=modems).contains(&modem) {
        let refusal = Refusal::new(
            format!("모뎀은 {modems}개입니다. 1부터 {modems}까지 적어 주세요."),
            format!("there are {modems} modems; write a number from 1 to {modems}"),
        );
        table.refuse("modem", refusal);
        return None;
    }
    Some(Mishap {
        at: at?,
        modem: modem - 1,
        order: order?,
    })
}
