//! What a sentence says of a booking: asked for one thing, people say that and not the whole sentence again.

use std::sync::LazyLock;

use regex::Regex;

/// One thing that a booking needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Day,
    Time,
    Party,
}

/// What the box says when it asks for one thing.
static ASKS: LazyLock<[(Asked, Regex); 3]> = LazyLock::new(|| {
    [
        (Asked::Day, pattern(r"며칠|날짜를 다시")),
        (Asked::Time, pattern(r"몇 시에|시간을 다시")),
        (Asked::Party, pattern(r"몇 분이|몇 분인지")),
    ]
});

const DAY: &str = "(?:(?:이번|다음) 주 )?[월화수목금토일]요일|오늘|내일모레|내일|모레|글피\
    |[일이삼사오유칠팔구시십]{1,2}월 [일이삼사오육칠팔구십]{1,4}일|[이삼]?십[일이삼사오육칠팔구]?일";
const TIME: &str = "(?:(?:오전|오후|아침|점심|낮|저녁|밤) )?\
    (?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|열한|열두) 시(?: 반| [일이삼사오십]+ 분)?";
const PARTY: &str = "(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|열두|열다섯) 명";

static PARTS: LazyLock<[(Asked, Regex); 3]> = LazyLock::new(|| {
    [
        (Asked::Day, pattern(DAY)),
        (Asked::Time, pattern(TIME)),
        (Asked::Party, pattern(PARTY)),
    ]
});

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file")
}

/// What a caller says to something wrong.
pub const OBJECTION: &str = "아니요,";

/// What a caller who has said `mine` and was not understood says after the box has said `to`: the one thing that
/// it asks for; when it reads something back (`objects`), what is wrong in it; otherwise all once more.
#[must_use]
pub fn said_again(mine: &str, to: &str, objects: bool) -> String {
    let all = || mine.to_owned();
    if !objects {
        return answer(mine, to).unwrap_or_else(all);
    }
    match correction(mine, to) {
        Some(wrong) => format!("{OBJECTION} {wrong}"),
        // Their own yes to something else is not what they object with.
        None if mine.starts_with(['네', '예']) => OBJECTION.trim_end_matches(',').to_owned(),
        None => format!("{OBJECTION} {mine}"),
    }
}

fn answer(mine: &str, to: &str) -> Option<String> {
    let (asked, _) = ASKS.iter().rev().find(|(_, asks)| asks.is_match(to))?;
    let (_, pattern) = PARTS.iter().find(|(part, _)| part == asked)?;
    Some(politely(last(pattern, mine)?))
}

fn correction(mine: &str, to: &str) -> Option<String> {
    let wrong: Vec<&str> = (PARTS.iter())
        .filter_map(|(asked, pattern)| Some((asked, last(pattern, mine)?)))
        .filter(|(asked, part)| !says(to, **asked, part))
        .map(|(_, part)| part)
        .collect();
    (!wrong.is_empty()).then(|| politely(&wrong.join(" ")))
}

fn politely(part: &str) -> String {
    format!(
        "{part}{}",
        if part.ends_with('시') {
            "요"
        } else {
            "이요"
        }
    )
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINE: &str = "저기, 다음 주 화요일 점심 열두 시 반에 다섯 명 예약할게요";

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
            assert_eq!(said_again(MINE, asks, false), answers);
        }
        let time = "네, 몇 시에 오시겠어요?";
        assert_eq!(said_again("예약할게요", time, false), "예약할게요");
        let corrected = "저녁 일곱 시, 아니 여덟 시에 네 명이요";
        assert_eq!(said_again(corrected, time, false), "여덟 시요");
    }

    #[test]
    fn of_what_is_read_back_they_correct_what_is_wrong() {
        let back = |text: &str| said_again(MINE, text, true);
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
        assert_eq!(said_again("네 맞아요", right, true), "아니요");
    }
}
