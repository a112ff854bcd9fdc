//! What the owner is told of one number.

use jiff::civil::DateTime;

use crate::{call::OptOutResult, phone::PhoneNumber};

use super::{WHO, whom};

/// No more of a sentence than this, so that the text stays short.
const MOST: usize = 60;

/// What the owner wants to be told of single numbers. What they have asked for and alarms are always told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tell {
    /// Each.
    #[default]
    Each,
    /// What did not work.
    Problems,
    /// Nothing: the week's summary is enough.
    Week,
}

/// How an order to call a number has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The number was called.
    Called(OptOutResult),
    /// It could not be called in time.
    TooLate,
    /// The box stopped in the middle of it; it may have been called.
    Interrupted,
    /// It was not called, for a reason that is in the log.
    NotCalled,
}

impl End {
    /// Whether it wakes the owner.
    #[must_use]
    pub fn is_alarm(self) -> bool {
        self == Self::Called(OptOutResult::Reversed)
    }

    /// Whether the owner wants to be told.
    #[must_use]
    pub fn is_wanted(self, tell: Tell) -> bool {
        let worked = matches!(
            self,
            Self::Called(OptOutResult::Success | OptOutResult::Already)
        );
        match tell {
            Tell::Each => true,
            Tell::Problems => !worked,
            Tell::Week => self.is_alarm(),
        }
    }

    /// What the store knows of it: the result of the call, and else how the call to place has ended.
    #[must_use]
    pub fn of(result: Option<&str>, state: &str, why: Option<&str>) -> Option<Self> {
        let result = OptOutResult::ALL
            .into_iter()
            .find(|known| Some(known.as_str()) == result);
        match (result, state, why) {
            (Some(result), ..) => Some(Self::Called(result)),
            (None, "unknown", _) => Some(Self::Interrupted),
            (None, "failed", Some(why)) if why == Self::WAITED => Some(Self::TooLate),
            (None, "failed" | "done", _) => Some(Self::NotCalled),
            _ => None,
        }
    }

    /// Why a call to place has failed whose time was over.
    pub const WAITED: &str = "it waited too long";

    const fn words(self) -> &'static str {
        match self {
            Self::Called(OptOutResult::Success) => "✅ 수신거부를 마쳤어요.",
            Self::Called(OptOutResult::Already) => "✅ 이미 수신거부되어 있어요.",
            Self::Called(OptOutResult::Failed) => "❌ 수신거부가 되지 않았어요.",
            Self::Called(OptOutResult::NeedsPerson) => "⚠️ 직접 전화하셔야 해요.",
            Self::Called(OptOutResult::Network) => "❌ 전화가 연결되지 않았어요.",
            Self::Called(OptOutResult::Unknown) => "⚠️ 되었는지 알 수 없어요. 직접 확인해 주세요.",
            Self::Called(OptOutResult::Reversed) => {
                "⚠️ 수신거부가 풀린 것 같아요. 꼭 확인해 주세요."
            }
            Self::Called(OptOutResult::Listened) => {
                "👂 안내를 들어 봤어요. 이대로 걸려면 '재시도'라고 보내 주세요."
            }
            Self::TooLate => "❌ 전화할 틈이 없어서 걸지 못했어요.",
            Self::Interrupted => {
                "⚠️ 전화하다가 기기가 꺼졌어요. 되었는지 알 수 없어요. 다시 걸려면 '재시도'라고 보내 주세요."
            }
            Self::NotCalled => "❌ 전화를 걸지 못했어요.",
        }
    }
}

/// What the owner is told when an order has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The number.
    pub number: PhoneNumber,
    /// The ID.
    pub id: Option<String>,
    /// How it has ended.
    pub end: End,
    /// The sentence that this rests on, as it was recognised.
    pub sentence: Option<String>,
}

impl Told {
    /// The text.
    #[must_use]
    pub fn text(&self) -> String {
        let whom = whom(&self.number, self.id.as_deref());
        let said = self
            .sentence
            .as_ref()
            .map(|sentence| format!("\n안내: \"{}\"", short(sentence)));
        let said = said.unwrap_or_default();
        format!("{WHO} {whom}\n{}{said}", self.end.words())
    }
}

fn short(sentence: &str) -> String {
    sentence.chars().take(MOST).collect()
}

