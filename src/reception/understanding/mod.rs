//! What a caller's words mean: wishes, questions, values and manners, each of which may be absent.
//!
//! A ladder. The words are put into one way of writing and the recogniser's known slips mended; then
//! phrases, by letters, so that a slip is forgiven; then the owner's own questions. A rung that is not
//! sure says nothing; the receptionist then asks.

mod clauses;
mod faq;
mod phrases;

use std::{ops::Range, sync::LazyLock};

use jiff::civil::{Date, DateTime, Time};

use crate::{
    korean::{
        calendar, clock,
        jamo::{Letters, Needle, blur},
        party, phone_words,
        scan::settle,
        sensitive, slips,
        yes_no::{self, Answer, Question},
    },
    phone::{
        PhoneNumber,
        policy::{self, Purpose},
    },
};

use super::{desk::Desk, shop::Item};

pub use clauses::clauses;
pub use faq::Questions;

/// What a caller wants done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Something to be booked.
    Book,
    /// A booking to be changed.
    Change,
    /// A booking to be cancelled.
    Cancel,
    /// To hear what is booked.
    Check,
    /// To be called back.
    Callback,
    /// Word to be left for the owner.
    Message,
    /// To speak to a person.
    Human,
}

/// What a caller wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// When the shop is open; on a day, if one was said.
    Hours(Option<Date>),
    /// Where to leave the car.
    Parking,
    /// Where the shop is.
    Location,
    /// What there is.
    Menu,
    /// What this costs, by its place on the menu.
    Price(usize),
    /// A question of the owner's list.
    Faq(usize),
    /// A question that the owner has answered since.
    Answered(usize),
}

/// How the conversation itself shall go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Not to be recorded.
    NoRecording,
    /// Insults.
    Abuse,
    /// Something for sale.
    Sales,
    /// Somebody else was meant.
    WrongNumber,
    /// That once more.
    Repeat,
    /// A moment, please.
    Wait,
    /// The caller takes leave.
    Goodbye,
    /// What was begun is to be dropped.
    Drop,
}

/// Everything that was understood in one turn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heard {
    /// The words, cleaned of what recognisers add, numbers masked that must not be kept; empty when
    /// there were none.
    pub words: String,
    /// A number was said that must not be kept.
    pub sensitive: bool,
    /// What is to be done.
    pub wish: Option<Wish>,
    /// What is to be answered, in order.
    pub topics: Vec<Topic>,
    /// How it shall go.
    pub manner: Option<Manner>,
    /// A day.
    pub date: Option<Date>,
    /// A time of day, and whether its half was said.
    pub time: Option<(Time, bool)>,
    /// A number of people.
    pub party: Option<u8>,
    /// A telephone number.
    pub phone: Option<PhoneNumber>,
    /// Something on the menu that can be booked, by its place.
    pub what: Option<usize>,
    /// Yes, no, or no-but.
    pub answer: Option<Answer>,
    /// It begins with a yes, whatever follows.
    pub opens_with_yes: bool,
    /// Something in it is refused.
    pub negated: bool,
    /// The moment that names a booking that stands, where another is said behind it.
    pub named: (Option<Date>, Option<Time>),
    /// The first (0) or second (1) of two that were offered.
    pub choice: Option<usize>,
    /// Any time will do.
    pub any_time: bool,
    /// It has the form of a question.
    pub asks: bool,
}

/// What the box asked last, which decides how short answers are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// "What can I do for you?"
    Anything,
    /// "Anything else?"
    AnythingElse,
    /// "Shall I book this?"
    Confirmation,
    /// "Shall I ask the owner?", "How about six or eight?"
    Offer,
    /// For a telephone number.
    Phone,
    /// For another value.
    Value,
    /// For a time to call back.
    When,
}

impl Heard {
    /// Whether it says this wish shortly, and nothing else: "취소해 주세요" where that was asked.
    pub fn says_only(&self, wish: Wish) -> bool {
        let short = self.words.chars().filter(|c| !c.is_whitespace()).count() <= 12;
        let plain = !self.asks && !self.negated && self.values() == 0 && self.topics.is_empty();
        self.wish == Some(wish) && short && plain
    }

