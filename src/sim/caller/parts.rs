//! What a sentence says of a booking: asked for one thing, people say that and not the whole sentence again.

use std::sync::LazyLock;

use regex::Regex;

use crate::korean::particle::{Particle, attach};

use super::Reply;

/// One thing that the box asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Service,
    Day,
    Time,
    Party,
    Middle,
    End,
}

/// What the box says when it asks for one thing.
static ASKS: LazyLock<[(Asked, Regex); 6]> = LazyLock::new(|| {
    [
        (Asked::Service, pattern("어떤 것으로")),
        (Asked::Day, pattern("며칠|날짜를 다시")),
        (Asked::Time, pattern("몇 시에|시간을 다시")),
        (Asked::Party, pattern("몇 분이|몇 분인지")),
        (Asked::Middle, pattern("다음 네 자리")),
        (Asked::End, pattern("마지막 네 자리")),
    ]
});

static DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:(?:이번|다음) 주 )?[월화수목금토일]요일|오늘|내일모레|내일|모레|글피\
        |[일이삼사오유칠팔구시십]{1,2}월 [일이삼사오육칠팔구십]{1,4}일|[이삼]?십[일이삼사오육칠팔구]?일",
    )
});
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:(?:오전|오후|아침|점심|낮|저녁|밤) )?\
        (?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|열한|열두) 시(?: 반| [일이삼사오십]+ 분)?",
    )
});
static PARTY: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|열두|열다섯) 명"));
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern("공일공[에, ]*([공일이삼사오육칠팔구]{4})[에, ]*([공일이삼사오육칠팔구]{4})")
});

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file")
}

/// What a caller says to something wrong.
pub const OBJECTION: &str = "아니요,";

/// Somebody who was not understood.
#[derive(Clone, Copy, Debug)]
pub struct Speaker<'a> {
    /// Their turns so far; the last is the one that was not understood.
    pub said: &'a [&'a str],
    /// What can be had in that shop, each under all of its names.
    pub services: &'a [Vec<&'a str>],
}

impl Speaker<'_> {
    /// What they say next, when the box has answered `to`.
    ///
    /// Asked for one thing they say it, whichever turn named it last; of what is read back they say what is wrong in
    /// it; otherwise all of the last turn once more.
    #[must_use]
    pub fn again(&self, to: &str, how: &Reply) -> String {
        let mine = self.said.last().copied().unwrap_or_default();
        match how {
            Reply::Answer => self.answer(to).unwrap_or_else(|| mine.to_owned()),
            Reply::Correct(read_back) => self
                .correction(read_back)
                .unwrap_or_else(|| mine.to_owned()),
            Reply::Object => match self.correction(to) {
                Some(wrong) => format!("{OBJECTION} {wrong}"),
                // Their own yes to something else is not what they object with.
                None if mine.starts_with(['네', '예']) => {
                    OBJECTION.trim_end_matches(',').to_owned()
                }
                None => format!("{OBJECTION} {mine}"),
            },
        }
    }

    fn answer(&self, to: &str) -> Option<String> {
        if let Some(other) = self.declined(to) {
            return Some(format!("{OBJECTION} {}", politely(other)));
        }
        let (asked, _) = ASKS.iter().rev().find(|(_, asks)| asks.is_match(to))?;
        let mut latest = self.said.iter().rev();
        let part = latest.find_map(|turn| match asked {
            Asked::Service => self.service(turn).map(|(name, _)| name),
            Asked::Middle => NUMBER.captures(turn)?.get(1).map(|found| found.as_str()),
            Asked::End => NUMBER.captures(turn)?.get(2).map(|found| found.as_str()),
            Asked::Day => last(&DAY, turn),
            Asked::Time => last(&TIME, turn),
            Asked::Party => last(&PARTY, turn),
        })?;
        Some(politely(part))
    }

    /// Offered other times or days, and none of them was what they wanted to say.
    fn declined(&self, to: &str) -> Option<&str> {
        let offer = to.trim_end().strip_suffix("어떠세요?")?;
        let offer = offer.rsplit(". ").next().unwrap_or(offer);
        let kind = if offer.contains("요일") {
            &DAY
        } else {
            &TIME
        };
        self.said.iter().rev().find_map(|turn| last(kind, turn))
    }

    /// The service that a turn names, and its other names.
    fn service(&self, turn: &str) -> Option<(&str, &[&str])> {
        let named = self.services.iter().filter_map(|names| {
            let name = names
                .iter()
                .filter(|name| turn.contains(**name))
                .max_by_key(|name| name.len())?;
            Some((*name, names.as_slice()))
        });
        named.max_by_key(|(name, _)| name.len())
    }

    /// What is wrong in what was read back.
    fn correction(&self, to: &str) -> Option<String> {
        let mine = self.said.last()?;
        let parts = [
            (Asked::Day, &DAY),
            (Asked::Time, &TIME),
            (Asked::Party, &PARTY),
        ];
        let wrong = (parts.into_iter())
            .filter_map(|(asked, pattern)| Some((asked, last(pattern, mine)?)))
            .filter(|(asked, part)| !says(to, *asked, part))
            .map(|(_, part)| part);
        let service = self.service(mine);
        let service = service.filter(|(_, names)| !names.iter().any(|name| to.contains(name)));
        let wrong: Vec<&str> = wrong.chain(service.map(|(name, _)| name)).collect();
        (!wrong.is_empty()).then(|| politely(&wrong.join(" ")))
    }
}

