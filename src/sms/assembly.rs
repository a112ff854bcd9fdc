//! Parts to whole texts.

use std::collections::BTreeMap;

use jiff::{SignedDuration, civil::DateTime};

use super::{
    Address, Alphabet, Body, Coding, Concatenation, Defect, Deliver, Ports, ReferenceKind, Stamp,
    UserData, body::join, wap::PUSH_PORTS,
};

/// How long a text waits for its parts, from the first one on.
pub const PATIENCE: SignedDuration = SignedDuration::from_hours(24);

/// Texts that wait for parts at the same time. When one more comes, the one that has waited longest
/// without a new part is given up and handed out as it is.
pub const MAX_SETS: usize = 64;

/// Parts that are kept at the same time; the same rule.
pub const MAX_KEPT: usize = 512;

/// Parts of one text get their stamps within this time; a part from another time has come upon a
/// reference that was used before.
const SPREAD: SignedDuration = SignedDuration::from_hours(1);

/// What stands for parts that are missing.
pub const GAP: &str = "[…]";

/// How whoever keeps the parts calls one: its row in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartId(pub i64);

/// A message put together, or given up on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// Who sent it.
    pub sender: Address,
    /// TP-OA, where that is somebody else.
    pub gateway: Option<Address>,
    /// The stamp of the first part that is there.
    pub stamp: Stamp,
    /// How the first part is coded.
    pub coding: Coding,
    /// For which application it is.
    pub ports: Option<Ports>,
    /// What it says; missing parts of a text are shown as [`GAP`].
    pub body: Body,
    /// A part of the body could not be read.
    pub defect: Option<Defect>,
    /// The parts in it, in order.
    pub parts: Vec<PartId>,
    /// The numbers of the parts that never came; empty when the message is whole.
    pub missing: Vec<u8>,
}

impl Joined {
    /// Whether nothing is missing.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty()
    }

    /// The WAP push in it, if it is one: read on with [`super::mms::Notification::from_push`].
    #[must_use]
    pub fn push(&self) -> Option<&[u8]> {
        let for_push = |ports: Ports| PUSH_PORTS.contains(&ports.destination);
        match &self.body {
            Body::Data(data) if self.ports.is_some_and(for_push) => Some(data),
            _ => None,
        }
    }
}

/// What became of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// It was the last one, or a message by itself.
    Whole(Box<Joined>),
    /// More have to come.
    Waiting {
        /// How many are there.
        have: u8,
        /// How many there shall be.
        total: u8,
    },
    /// The same part waits already.
    Duplicate(PartId),
}

/// Parts that wait for the others.
///
/// **Rule:** it forgets nothing by itself. Every part that goes in comes out once: in a whole message, in
/// one given up after [`PATIENCE`] ([`Assembly::overdue`]), or in one given up for want of room. A
/// duplicate alone stays out, and says of what.
///
/// It lives on what the store keeps. Each part is written down before it is deleted from the modem,
/// and marked as used in the same transaction that writes the message it went into. After a
/// restart a new `Assembly` gets the parts that are not marked, in the order of their rows, each
/// with the time at which it was received, and stands where the old one stood. Whole messages that
/// come again are known by their [`super::Fingerprint`]s, which the store keeps too.
///
/// ```
/// use jiff::civil::date;
/// use munjigi::sms::{Added, Assembly, Message, PartId, decode_hex};
///
/// let parts = [
///     "00440B811020436587F900086211814152036312050003070202C2DCC5D00020BD50AC8CC694",
///     "00440B811020436587F900086211814152036310050003070201B0B4C77C0020B1240020",
/// ];
/// let mut assembly = Assembly::new();
/// let received = date(2026, 11, 18).at(15, 0, 0, 0);
/// let mut text = None;
/// for (row, part) in (1..).zip(parts) {
///     let Message::Deliver(part) = decode_hex(part)?.message else { continue };
///     if let Added::Whole(joined) = assembly.add(PartId(row), part, received).1 {
///         text = joined.body.text().map(str::to_owned);
///     }
/// }
/// assert_eq!(text.as_deref(), Some("내일 네 시에 뵐게요"));
/// # Ok::<(), munjigi::sms::PduError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Assembly {
    /// In the order in which their first parts came.
    sets: Vec<Set>,
}