    /// "네, 취소해 주세요" as recognisers spell it, where that was asked.
    pub fn agrees_to_cancel(&self) -> bool {
        static SOUND: LazyLock<Needle> = LazyLock::new(|| Needle::new(&blur("취소해"), 0.8));
        let short = self.words.chars().filter(|c| !c.is_whitespace()).count() <= 10;
        self.opens_with_yes
            && !self.negated
            && !self.asks
            && short
            && SOUND.is_in(&Letters::of(&blur(&self.words)))
    }

    /// Whether nothing is wished, asked or told.
    pub fn says_nothing(&self) -> bool {
        self.wish.is_none() && self.topics.is_empty() && self.values() == 0 && !self.asks
    }

    /// Whether it asks something, and not only "네?".
    pub fn is_question(&self) -> bool {
        self.asks && self.words.chars().count() >= 5
    }

    /// How many values of a booking were heard.
    pub fn values(&self) -> usize {
        [
            self.date.is_some(),
            self.time.is_some(),
            self.party.is_some(),
            self.what.is_some(),
        ]
        .into_iter()
        .filter(|there| *there)
        .count()
    }
}

/// Reads one turn. `answered` are the questions that the owner has answered since the settings were
/// saved.
#[must_use]
pub fn understand(
    text: &str,
    asked: Asked,
    desk: &Desk,
    answered: &Questions,
    now: DateTime,
) -> Heard {
    let masked = sensitive::mask(text);
    let is_masked = masked.is_some() || text.contains(sensitive::MASK);
    let text = masked.as_deref().unwrap_or(text);
    let words = slips::mend(text);
    let whole = Letters::of(&words);
    let mut heard = Heard {
        manner: manner(&whole, &words, asked),
        negated: phrases::NOT.in_(&whole),
        asks: is_question(text, &words),
        choice: (asked == Asked::Offer).then(|| choice(&whole)).flatten(),
        any_time: asked == Asked::When && phrases::ANY_TIME.in_(&whole),
        ..Heard::default()
    };
    if asked == Asked::Phone {
        let digits = phone_words::find_phone_digits(&words);
        let number = digits.and_then(|digits| digits.parse::<PhoneNumber>().ok());
        // Somebody's own number is one that a person answers: no premium, no emergency number; and who
        // asks about a number does not give it.
        let own = |number: &PhoneNumber| policy::allow(number, Purpose::Callback).is_ok();
        heard.phone = number.filter(|number| own(number) && !heard.asks);
    }
    // Clause by clause: what is asked in one is no value for what is wished in another.
    let mut rest = String::new();
    for clause in clauses(&words) {
        let letters = Letters::of(clause);
        let topic = topic(clause, &letters, desk, answered, now.date());
        let wish = wish(&letters, desk);
        match (topic, wish) {
            // "예약 없이 가도 되나요" is a question, "주차할 자리 예약" would be none.
            (Some((topic, sure)), wish) if wish.is_none() || sure => {
                if !heard.topics.contains(&topic) && heard.topics.len() < 3 {
                    heard.topics.push(topic);
                }
                continue;
            }
            (_, Some(wish)) => heard.wish = Some(heard.wish.map_or(wish, |w| weightier(w, wish))),
            _ => {}
        }
        rest.push_str(clause);
        rest.push(' ');
    }
    let values = if rest.trim().is_empty() {
        words.as_str()
    } else {
        rest.trim()
    };
    // The digits of a telephone number read as times and people too.
    if asked != Asked::Phone {
        read_values(&mut heard, values, asked, desk, now);
    }
    // "스케일링이요" to "which?" asks nothing about it.
    if asked == Asked::Value && heard.what.is_some() && !heard.asks {
        heard.topics.clear();
    }
    let question = match asked {
        Asked::AnythingElse => Question::AnythingElse,
        Asked::Offer => Question::Offer,
        _ => Question::Confirm,
    };
    heard.answer = yes_no::answer(text, question).or_else(|| {
        let yes =
            matches!(asked, Asked::Confirmation | Asked::Offer) && yes_no::sounds_like_yes(text);
        yes.then_some(Answer::Yes)
    });
    heard.opens_with_yes = opens_with_yes(&words);
    heard.sensitive = is_masked;
    heard.words = if is_masked {
        text.trim().to_owned()
    } else {
        words
    };
    heard
}

