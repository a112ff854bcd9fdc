//! A telephone number that was not understood as a whole is asked for in pieces, as people do.

use crate::{
    call::{Action, Speech},
    korean::phone_words::count_phone_digits,
    reception::{booking::Slot, understanding::Heard},
};

use super::Receptionist;

/// With so many digits somebody has begun to say a number.
const BEGUN: usize = 4;
/// With so many they have said one, where none was asked for.
const SAID: usize = 8;

impl Receptionist {
    /// Asked for a number or a piece of one: what comes next, or `None` when it is all there, or when nothing of
    /// one was said.
    pub(super) fn in_pieces(&mut self, heard: &Heard, slot: Slot) -> Option<Vec<Action>> {
        if heard.phone.is_some() {
            return None;
        }
        let next = match (slot, &heard.four_digits) {
            (Slot::Phone, _) if count_phone_digits(&heard.words) >= BEGUN => {
                self.keep(heard);
                Slot::Middle
            }
            (Slot::Middle, Some(digits)) => {
                self.frame.begin_phone(digits.clone());
                Slot::End
            }
            (Slot::End, Some(digits)) => {
                if self.frame.end_phone(digits) {
                    return Some(self.next_step(Speech::default()));
                }
                Slot::Middle
            }
            _ => return None,
        };
        self.misses = 0;
        Some(self.ask(next, Speech::default()))
    }

    /// Whether this corrects a number that was read back.
    pub(super) fn corrects_the_number(&self, heard: &Heard) -> bool {
        let count = count_phone_digits(&heard.words);
        let begins = ["010", "공일공"]
            .iter()
            .any(|head| heard.words.contains(head));
        self.frame.spoken_phone().is_some()
            && !heard.asks
            && (count >= SAID || (begins && count > BEGUN))
    }
}