fn politely(part: &str) -> String {
    attach(part, Particle::IyoYo)
}

/// Who corrects himself says the right thing last.
fn last<'a>(pattern: &Regex, mine: &'a str) -> Option<&'a str> {
    pattern.find_iter(mine).last().map(|found| found.as_str())
}

/// Does what the box says hold this, in the box's own way of saying it?
fn says(said: &str, asked: Asked, mine: &str) -> bool {
    let core = mine.rsplit(' ').next().unwrap_or(mine);
    match asked {
        Asked::Day => said.contains(core) || said.contains(mine),
        Asked::Time => {
            let hour = mine
                .find(" 시")
                .and_then(|end| mine[..end].rsplit(' ').next());
            let half = mine.ends_with('반') == said.contains("시 반");
            half && hour.is_some_and(|hour| said.contains(&format!(" {hour} 시")))
        }
        Asked::Party => said.contains(&mine.replace('명', "분")),
        Asked::Service | Asked::Middle | Asked::End => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINE: &str = "저기, 다음 주 화요일 점심 열두 시 반에 다섯 명 예약할게요";

    fn said_again(said: &[&str], to: &str, how: &Reply) -> String {
        let services = &[vec!["정기 검진", "검진"], vec!["스케일링"]][..];
        Speaker { said, services }.again(to, how)
    }

    #[test]
    fn asked_for_one_thing_they_say_it() {
        for (asks, answers) in [
            ("네, 예약이시군요. 며칠에 오시겠어요?", "다음 주 화요일이요"),
            ("네, 몇 시에 오시겠어요?", "점심 열두 시 반이요"),
            (
                "시간을 다시 한번 말씀해 주세요. 예를 들면 저녁 일곱 시요.",
                "점심 열두 시 반이요",
            ),
            ("네, 몇 분이세요?", "다섯 명이요"),
            ("잘 못 들었어요. 다시 한번 말씀해 주시겠어요?", MINE),
        ] {
            assert_eq!(said_again(&[MINE], asks, &Reply::Answer), answers);
        }
        let time = "네, 몇 시에 오시겠어요?";
        let answer = |said: &[&str]| said_again(said, time, &Reply::Answer);
        assert_eq!(answer(&["예약할게요"]), "예약할게요");
        assert_eq!(
            answer(&["저녁 일곱 시, 아니 여덟 시에 네 명이요"]),
            "여덟 시요"
        );
    }

    #[test]
    fn what_an_earlier_turn_has_named_is_not_forgotten() {
        let said = [
            "토요일 오전 열 시에 검진 예약할게요",
            "그럼 금요일로 할게요",
        ];
        let answer = |asks: &str| said_again(&said, asks, &Reply::Answer);
        assert_eq!(answer("네, 몇 시에 오시겠어요?"), "오전 열 시요");
        assert_eq!(answer("며칠에 오시겠어요?"), "금요일이요");
        assert_eq!(
            answer("네, 스케일링, 검진, 충치 치료 중에 어떤 것으로 예약해 드릴까요?"),
            "검진이요"
        );
        assert_eq!(answer("네, 어떤 것으로 예약해 드릴까요?"), "검진이요");
        assert_eq!(answer("네, 몇 분이세요?"), said[1]);
        assert_eq!(
            answer("금요일은 쉬어요. 목요일이나 토요일은 어떠세요?"),
            "아니요, 금요일이요"
        );
        let number = ["공일공에 이삼사오에 육칠팔구요"];
        let answer = |asks: &str| said_again(&number, asks, &Reply::Answer);
        assert_eq!(answer("공일공 다음 네 자리가 어떻게 되세요?"), "이삼사오요");
        assert_eq!(answer("네, 마지막 네 자리는요?"), "육칠팔구요");
    }

    #[test]
    fn of_what_is_read_back_they_correct_what_is_wrong() {
        let back = |text: &str| said_again(&[MINE], text, &Reply::Object);
        let right = "십일월 이십사일 화요일 낮 열두 시 반, 다섯 분 예약해 드릴까요?";
        assert_eq!(back(right), format!("아니요, {MINE}"));
        let hour = right.replace("열두 시 반", "한 시");
        assert_eq!(back(&hour), "아니요, 점심 열두 시 반이요");
        let half = right.replace(" 반", "");
        assert_eq!(back(&half), "아니요, 점심 열두 시 반이요");
        let party = right.replace("다섯", "여섯");
        assert_eq!(back(&party), "아니요, 다섯 명이요");
        let day = right.replace("화요일", "목요일").replace("다섯", "두");
        assert_eq!(back(&day), "아니요, 다음 주 화요일 다섯 명이요");
        assert_eq!(said_again(&["네 맞아요"], right, &Reply::Object), "아니요");
        let cleaning = ["스케일링으로 해 주세요"];
        let back = "내일 오전 열 시, 정기 검진 예약해 드릴까요?";
        assert_eq!(
            said_again(&cleaning, back, &Reply::Object),
            "아니요, 스케일링이요"
        );
        let asked = "네, 어떤 점을 바꿔 드릴까요?";
        assert_eq!(
            said_again(&[MINE], asked, &Reply::Correct(party)),
            "다섯 명이요"
        );
    }
}