fn read_values(heard: &mut Heard, words: &str, asked: Asked, desk: &Desk, now: DateTime) {
    let hours = desk.shop.hours.widest();
    heard.date = calendar::find_date(words, now.date()).map(|mention| mention.date);
    heard.time = clock::find_time(words, &hours)
        .filter(|mention| mention.certainty != clock::Certainty::Vague)
        .map(|mention| told(&mention));
    // Where a value is to be expected, one that only sounds right is taken too: it is read back
    // before anything is booked.
    let expected = matches!(heard.wish, Some(Wish::Book | Wish::Change))
        || matches!(asked, Asked::Value | Asked::When | Asked::Offer);
    if expected && heard.topics.is_empty() {
        let time = || clock::find_time_by_sound(words, &hours);
        let time = heard.time.is_none().then(time).flatten();
        heard.time = heard
            .time
            .or(time.map(|(time, certainty)| (time, certainty == clock::Certainty::Exact)));
        let date = || calendar::find_date_by_sound(words, now.date());
        heard.date = heard.date.or_else(date);
    }
    let people = desk.shop.booking.people;
    // Where one comes alone, a number of people has to be said as one.
    let told = people
        || ["명", "분이", "둘이", "셋이"]
            .iter()
            .any(|word| words.contains(word));
    let party = party::find_party(words).filter(|_| told);
    heard.party = party.or_else(|| {
        (expected && people)
            .then(|| party::find_party_by_sound(words))
            .flatten()
    });
    heard.what = item(words, desk, |item| item.book);
    if expected && heard.what.is_none() {
        heard.what = desk.sounds.find(words);
    }
    if matches!(heard.wish, Some(Wish::Change | Wish::Cancel | Wish::Check)) {
        name_what_stands(heard, words, desk, now);
    }
}

/// "내일 세 시 예약을 다섯 시로": what is said before the second moment names the booking.
fn name_what_stands(heard: &mut Heard, words: &str, desk: &Desk, now: DateTime) {
    let hours = desk.shop.hours.widest();
    let time_in = |part: &str| {
        clock::find_time(part, &hours).filter(|m| m.certainty != clock::Certainty::Vague)
    };
    let Some(cut) = words.find("예약").map(|at| at + "예약".len()) else {
        return;
    };
    let (before, behind) = words.split_at(cut);
    let dates = [before, behind].map(|part| calendar::find_date(part, now.date()).map(|m| m.date));
    let times = [before, behind].map(&time_in);
    heard.named = (dates[0], times[0].as_ref().map(|m| m.time));
    if dates[1].is_some() || times[1].is_some() {
        heard.date = dates[1];
        heard.time = times[1].as_ref().map(told);
    }
    // "예약한 거 내일 세 시인데 다섯 시로": the second of two behind it.
    if let Some(first) = &times[1]
        && let Some(second) = time_in(&behind[first.span.end..])
    {
        heard.named.1 = Some(first.time);
        heard.time = Some(told(&second));
        if heard.named.0.is_none()
            && calendar::find_date(&behind[first.span.end..], now.date()).is_none()
        {
            heard.named.0 = heard.date.take();
        }
    }
}

/// A time, and whether its half of the day was said.
fn told(mention: &clock::TimeMention) -> (Time, bool) {
    let exact = mention.certainty == clock::Certainty::Exact;
    (mention.time, exact)
}