/// The parts of one text.
#[derive(Clone, Debug)]
struct Set {
    key: Key,
    parts: BTreeMap<u8, Kept>,
    /// When its first and its latest part were received.
    first: DateTime,
    latest: DateTime,
    /// The reply address, from the first part that has one.
    reply: Option<Address>,
    /// The earliest and the latest stamp (UTC).
    stamps: Option<(DateTime, DateTime)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    from: Address,
    kind: ReferenceKind,
    reference: u16,
    total: u8,
}

#[derive(Clone, Debug)]
struct Kept {
    id: PartId,
    part: Deliver,
}

impl Assembly {
    /// With nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a message or a part in, received at `received` on the shop's wall clock.
    ///
    /// The first of the pair is a text that had to be given up to make room, which is rare.
    pub fn add(
        &mut self,
        id: PartId,
        part: Deliver,
        received: DateTime,
    ) -> (Option<Box<Joined>>, Added) {
        let Some(place) = part.concatenation() else {
            return (None, Added::Whole(Box::new(alone(id, part))));
        };
        let key = Key {
            from: part.from.clone(),
            kind: place.kind,
            reference: place.reference,
            total: place.total,
        };
        let of_key = || {
            let sets = self.sets.iter().enumerate().rev();
            sets.filter(|(_, set)| set.key == key)
        };
        let known = of_key().find_map(|(_, set)| {
            let kept = set.parts.get(&place.number)?;
            (kept.part.data == part.data && set.is_near(&part)).then_some(kept.id)
        });
        if let Some(known) = known {
            return (None, Added::Duplicate(known));
        }
        let found = of_key()
            .find(|(_, set)| set.fits(&part, place))
            .map(|(at, _)| at);
        let (given_up, at) = match found {
            Some(at) => {
                let given_up = self.make_room(false, Some(at));
                // Only sets before it can have gone; it is never the one given up.
                let at = self
                    .sets
                    .iter()
                    .rposition(|set| set.key == key && set.fits(&part, place));
                (given_up, at)
            }
            None => (self.make_room(true, None), None),
        };
        let at = at.unwrap_or_else(|| {
            self.sets.push(Set {
                key,
                parts: BTreeMap::new(),
                first: received,
                latest: received,
                reply: None,
                stamps: None,
            });
            self.sets.len() - 1
        });
        let set = &mut self.sets[at];
        set.put(place.number, Kept { id, part }, received);
        let have = set.parts.len();
        let added = if have == usize::from(place.total) {
            Added::Whole(Box::new(self.sets.remove(at).join()))
        } else {
            Added::Waiting {
                have: u8::try_from(have).expect("no more parts than their total"),
                total: place.total,
            }
        };
        (given_up.map(Box::new), added)
    }

    /// A text that has waited longer than [`PATIENCE`], the oldest first; ask until there is none.
    ///
    /// The wall clock of a box without a battery may be wrong until the network has told the time: do
    /// not ask before.
    pub fn overdue(&mut self, now: DateTime) -> Option<Joined> {
        let at = self.oldest(|set| set.first)?;
        let waited = now.duration_since(self.sets[at].first);
        (waited >= PATIENCE).then(|| self.sets.remove(at).join())
    }

    /// When the next text will have waited long enough.
    #[must_use]
    pub fn next_wake(&self) -> Option<DateTime> {
        let first = self.sets[self.oldest(|set| set.first)?].first;
        first.checked_add(PATIENCE).ok()
    }

    /// How many texts wait.
    #[must_use]
    pub const fn waiting(&self) -> usize {
        self.sets.len()
    }

    /// Gives a set up when one more set, or one more part, would be too many; not the one at `but`.
    fn make_room(&mut self, for_a_set: bool, but: Option<usize>) -> Option<Joined> {
        let kept: usize = self.sets.iter().map(|set| set.parts.len()).sum();
        let full = kept >= MAX_KEPT || (for_a_set && self.sets.len() >= MAX_SETS);
        if !full {
            return None;
        }
        let (at, _) = self
            .sets
            .iter()
            .enumerate()
            .filter(|(at, _)| Some(*at) != but)
            .min_by_key(|(_, set)| set.latest)?;
        Some(self.sets.remove(at).join())
    }

