//! Whole answers that a caller may give, as patterns for the recogniser. What they are made of ([`words`], the values of
//! [`korean::wording`](crate::korean::wording)) is worded in a way that the receptionist understands: the tests have her
//! understand each.
//!
//! They need not be complete. What somebody says in other words is heard as it is; what they say in these
//! words is heard more surely.

use std::sync::Arc;

use crate::{
    korean::wording::{Pattern, behind_value, day, four_digits, opener, party, phone, time},
    reception::shop::Shop,
};

use super::words;

/// The patterns of a shop, one for each kind of question that the receptionist asks.
#[derive(Debug)]
pub struct Answers {
    /// After an open question.
    pub open: Arc<str>,
    /// When a value was asked for: a day, a time, people, a service.
    pub value: Arc<str>,
    /// When a telephone number was asked for.
    pub phone: Arc<str>,
    /// When four digits of one were.
    pub four_digits: Arc<str>,
    /// After a yes-or-no question, and when one of two was offered.
    pub yes_no: Arc<str>,
    /// After "anything else?".
    pub anything_else: Arc<str>,
}

impl Answers {
    /// Works them out.
    #[must_use]
    pub fn new(shop: &Shop) -> Self {
        let parts = Parts::new(shop);
        let sentence = |patterns: &[&Pattern]| -> Arc<str> {
            let all = Pattern::any(patterns.iter().copied().cloned());
            let opened = opener().times(0, 2).glued(&all);
            opened.sentence().as_str().into()
        };
        let Parts {
            value,
            wish,
            question,
            yes_no,
            manners,
        } = &parts;
        let number = phone().glued(&behind_value().maybe());
        let number = Pattern::any([number, phrases(words::THIS_NUMBER)]);
        let four = four_digits().glued(&behind_value().maybe());
        let corrected = phrases(words::NO).then(&Pattern::any([value.clone(), number.clone()]));
        let choice = phrases(words::CHOICE);
        let nothing = phrases(words::NOTHING);
        let thanks = phrases(words::THANKS);
        let nothing = Pattern::any([nothing.then_maybe(&thanks), thanks]);
        Self {
            open: sentence(&[&wish.then_maybe(question), question, manners]),
            value: sentence(&[value, manners, yes_no]),
            phone: sentence(&[&number, manners]),
            four_digits: sentence(&[&four, manners]),
            yes_no: sentence(&[yes_no, &corrected, &choice, value, manners]),
            anything_else: sentence(&[&nothing, yes_no, wish, question, manners]),
        }
    }
}

/// What sentences are made of.
struct Parts {
    /// One or more values, and how they end.
    value: Pattern,
    /// To book, to change, to cancel.
    wish: Pattern,
    question: Pattern,
    yes_no: Pattern,
    /// Once more, wait, somebody else please.
    manners: Pattern,
}

impl Parts {
    fn new(shop: &Shop) -> Self {
        let service = Pattern::one_of(shop.bookable().flat_map(|item| item.names()));
        let people = shop.booking.people.then(party);
        let value = Pattern::any([day(), time(), service].into_iter().chain(people));
        let within = value.glued(&Pattern::one_of(words::BEHIND_VALUE).maybe());
        let values = within
            .times(0, 3)
            .glued(&value)
            .glued(&behind_value().maybe());
        let own = shop.booking.words.iter().map(String::as_str);
        let booking = Pattern::one_of(words::BOOKING.iter().copied().chain(own));
        let wish = Pattern::any([
            (booking.glued(&Pattern::one_of(words::BEHIND_NOUN).maybe()))
                .then(&phrases(words::WISHES)),
            phrases(words::TABLES),
        ]);
        Self {
            wish: Pattern::any([within.times(0, 4).glued(&wish), values.clone()]),
            value: values,
            question: question(shop),
            yes_no: Pattern::any([phrases(words::YES), phrases(words::NO)]),
            manners: phrases(words::MANNERS),
        }
    }
}

fn phrases(texts: &[&str]) -> Pattern {
    Pattern::any(texts.iter().map(|text| Pattern::phrase(text)))
}