/// The thing on the menu that counts, of those that `will_do`: the longest name where several overlap,
/// the one behind "말고" where one is taken back.
fn item(words: &str, desk: &Desk, will_do: impl Fn(&Item) -> bool) -> Option<usize> {
    let letters = Letters::of(words);
    let menu = desk.items.iter().zip(&desk.shop.menu).enumerate();
    let mut found: Vec<(usize, f32, Range<usize>)> = menu
        .filter(|(_, (_, item))| will_do(item))
        .filter_map(|(n, (names, _))| {
            let (score, span) = best(names, &letters)?;
            Some((n, score, span))
        })
        .collect();
    found.sort_by(|(_, a, _), (_, b, _)| b.total_cmp(a));
    let mut kept: Vec<(usize, Range<usize>)> = Vec::new();
    for (n, _, span) in found {
        if kept
            .iter()
            .all(|(_, k)| span.end <= k.start || k.end <= span.start)
        {
            kept.push((n, span));
        }
    }
    kept.sort_by_key(|(_, span)| span.start);
    let spans: Vec<_> = kept.iter().map(|(_, span)| span.clone()).collect();
    settle(words, &spans).map(|place| kept[place].0)
}

/// How well the best of these names is heard, longer ones first, and where.
fn best(names: &[Needle], letters: &Letters) -> Option<(f32, Range<usize>)> {
    let score = |needle: &Needle| {
        let found = needle.find(letters)?;
        #[expect(clippy::cast_precision_loss, reason = "names are short")]
        let length = needle.word().chars().count() as f32;
        // "뿌리 염색" beats "염색" inside it.
        Some((found.similarity + length / 100.0, found.span))
    };
    names
        .iter()
        .filter_map(score)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
}

fn wish(letters: &Letters, desk: &Desk) -> Option<Wish> {
    let books = || phrases::BOOK.in_(letters) || desk.books.iter().any(|word| word.is_in(letters));
    let moves = || phrases::MOVE.in_(letters) && phrases::OF_A_BOOKING.in_(letters);
    let find = |wishes: &[(Wish, &phrases::Phrases)]| {
        wishes
            .iter()
            .find(|(_, phrases)| phrases.in_(letters))
            .map(|(wish, _)| *wish)
    };
    find(&[
        (Wish::Check, &phrases::CHECK),
        (Wish::Cancel, &phrases::CANCEL),
        (Wish::Human, &phrases::HUMAN),
        (Wish::Change, &phrases::CHANGE),
    ])
    .or_else(|| moves().then_some(Wish::Change))
    .or_else(|| books().then_some(Wish::Book))
    .or_else(|| {
        find(&[
            (Wish::Callback, &phrases::CALLBACK),
            (Wish::Message, &phrases::MESSAGE),
        ])
    })
}

/// Of two wishes in one turn the one that says more about the other: "예약했는데 취소하고 싶어요".
fn weightier(first: Wish, second: Wish) -> Wish {
    let weight = |wish| match wish {
        Wish::Cancel => 6,
        Wish::Callback => 5,
        Wish::Change => 4,
        Wish::Check => 3,
        Wish::Book => 2,
        Wish::Human | Wish::Message => 1,
    };
    if weight(second) > weight(first) {
        second
    } else {
        first
    }
}

