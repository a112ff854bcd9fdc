//! "수신거부를 원하시면 1번, 해제를 원하시면 2번": keys, and what each is for.

use std::sync::LazyLock;

use regex::Regex;

use crate::{korean::jamo::Letters, phone::Key};

use super::{
    sentences::bare,
    side::{self, Side},
    subject, words,
};

/// A key that may be pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Which.
    pub key: Key,
    /// What for.
    pub meaning: Meaning,
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// To agree to what was read back.
    Right,
    /// To opt out, of everything that there is.
    OutOfAll,
    /// To opt out of texts.
    OutOfTexts,
    /// To opt out.
    Out,
    /// To be registered: of a line for opting out, that is the same.
    Enter,
    /// A kind of customer, a language, a brand.
    Kind,
    /// Not right, once more.
    Again,
    /// To hear it again.
    Repeat,
    /// To end or go back.
    Leave,
    /// A person.
    Agent,
    /// To get ads again, to join, to buy, or nobody knows what: never pressed.
    Never,
}

impl Meaning {
    /// Better ones are higher; `None` for those that are not pressed by themselves.
    #[must_use]
    pub const fn rank(self) -> Option<u8> {
        match self {
            Self::Right => Some(5),
            Self::OutOfAll => Some(4),
            Self::OutOfTexts => Some(3),
            Self::Out => Some(2),
            Self::Enter => Some(1),
            Self::Kind => Some(0),
            Self::Again | Self::Repeat | Self::Leave | Self::Agent | Self::Never => None,
        }
    }
}

/// A key as it is named: "1번", "일 번을", "별표", and as it is heard: "연번" for 영번, "1판" for 1번, "교표를" for 별표를. What
/// follows is looked at as well.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"[0-9]\s?[번단반판]|(영|연|공|일|이|삼|사|오|육|칠|팔|구)\s?[번단반]|별표|별\s표|[가-힣]표[를을]|\*|우물\s?정자?|샵|샾|#",
    )
    .expect("a pattern of this file")
});

/// The keys that a sentence names, each with what stands before it.
pub fn choices(sentence: &str) -> Vec<Choice> {
    let mut choices = Vec::new();
    let mut from = 0;
    for found in NAMED.find_iter(sentence) {
        let Some(key) = key(sentence, found.range()) else {
            continue;
        };
        let label = &sentence[from..found.start()];
        from = found.end();
        // "번호를 누르고 우물정자를": the end of an entry, and no choice.
        let entry = words::PRESS.is_in(&bare(label)) || label.trim_end().ends_with('후');
        if key.face() == '#' && (entry || !is_offer(label)) {
            continue;
        }
        let meaning = meaning(label);
        choices.push(Choice { key, meaning });
    }
    choices
}

/// Whether a key of the menu may have been misheard: one stands for two things, or something is offered without one.
/// Whichever is meant may be what lets ads in.
pub fn is_doubtful(sentence: &str) -> bool {
    let (mut from, mut keys) = (0, Vec::new());
    for found in NAMED.find_iter(sentence) {
        let Some(key) = key(sentence, found.range()) else {
            continue;
        };
        let label = &sentence[from..found.start()];
        from = found.end();
        if offered(label) > 1 || (offered(label) == 1 && keys.contains(&key)) {
            return true;
        }
        keys.push(key);
    }
    offered(&sentence[from..]) > 0
}

/// How many things a stretch of a menu offers: "…을 원하시면", or "…은".
pub fn offered(label: &str) -> usize {
    let words = || label.split_whitespace().map(|w| w.trim_end_matches(','));
    let conditions = words().filter(|word| word.ends_with('면')).count();
    let topics = words().filter(|word| is_topic(word)).count();
    conditions.max(topics)
}

/// "해제는", not "원하시는".
fn is_topic(word: &str) -> bool {
    const OF_VERBS: [&str; 9] = [
        "하는", "시는", "받는", "있는", "없는", "않는", "되는", "또는", "혹은",
    ];
    let longer = word.chars().count() > 1;
    longer && word.ends_with(['은', '는']) && !OF_VERBS.iter().any(|verb| word.ends_with(verb))
}

/// Something is offered on a condition.
fn is_offer(label: &str) -> bool {
    label.contains('면')
}

fn key(sentence: &str, span: std::ops::Range<usize>) -> Option<Key> {
    let name = &sentence[span.clone()];
    let face = name.chars().next()?;
    let before = sentence[..span.start].chars().next_back();
    let behind = &sentence[span.end..];
    if name.ends_with(['를', '을']) {
        return Key::new('*');
    }
    match face {
        '별' | '*' => return Key::new('*'),
        '우' | '샵' | '샾' | '#' => return Key::new('#'),
        _ => {}
    }
    // "1번호", "080 1번지"
    if behind.starts_with(['호', '지', '째']) {
        return None;
    }
    if face.is_ascii_digit() {
        let longer = before.is_some_and(|c| c.is_ascii_digit() || c == '-');
        return (!longer).then(|| Key::new(face)).flatten();
    }
    let offered = sentence[..span.start]
        .trim_end()
        .ends_with(['은', '는', '면']);
    // "일반" is 일번 where something is offered: "수신거부는 일반, …"
    if name.ends_with('반') && !offered {
        return None;
    }
    // "이번 달", "십일번": a word for a digit stands by itself, and is pressed.
    let alone = before.is_none_or(|c| !c.is_alphanumeric() || c == '면');
    let pressed = behind.is_empty()
        || behind.starts_with([',', '을', '으'])
        || ["누", "눌", "버튼", "키", "입력", "선택"]
            .iter()
            .any(|next| behind.trim_start().starts_with(next));
    let this = ["달", "주", "행사", "이벤트", "기회", "에"];
    let this = this
        .iter()
        .any(|next| behind.trim_start().starts_with(next));
    let pressed = pressed || (offered && !this);
    let digit = match face {
        '영' | '연' | '공' => '0',
        '일' => '1',
        '이' => '2',
        '삼' => '3',
        '사' => '4',
        '오' => '5',
        '육' => '6',
        '칠' => '7',
        '팔' => '8',
        _ => '9',
    };
    (alone && pressed).then(|| Key::new(digit)).flatten()
}