/// The owner's questions as worded, what people ask of any shop, and "is there …", "how much is …" about what the
/// owner has named.
fn question(shop: &Shop) -> Pattern {
    let worded = shop.faq.iter().flat_map(|faq| &faq.ask);
    let named = shop.faq.iter().flat_map(|faq| &faq.words);
    let items = shop.menu.iter().map(|item| &item.name);
    let nouns = Pattern::one_of(named.chain(items).map(|word| word.trim_end_matches('?')));
    let about = nouns
        .glued(&Pattern::one_of(words::BEHIND_NOUN).maybe())
        .then(&phrases(words::ASKS));
    let day = day().glued(&Pattern::one_of(words::BEHIND_VALUE).maybe());
    let hours = Pattern::any([
        day.maybe_then(&phrases(words::HOURS)),
        day.then(&phrases(words::OPEN_THEN)),
    ]);
    Pattern::words("혹시").maybe_then(&Pattern::any([
        Pattern::any(worded.map(|ask| Pattern::phrase(ask.trim_end_matches('?')))),
        about,
        hours,
        phrases(words::QUESTIONS),
    ]))
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use jiff::civil::{DateTime, date};

    use super::*;
    use crate::{
        korean::yes_no::Answer,
        reception::{
            Desk,
            understanding::{Asked, Heard, Manner, Questions, Wish, understand},
        },
    };

    const SHOP: &str = r"
name = '가'
parking = '가게 앞에 대시면 돼요.'
location = { answer = '역 앞이에요.' }
hours = { daily = '11:00-21:00' }
[[faq]]
ask = ['포장 되나요']
words = ['포장']
answer = '네.'
[[menu]]
name = '김밥'
price = 3000
";

    fn desk() -> Desk {
        Desk::new(Shop::parse("shop.toml", SHOP).unwrap())
    }

    fn heard(words: &str, asked: Asked) -> Heard {
        let now: DateTime = date(2026, 11, 19).at(18, 3, 0, 0);
        understand(words, asked, &desk(), &Questions::default(), now)
    }

    #[track_caller]
    fn all<T: AsRef<str> + Debug>(
        texts: &[T],
        asked: Asked,
        is_understood: impl Fn(&Heard) -> bool,
    ) {
        let missed: Vec<&T> = texts
            .iter()
            .filter(|text| !is_understood(&heard(text.as_ref(), asked)))
            .collect();
        assert!(missed.is_empty(), "{missed:?}");
    }

    #[test]
    fn what_an_answer_is_made_of_is_understood() {
        let confirm = Asked::Confirmation;
        all(words::YES, confirm, |h| {
            h.answer == Some(Answer::Yes) || h.says_only(Wish::Cancel)
        });
        let no = |h: &Heard| h.answer != Some(Answer::Yes) && (h.answer.is_some() || h.negated);
        let offered = |text: &str| no(&heard(text, Asked::Offer));
        all(words::NO, confirm, |h| no(h) || offered(&h.words));
        all(words::CHOICE, Asked::Offer, |h| h.choice.is_some());
        let else_ = Asked::AnythingElse;
        all(words::NOTHING, else_, |h| h.answer == Some(Answer::No));
        all(words::THANKS, else_, |h| {
            h.answer == Some(Answer::No) || h.manner == Some(Manner::Goodbye)
        });
        all(words::MANNERS, Asked::When, |h| {
            h.manner.is_some() || h.wish.is_some() || h.any_time
        });
        let any = Asked::Anything;
        let before = |before: &str, all: &[&str]| -> Vec<String> {
            all.iter().map(|text| format!("{before} {text}")).collect()
        };
        let tables = before("내일 저녁 일곱 시에 네 명", words::TABLES);
        all(&tables, any, |h| h.values() == 3 && h.topics.is_empty());
        all(words::QUESTIONS, any, |h| !h.topics.is_empty());
        all(words::HOURS, any, |h| !h.topics.is_empty());
        let open_then = before("토요일에", words::OPEN_THEN);
        all(&open_then, any, |h| !h.topics.is_empty());
        all(&before("예약", words::WISHES), any, |h| h.wish.is_some());
        all(&before("포장", words::ASKS), any, |h| {
            !h.topics.is_empty()
        });
    }

    #[test]
    fn every_pattern_takes_its_sentences_and_no_others() {
        let desk = desk();
        let matches = |pattern: &str, text: &str| {
            regex::Regex::new(&format!("^(?:{pattern})$"))
                .unwrap()
                .is_match(text)
        };
        let answers = &desk.answers;
        for (pattern, text) in [
            (
                &answers.open,
                " 저기, 내일 저녁 일곱 시에 네 명 예약할게요.",
            ),
            (&answers.open, "혹시 포장되나요?"),
            (
                &answers.open,
                "내일 오후 네 시에 두 명 예약하고 싶은데요. 주차는 되나요?",
            ),
            (&answers.value, "다음 주 화요일이요."),
            (&answers.phone, "010에 2345에 6789요."),
            (&answers.four_digits, "네, 이삼사오요."),
            (&answers.yes_no, "아니요, 여덟 시 반으로 해 주세요"),
            (&answers.yes_no, "뒤에 걸로 할게요."),
            (&answers.anything_else, "아니요, 없어요. 감사합니다."),
        ] {
            assert!(matches(pattern, text), "{text}");
            assert!(!matches(pattern, "그 땅콩이 좀 그래서 말이죠"));
        }
    }
}
