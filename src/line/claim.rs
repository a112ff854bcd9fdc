//! A text that makes its sender the owner: `등록 123456`, with the code that the label and the serial console show.
//!
//! **Rule:** only who can read the code becomes the owner, only where the settings name none, and only the first one, until
//! the console gives the box up. After a few wrong codes a day none counts until the next; a wrong one is not answered.

use std::path::Path;

use jiff::civil::DateTime;

use crate::{
    phone::PhoneNumber,
    store::{Claim, Store, StoreError},
};

use super::{FRESH, office::Came};

/// Wrong codes that are looked at on one day: a million codes would take five hundred years.
const TRIES: u32 = 5;
/// How many digits a code has.
const DIGITS: usize = 6;
/// What stands before it.
const WORDS: [&str; 5] = ["등록번호", "등록", "사장님", "사장", "주인"];

/// What a text leads to where whoever texts the code in this file becomes the owner; `None` when it is none of this kind,
/// or none that counts. The file is read each time: the console may have made a new code.
pub(super) fn look_at(
    store: &Store,
    code: &Path,
    came: Came<'_>,
    at: DateTime,
) -> Result<Option<Claim>, StoreError> {
    let Some(said) = code_in(came.text).filter(|_| came.envelope.is_whole) else {
        return Ok(None);
    };
    let sent = came.envelope.sent;
    let is_fresh = sent.is_some_and(|sent| at.duration_since(sent) <= FRESH);
    let sender: Option<PhoneNumber> = came.sender.parse().ok();
    let Some(to) = sender.filter(|number| is_fresh && number.is_mobile()) else {
        return Ok(None);
    };
    if store.wrong_codes(at.date())? >= TRIES {
        tracing::warn!("a code that came by text is not looked at: too many were wrong today");
        return Ok(None);
    }
    let Some(code) = read_code(code) else {
        return Ok(None);
    };
    if said != code {
        return Ok(Some(Claim::Wrong));
    }
    Ok(Some(match store.owner()? {
        None => Claim::Granted {
            to,
            answer: "[문지기] 이 번호를 사장님 번호로 등록했어요. 예약과 메모가 들어오면 이 번호로 알려 드릴게요."
                .to_owned(),
        },
        Some(owner) if owner == to => Claim::Taken {
            to,
            answer: "[문지기] 이 번호는 이미 사장님 번호로 등록되어 있어요.".to_owned(),
        },
        Some(_) => Claim::Taken {
            to,
            answer: "[문지기] 다른 번호가 이미 등록되어 있어요. 바꾸려면 설치하신 분께 등록을 풀어 달라고 해 주세요."
                .to_owned(),
        },
    }))
}

/// The code of the box; nothing where it has none.
fn read_code(file: &Path) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    let code = text.trim();
    (code.len() == DIGITS && code.bytes().all(|octet| octet.is_ascii_digit()))
        .then(|| code.to_owned())
}