/// What a key behind this label is for.
fn meaning(label: &str) -> Meaning {
    // Only what stands behind the last key's own ending: "…1번, 거부해제를 원하시면".
    let letters = Letters::of(&bare(label));
    let has = |phrases: &crate::korean::jamo::Phrases| phrases.in_(&letters);
    if has(&words::REPEATS) {
        return Meaning::Repeat;
    }
    if has(&words::AGENT) {
        return Meaning::Agent;
    }
    let side = side::of(&letters);
    if side == Side::In || side::may_undo(letters.text()) || has(&words::BUYS) {
        return Meaning::Never;
    }
    if has(&words::RIGHT) {
        return Meaning::Right;
    }
    if has(&words::AGAIN) {
        return Meaning::Again;
    }
    match side {
        Side::Out if has(&words::ALL) => Meaning::OutOfAll,
        Side::Out if has(&words::TEXTS) => Meaning::OutOfTexts,
        Side::Out => Meaning::Out,
        _ if has(&words::LEAVES) => Meaning::Leave,
        // Of something else, or of what was misheard: "광고 수심에 론하시면".
        _ if has(&words::ENTERS) && subject::is_plain(letters.text()) => Meaning::Enter,
        _ if is_offer(label) || has(&words::ENTERS) => Meaning::Never,
        _ => Meaning::Kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn are(sentence: &str, expected: &[(char, Meaning)]) {
        let found: Vec<(char, Meaning)> = choices(sentence)
            .into_iter()
            .map(|choice| (choice.key.face(), choice.meaning))
            .collect();
        assert_eq!(found, expected, "{sentence}");
    }

    #[test]
    fn keys_and_what_they_are_for() {
        use Meaning::*;
        are(
            "수신거부를 원하시면 1번, 거부해제를 원하시면 2번을 눌러 주세요",
            &[('1', Out), ('2', Never)],
        );
        are("해제는 1번, 수신거부는 2번", &[('1', Never), ('2', Out)]);
        are(
            "번호가 맞으면 일번, 아니면 이번으로 눌러 주세요",
            &[('1', Right), ('2', Again)],
        );
        are(
            "다시 들으시려면 별표, 상담원 연결은 0번",
            &[('*', Repeat), ('0', Agent)],
        );
        are(
            "문자 수신거부는 1번, 전화 수신거부는 2번, 모두 거부하시려면 3번",
            &[('1', OutOfTexts), ('2', Out), ('3', OutOfAll)],
        );
        are(
            "수신거부 신청은 1번, 상담원 연결은 연번, 다시 들으시려면 배우표를 눌러 주세요",
            &[('1', Out), ('0', Agent), ('*', Repeat)],
        );
        for doubtful in [
            "수신거부 해결을 원하시면",
            "수신거부 기선은",
            "광고 수심에 론하시면",
            "광고수 김동이 등록은",
        ] {
            let sentence = format!("{doubtful} 1번을 눌러 주세요");
            are(&sentence, &[('1', Never)]);
        }
        are(
            "통합회원은 1번, 온라인몰 회원은 2번을 눌러 주십시오",
            &[('1', Kind), ('2', Kind)],
        );
        are(
            "수신거부는 일반 다시 듣기는 별표를 눌러 주세요",
            &[('1', Out), ('*', Repeat)],
        );
        are("거부등록을 원하시면 1단을 눌러 주세요", &[('1', Out)]);
        are(
            "발신하신 번호로 등록하시려면 우물정자를, 다른 번호는 번호를 누르고 우물정자를 누르세요",
            &[('#', Enter)],
        );
    }

    #[test]
    fn what_is_not_heard_of_a_menu_makes_it_doubtful() {
        for text in [
            "수신거부 등록은 이판, 수신거부 해제는 1번을 눌러 주십시오",
            "수신거부는 1번, 해제는 1번을 눌러 주세요",
            "수신거부를 원하시면 1번 종료를 원하시면 이 번호를 눌러 주세요",
            "수신거부는 1번, 다시 뜻기는 배우취를 눌러 주세요",
            "해제를 원하시면 입원, 수신거부를 원하시면 1번을 눌러 주세요",
        ] {
            assert!(is_doubtful(text), "{text}");
        }
        for text in [
            "수신거부를 원하시면 1번을 눌러 주세요",
            "수신거부는 1번, 다시 듣기는 별표를 눌러 주세요",
            "번호가 맞으면 일번, 아니면 이번으로 눌러 주세요",
            "수신을 원하시는 고객은 1번, 원하지 않으시는 고객은 2번을 눌러 주세요",
            "이 서비스는 무료이며 등록을 원하시면 1번, 1번을 눌러 주십시오",
        ] {
            assert!(!is_doubtful(text), "{text}");
        }
    }

    #[test]
    fn numbers_are_no_keys() {
        for text in [
            "핸드폰 번호를 입력하고 우물정자를 누르세요",
            "이번 달 광고를 받지 않으시려면",
            "1번지",
            "080 234 5678번으로",
            "전화번호 11번을",
            "식별번호를 입력 후 샵 버튼을 눌러 주세요",
        ] {
            assert!(
                choices(text).iter().all(|choice| choice.key.face() == '8'),
                "{text}: {:?}",
                choices(text)
            );
        }
    }
}