    fn oldest(&self, by: impl Fn(&Set) -> DateTime) -> Option<usize> {
        let ages = self.sets.iter().enumerate();
        ages.min_by_key(|(_, set)| by(set)).map(|(at, _)| at)
    }
}

impl Set {
    /// Whether a part may belong to it: its place is free, and neither its reply address nor its
    /// stamp tells of another text under the same reference.
    fn fits(&self, part: &Deliver, place: Concatenation) -> bool {
        let same_reply = match (&self.reply, &part.header().reply) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        !self.parts.contains_key(&place.number) && same_reply && self.is_near(part)
    }

    /// Whether a part was sent at the same time as these.
    fn is_near(&self, part: &Deliver) -> bool {
        match (self.stamps, part.stamp.utc()) {
            (Some((earliest, latest)), Some(stamp)) => {
                latest.duration_since(stamp) <= SPREAD && stamp.duration_since(earliest) <= SPREAD
            }
            _ => true,
        }
    }

    fn put(&mut self, number: u8, kept: Kept, received: DateTime) {
        self.latest = received;
        if self.reply.is_none() {
            self.reply.clone_from(&kept.part.header().reply);
        }
        if let Some(stamp) = kept.part.stamp.utc() {
            let (earliest, latest) = self.stamps.unwrap_or((stamp, stamp));
            self.stamps = Some((earliest.min(stamp), latest.max(stamp)));
        }
        self.parts.insert(number, kept);
    }

    fn join(self) -> Joined {
        let missing: Vec<u8> = (1..=self.key.total)
            .filter(|number| !self.parts.contains_key(number))
            .collect();
        let (body, defect) = self.body();
        let parts = self.parts.values().map(|kept| kept.id).collect();
        let first = self.parts.into_values().next();
        let first = first.expect("a set is made for its first part").part;
        let sender = self.reply.unwrap_or_else(|| first.from.clone());
        Joined {
            gateway: (sender != first.from).then_some(first.from),
            sender,
            stamp: first.stamp,
            coding: first.data.coding,
            ports: first.data.header.ports,
            body,
            defect,
            parts,
            missing,
        }
    }

    /// Neighbours are joined before they are read, so that characters cut in two are whole; runs of
    /// neighbours are joined with a gap.
    fn body(&self) -> (Body, Option<Defect>) {
        let all: Vec<&UserData> = self.parts.values().map(|kept| &kept.part.data).collect();
        if all[0].coding.alphabet == Alphabet::Octets {
            return join(&all); // data has no place to say what is missing
        }
        let mut runs: Vec<Vec<&UserData>> = Vec::new();
        let mut gap_before = Vec::new();
        let mut next = 1_u16;
        for (number, kept) in &self.parts {
            let gap = u16::from(*number) != next;
            if gap || runs.is_empty() {
                runs.push(Vec::new());
                gap_before.push(gap);
            }
            if let Some(run) = runs.last_mut() {
                run.push(&kept.part.data);
            }
            next = u16::from(*number) + 1;
        }
        let gap_after = next <= u16::from(self.key.total);
        let mut text = String::new();
        let mut data = Vec::new(); // compressed
        let mut defect = None;
        for (run, gap) in runs.iter().zip(gap_before) {
            if gap {
                text.push_str(GAP);
            }
            let (body, found) = join(run);
            defect = defect.or(found);
            match body {
                Body::Text(words) => text.push_str(&words),
                Body::Data(octets) => data.extend(octets),
            }
        }
        if !data.is_empty() {
            return (Body::Data(data), defect);
        }
        if gap_after {
            text.push_str(GAP);
        }
        (Body::Text(text), defect)
    }
}

/// A message that is no part of another.
fn alone(id: PartId, message: Deliver) -> Joined {
    let (body, defect) = message.data.read_body();
    Joined {
        sender: message.sender().clone(),
        gateway: message.gateway().cloned(),
        stamp: message.stamp,
        coding: message.data.coding,
        ports: message.ports(),
        body,
        defect,
        parts: vec![id],
        missing: Vec::new(),
    }
}