/// What a clause asks, and whether nothing else can have been meant.
fn topic(
    clause: &str,
    letters: &Letters,
    desk: &Desk,
    answered: &Questions,
    today: Date,
) -> Option<(Topic, bool)> {
    let by_owner = desk.faq.find(letters).map(|f| (Topic::Faq(f.index), f));
    let since = answered
        .find(letters)
        .map(|f| (Topic::Answered(f.index), f));
    let found = match (by_owner, since) {
        (Some(a), Some(b)) => Some(if b.1.score > a.1.score { b } else { a }),
        (a, b) => a.or(b),
    };
    if let Some((topic, found)) = found
        && found.is_strong()
    {
        return Some((topic, true));
    }
    let shop = &desk.shop;
    let day = || calendar::find_date(clause, today).map(|m| m.date);
    if phrases::PARKING.in_(letters) && shop.parking.is_some() {
        return Some((Topic::Parking, false));
    }
    let item = item(clause, desk, |_| true);
    if phrases::PRICE.in_(letters) {
        match item {
            Some(item) => return Some((Topic::Price(item), false)),
            None if !shop.menu.is_empty() && found.is_none() => {
                return Some((Topic::Menu, false));
            }
            None => {}
        }
    }
    // With a day or a time in it, it is a wish that only shares words with the question.
    if let Some((topic, _)) = found
        && day().is_none()
        && clock::find_time(clause, &shop.hours.widest()).is_none()
    {
        return Some((topic, false));
    }
    if phrases::HOURS.in_(letters) {
        return Some((Topic::Hours(day()), false));
    }
    if phrases::LOCATION.in_(letters) && shop.location.is_some() {
        return Some((Topic::Location, false));
    }
    if phrases::OPEN_THEN.in_(letters)
        && let Some(date) = day()
        && clock::find_time(clause, &shop.hours.widest()).is_none()
    {
        return Some((Topic::Hours(Some(date)), false));
    }
    if phrases::MENU.in_(letters) && !shop.menu.is_empty() {
        return Some((Topic::Menu, false));
    }
    // "치즈 김밥 있어요?"
    let there = [
        "있나",
        "있어",
        "있습니까",
        "되나",
        "돼요",
        "하나요",
        "파나",
        "파세",
    ];
    item.filter(|_| there.iter().any(|t| clause.contains(t)))
        .map(|item| (Topic::Price(item), false))
}

fn manner(letters: &Letters, words: &str, asked: Asked) -> Option<Manner> {
    if phrases::RECORDING.in_(letters) && phrases::REFUSES.in_(letters) {
        return Some(Manner::NoRecording);
    }
    if phrases::ABUSE.in_(letters) {
        return Some(Manner::Abuse);
    }
    if phrases::WRONG_NUMBER.in_(letters) {
        return Some(Manner::WrongNumber);
    }
    if phrases::SALES.in_(letters) && !phrases::BOOK.in_(letters) {
        return Some(Manner::Sales);
    }
    let short = words.chars().filter(|c| !c.is_whitespace()).count() <= 16;
    let question_back = matches!(words, "네 뭐" | "예 뭐" | "뭐요" | "뭐라고요" | "다시요");
    [
        (Manner::Repeat, &phrases::REPEAT, short),
        (Manner::Wait, &phrases::WAIT, short),
        (Manner::Drop, &phrases::DROP, asked != Asked::Anything),
        (Manner::Goodbye, &phrases::GOODBYE, short),
    ]
    .into_iter()
    .find(|(_, phrases, fits)| *fits && phrases.in_(letters))
    .map(|(manner, ..)| manner)
    .or_else(|| question_back.then_some(Manner::Repeat))
}

fn choice(letters: &Letters) -> Option<usize> {
    match (phrases::FIRST.in_(letters), phrases::SECOND.in_(letters)) {
        (true, false) => Some(0),
        (false, true) => Some(1),
        _ => None,
    }
}

/// Ends as questions end, or has the mark.
fn is_question(text: &str, words: &str) -> bool {
    const ENDS: &[&str] = &[
        "나요",
        "까요",
        "가요",
        "은가",
        "는가",
        "나",
        "냐",
        "니",
        "까",
        "어때요",
        "어때",
        "뭐예요",
        "뭐에요",
        "뭔가요",
        "인지",
        "있어요",
        "돼요",
        "되요",
        "되죠",
        "있죠",
        "있습니까",
        "됩니까",
        "궁금한데요",
        "궁금해서요",
        "궁금해요",
        "알고 싶어요",
        "알고 싶은데요",
    ];
    let who = ["누구", "무슨 ", "어느 분"]
        .iter()
        .any(|word| words.contains(word));
    who || text.trim_end().ends_with(['?', '？']) || ENDS.iter().any(|end| words.ends_with(end))
}

fn opens_with_yes(words: &str) -> bool {
    let first = words.split(' ').next().unwrap_or_default();
    let yes = matches!(
        first,
        "네" | "예" | "네네" | "예예" | "맞아요" | "맞습니다" | "그래요" | "응" | "네에"
    );
    yes && !words.contains("아니") && !words.contains("근데") && !words.contains("말고")
}
