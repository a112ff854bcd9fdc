//! Faults of texts and multimedia messages: F83 to F100. Those that need a message bring one of
//! their own, from [`SENDER`].

use std::time::Duration;

use jiff::{SignedDuration, civil::DateTime};

use super::Rig;
use crate::sim::{
    deliver::{Coding, Lie, Pdu, Text},
    ec25::{Happening, Input, Trouble},
    fault::{Fault, Order},
    mmsc::{self, Charset, Garble, Lms},
};

/// Who sends the messages that faults bring with them.
pub const SENDER: &str = "15881234";
/// Somebody else, whose parts have the same reference (F89).
pub const OTHER_SENDER: &str = "15885678";

/// Long enough for three parts in UCS2.
const LONG: &str = "(광고) 가나다마트 가을맞이 행사를 알려 드립니다. 신선한 사과와 배를 싸게 모시고, 두부와 콩나물도 \
    함께 준비했습니다. 토요일 오전 열 시부터 저녁 여덟 시까지 매장에서 기다리겠습니다. 주차는 건물 뒤편에 두 \
    시간 무료이고, 오만 원 이상 사시면 댁까지 배달해 드립니다. 무료수신거부 080-345-6789";

impl Rig {
    /// The reference of the parts that faults bring with them.
    const REFERENCE: u16 = 77;

    pub(super) fn spoil_texts(&mut self, order: &Order) {
        let times = order.count.unwrap_or(1);
        for trouble in troubles(order, times) {
            self.module(Input::Trouble(trouble));
        }
        for _ in 0..times.min(16) {
            if let Some(happening) = self.message(order) {
                self.module(Input::Network(happening));
            }
        }
    }

    /// The message that this fault brings with it.
    fn message(&self, order: &Order) -> Option<Happening> {
        Some(match order.fault {
            Fault::PARTS_ODD => Happening::PdusArrive(self.odd_parts(order.variant)),
            Fault::CODING_ODD => Happening::TextArrives(match order.variant {
                "cp949-8bit" => Text {
                    coding: Coding::EightBit,
                    ..short()
                },
                "reply-address" => Text {
                    coding: Coding::Ksc5601,
                    gateway: Some("01000001234".to_owned()),
                    ..short()
                },
                _ => Text {
                    coding: Coding::Ksc5601,
                    ..short()
                },
            }),
            Fault::WAP_PUSH => Happening::LmsArrives(Lms {
                parts: order.variant.parse().unwrap_or(1),
                ..lms()
            }),
            Fault::MALFORMED_PUSH if order.variant == "lengths" => {
                let parts = Text::plain(SENDER, LONG).parts(Self::REFERENCE, self.wall());
                let lying = |pdu: Pdu| pdu.with(Lie::LongUserData);
                Happening::PdusArrive(parts.into_iter().map(lying).collect())
            }
            Fault::MALFORMED_PUSH => Happening::LmsArrives(Lms {
                garble: Some(match order.variant {
                    "mms" => Garble::ValueOverruns,
                    _ => Garble::HeadersOverrun,
                }),
                ..lms()
            }),
            Fault::MMSC_FAILS => Happening::LmsArrives(Lms {
                charset: match order.variant {
                    "euc-kr" => Charset::EucKr,
                    "utf-16" => Charset::Utf16,
                    _ => return None,
                },
                ..lms()
            }),
            _ => return None,
        })
    }

    fn odd_parts(&self, variant: &str) -> Vec<Pdu> {
        let sent = self.wall();
        let mut parts = Text::plain(SENDER, LONG).parts(Self::REFERENCE, sent);
        match variant {
            "duplicated" => parts.extend(parts.clone()),
            "missing" => {
                parts.pop();
            }
            "ref-reused" => {
                let other = Text::plain(SENDER, LONG.replace("사과", "감자"));
                parts.extend(other.parts(Self::REFERENCE, sent));
            }
            "mixed-senders" => {
                let other = Text::plain(OTHER_SENDER, LONG).parts(Self::REFERENCE, sent);
                parts = parts
                    .into_iter()
                    .zip(other)
                    .flat_map(|(a, b)| [a, b])
                    .collect();
            }
            _ => parts.reverse(),
        }
        parts
    }

    /// F98: a text comes at this moment.
    pub(super) fn text_now(&mut self) {
        self.module(Input::Network(Happening::TextArrives(short())));
    }

    /// A plausible time on the network's clock.
    fn wall(&self) -> DateTime {
        let start = jiff::civil::datetime(2026, 11, 21, 18, 0, 0, 0);
        let passed = SignedDuration::from_millis(i64::try_from(self.now.as_millis()).unwrap_or(0));
        start.saturating_add(passed)
    }
}

fn short() -> Text {
    Text::plain(SENDER, "(광고)가나다마트 세일 무료거부 0803456789")
}

fn lms() -> Lms {
    Lms::new(SENDER, "(광고) 가나다마트", LONG)
}

/// What the module is told; none when the fault is a message.
pub(super) fn troubles(order: &Order, times: u32) -> Vec<Trouble> {
    let one = match order.fault {
        Fault::CMTI_TWICE => Trouble::CmtiTwice { times },
        Fault::CMTI_MISSING => Trouble::CmtiMissing { times },
        Fault::CMTI_EXTRA => Trouble::CmtiExtraFields { times },
        Fault::CMS_321 => Trouble::SlotUnreadable {
            times,
            code: Some(321),
        },
        Fault::STORE_FULL => Trouble::MemoryFull { left: 0 },
        Fault::CMGD_REFUSED => Trouble::DeleteRefused { times, code: 500 },
        Fault::MMSC_FAILS => match order.variant {
            "dns" => Trouble::NameUnknown { times },
            "unreachable" => Trouble::Unreachable { times },
            "bearer" => Trouble::BearerRefused {
                times,
                takes: Duration::from_secs(5),
            },
            variant => Trouble::Mmsc {
                times,
                fault: match variant {
                    "timeout" => mmsc::Fault::Silent,
                    "404" => mmsc::Fault::Refuses(404),
                    "redirect" => mmsc::Fault::RedirectsAway,
                    "circle" => mmsc::Fault::RedirectsInCircles,
                    "huge" => mmsc::Fault::Huge(4 * 1_024 * 1_024),
                    _ => return Vec::new(),
                },
            },
        },
        Fault::MMSC_AGAIN => Trouble::ToldAgain,
        Fault::PROMPT_MISSING => Trouble::PromptMissing { times },
        Fault::CMS_ON_SEND => Trouble::SubmitFails {
            times,
            code: order.variant.parse().unwrap_or(500),
        },
        Fault::OK_LOST => Trouble::SubmitAnswerLost { times },
        Fault::HUNDRED_TEXTS => Trouble::Backlog { count: times },
        Fault::REPORT_UNKNOWN => Trouble::StrayReport { reference: 200 },
        _ => return Vec::new(),
    };
    vec![one]
}