/// Ads that went on coming after the owner was opted out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The number in the ads.
    pub number: PhoneNumber,
    /// The ID in them.
    pub id: Option<String>,
    /// When the owner was opted out.
    pub opted_out: DateTime,
    /// What the line said then.
    pub sentence: Option<String>,
    /// How many ads have come since.
    pub ads: u32,
    /// When the last one came.
    pub last: DateTime,
}

impl Complaint {
    /// What can be reported to the spam centre (KISA, 118): 정보통신망법 50조 2항 forbids ads after a refusal.
    #[must_use]
    pub fn report(&self) -> String {
        let whom = whom(&self.number, self.id.as_deref());
        let said = self
            .sentence
            .as_ref()
            .map(|sentence| format!("(안내: \"{}\") ", short(sentence)));
        format!(
            "{}에 무료수신거부 {whom}에 전화하여 수신거부를 하였습니다. {}그러나 그 뒤에도 같은 수신거부 번호를 적은 광고 문자가 {}번 더 \
             왔습니다(마지막 {}). 정보통신망법 제50조 제2항 위반으로 신고합니다.",
            day(self.opted_out),
            said.unwrap_or_default(),
            self.ads,
            day(self.last),
        )
    }

    /// The reminder, two weeks later.
    #[must_use]
    pub fn text(&self) -> String {
        let whom = whom(&self.number, self.id.as_deref());
        format!(
            "{WHO} {whom}\n⚠️ {}에 수신거부했는데 광고가 {}번 더 왔어요. 국번 없이 118(불법스팸대응센터)에 이렇게 신고하실 수 \
             있어요.\n\n{}",
            day(self.opted_out),
            self.ads,
            self.report()
        )
    }
}

fn day(at: DateTime) -> String {
    format!("{}년 {}월 {}일", at.year(), at.month(), at.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn told(end: End, sentence: Option<&str>) -> Told {
        Told {
            number: "0802345678".parse().unwrap(),
            id: Some("1234".to_owned()),
            end,
            sentence: sentence.map(str::to_owned),
        }
    }

    #[test]
    fn it_says_which_number_and_what_came_of_it() {
        let success = End::Called(OptOutResult::Success);
        assert_eq!(
            told(success, Some("등록되었습니다")).text(),
            "[문지기] 080-234-5678 (번호 1234)\n✅ 수신거부를 마쳤어요.\n안내: \"등록되었습니다\""
        );
        let called = OptOutResult::ALL.map(End::Called);
        for end in called
            .into_iter()
            .chain([End::TooLate, End::Interrupted, End::NotCalled])
        {
            assert_eq!(told(end, None).text().lines().count(), 2);
        }
    }

    #[test]
    fn who_wants_less_is_told_less() {
        let success = End::Called(OptOutResult::Success);
        let reversed = End::Called(OptOutResult::Reversed);
        assert!(success.is_wanted(Tell::Each) && !success.is_wanted(Tell::Problems));
        assert!(End::TooLate.is_wanted(Tell::Problems) && !End::TooLate.is_wanted(Tell::Week));
        assert!(reversed.is_wanted(Tell::Week));
    }

    #[test]
    fn the_store_says_how_it_ended() {
        let of = |result, state, why| End::of(result, state, why);
        assert_eq!(
            of(Some("already"), "dialling", None),
            Some(End::Called(OptOutResult::Already))
        );
        assert_eq!(of(None, "failed", Some(End::WAITED)), Some(End::TooLate));
        assert_eq!(of(None, "failed", Some("refused")), Some(End::NotCalled));
        assert_eq!(of(None, "unknown", None), Some(End::Interrupted));
        assert_eq!(of(None, "queued", None), None);
        assert_eq!(of(None, "dialling", None), None);
    }

    #[test]
    fn a_report_can_be_sent_as_it_is() {
        let complaint = Complaint {
            number: "0802345678".parse().unwrap(),
            id: None,
            opted_out: date(2026, 11, 5).at(10, 0, 0, 0),
            sentence: Some("수신거부가 등록되었습니다".to_owned()),
            ads: 3,
            last: date(2026, 11, 18).at(12, 0, 0, 0),
        };
        let report = complaint.report();
        for words in [
            "2026년 11월 5일",
            "080-234-5678",
            "3번",
            "11월 18일",
            "제50조 제2항",
        ] {
            assert!(report.contains(words), "{words} not in {report}");
        }
        assert!(complaint.text().contains("118"));
    }
}
