//! What was understood of one turn.

use jiff::civil::{Date, Time};

use crate::{
    korean::{
        jamo::{blur, similarity},
        yes_no::Answer,
    },
    phone::PhoneNumber,
};

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
    /// That once more, and from here on at a slower pace.
    Slowly,
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
    /// Four digits of a telephone number, where those were asked for.
    pub four_digits: Option<String>,
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
    /// For four digits of one.
    FourDigits,
    /// Which of the services.
    Service,
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

    /// "네, 취소해 주세요", asked whether to cancel: a yes and "do so", and between them nothing, or what sounds like
    /// 취소, as recognisers spell it.
    pub fn agrees_to_cancel(&self) -> bool {
        const YES: [&str; 6] = ["네네", "예예", "네", "예", "응", "네에"];
        const DO_SO: [&str; 4] = ["해주세요", "해주십시오", "부탁드려요", "부탁드립니다"];
        const NOTHING: [&str; 3] = ["", "좀", "꼭"];
        let bare: String = self.words.chars().filter(|c| !c.is_whitespace()).collect();
        let behind = YES.iter().find_map(|yes| bare.strip_prefix(yes));
        let verb = behind.and_then(|rest| DO_SO.iter().find_map(|end| rest.strip_suffix(end)));
        let sounds = |verb: &str| similarity(&blur(verb), &blur("취소")) >= 0.5;
        !self.negated
            && !self.asks
            && verb.is_some_and(|verb| NOTHING.contains(&verb) || sounds(verb))
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