/// The code that a text names: a word of ours, and six digits however they are set apart.
fn code_in(text: &str) -> Option<String> {
    let text = text.trim();
    let rest = WORDS.iter().find_map(|word| text.strip_prefix(word))?;
    let mut digits = String::with_capacity(DIGITS);
    for character in rest.chars() {
        match character {
            '0'..='9' if digits.len() < DIGITS => digits.push(character),
            ' ' | '-' | ':' | '.' | '\n' | '\r' => {}
            _ => return None,
        }
    }
    (digits.len() == DIGITS).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        optout::queue::Envelope,
        store::{Kind, NewMessage, Upon},
    };
    use jiff::{ToSpan as _, civil::date};
    use proptest::prelude::*;
    use std::path::PathBuf;

    const NOON: DateTime = date(2026, 11, 19).at(12, 0, 0, 0);

    struct Bench {
        store: Store,
        code: PathBuf,
        _folder: tempfile::TempDir,
    }

    fn new_box() -> Bench {
        let folder = tempfile::tempdir().unwrap();
        let code = folder.path().join("code");
        std::fs::write(&code, "012345\n").unwrap();
        Bench {
            store: Store::in_memory().unwrap(),
            code,
            _folder: folder,
        }
    }

    impl Bench {
        fn sent(
            &mut self,
            sender: &str,
            text: &str,
            sent: DateTime,
            at: DateTime,
        ) -> Option<Claim> {
            let came = Came {
                sender,
                text,
                envelope: Envelope {
                    sent: Some(sent),
                    is_whole: true,
                },
            };
            let claim = look_at(&self.store, &self.code, came, at).unwrap();
            let message = NewMessage {
                kind: Kind::Sms,
                sender: sender.to_owned(),
                gateway: None,
                subject: None,
                body: text.to_owned(),
                sent_at: Some(sent),
                missing: 0,
            };
            let upon = claim.clone().map_or(Upon::Nothing, Upon::Claim);
            self.store
                .message_came("1", &message, &[], &upon, at)
                .unwrap();
            claim
        }

        fn owner(&self) -> Option<String> {
            let owner = self.store.owner().unwrap();
            owner.map(|owner| owner.digits().to_owned())
        }
    }

    #[test]
    fn the_code_makes_its_sender_the_owner_and_nobody_after_them() {
        let mut of = new_box();
        assert!(matches!(
            of.sent("01023456789", "등록 012-345", NOON, NOON),
            Some(Claim::Granted { .. })
        ));
        assert_eq!(of.owner().as_deref(), Some("01023456789"));
        let Some(Claim::Taken { to, answer }) =
            of.sent("01098765432", "등록번호: 012345", NOON, NOON)
        else {
            panic!("somebody else is told");
        };
        assert_eq!(to.digits(), "01098765432");
        assert!(answer.contains("다른 번호"), "{answer}");
        assert!(!answer.contains("6789"), "nobody learns whose it is");
        assert_eq!(of.owner().as_deref(), Some("01023456789"));
        let texts = of.store.texts().unwrap();
        assert_eq!(texts.len(), 2);
    }

    #[test]
    fn after_five_wrong_codes_not_even_the_right_one_counts_that_day() {
        let mut of = new_box();
        for _ in 0..TRIES {
            let wrong = of.sent("01098765432", "등록 999999", NOON, NOON);
            assert_eq!(wrong, Some(Claim::Wrong));
        }
        assert_eq!(of.sent("01023456789", "등록 012345", NOON, NOON), None);
        assert_eq!(of.owner(), None);
        assert!(of.store.texts().unwrap().is_empty(), "nobody is told");
        let tomorrow = NOON.checked_add(1.day()).unwrap();
        of.sent("01023456789", "등록 012345", tomorrow, tomorrow);
        assert_eq!(of.owner().as_deref(), Some("01023456789"));
    }

    #[test]
    fn old_texts_landlines_and_boxes_without_a_code_make_no_owner() {
        let mut of = new_box();
        let long_ago = NOON.checked_sub(25.hours()).unwrap();
        assert_eq!(of.sent("01023456789", "등록 012345", long_ago, NOON), None);
        assert_eq!(of.sent("0212345678", "등록 012345", NOON, NOON), None);
        assert_eq!(of.sent("가나은행", "등록 012345", NOON, NOON), None);
        std::fs::write(&of.code, "\n").unwrap();
        assert_eq!(of.sent("01023456789", "등록 012345", NOON, NOON), None);
        assert_eq!(of.owner(), None);
    }

    #[test]
    fn only_a_word_and_six_digits_are_a_code() {
        for text in [
            "등록 012345",
            "등록번호 012345",
            "주인012345",
            "사장님: 012 345\n",
        ] {
            assert_eq!(code_in(text).as_deref(), Some("012345"), "{text}");
        }
        for text in [
            "012345",
            "등록 01234",
            "등록 0123456",
            "등록 012345번",
            "인증번호 012345",
            "등록",
            "",
        ] {
            assert_eq!(code_in(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "(등록)?\\PC{0,40}") {
            if let Some(code) = code_in(&text) {
                prop_assert!(code.len() == DIGITS && code.bytes().all(|o| o.is_ascii_digit()));
            }
        }
    }
}
