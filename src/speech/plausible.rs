//! What the recogniser wrote, without what nobody can have said.
//!
//! Whisper answers noise, tones and silence too: with a tag in brackets, with a phrase said over and
//! over, or with the closing words of the videos it was trained on. Voice activity keeps most of
//! that from it; this is the second sieve. Pure text, no model.

use std::time::Duration;

/// Faster than this nobody speaks; fluent Korean runs at 5 to 9 syllables a second.
const SYLLABLES_PER_SECOND: f32 = 14.0;
/// A phrase that comes this often in a row is a loop, and one is enough.
const LOOP: usize = 4;
/// When a loop makes up the whole text this often, there was no speech in the first place.
const HOPELESS: usize = 8;
/// Longest phrase, in words, looked at for loops.
const PHRASE: usize = 6;
/// Closing words of videos, bare of spaces and marks: what comes out when nothing goes in.
const STOCK: [&str; 6] = [
    "시청해주셔서감사합니다",
    "시청해주셔서고맙습니다",
    "구독과좋아요부탁드립니다",
    "다음영상에서만나요",
    "다음영상에서뵙겠습니다",
    "한글자막제공",
];

/// The words in `raw` that can have been said in `length`; empty when none can.
#[must_use]
pub fn words(raw: &str, length: Duration) -> String {
    let text = without_tags(raw);
    let Some(text) = without_loops(said_once(&text)) else {
        return String::new();
    };
    let bare: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let syllables = bare.chars().count();
    #[expect(
        clippy::cast_precision_loss,
        reason = "a turn has some hundred syllables"
    )]
    let too_fast = syllables as f32 > 4.0 + SYLLABLES_PER_SECOND * length.as_secs_f32();
    if syllables == 0 || too_fast || STOCK.contains(&bare.as_str()) {
        return String::new();
    }
    text
}

/// A text whose second half is its first once more, without that: the recogniser now and then writes a short answer
/// twice ("네, 맞아요. 네, 맞아요.").
#[must_use]
pub fn said_once(text: &str) -> &str {
    let text = text.trim();
    let halves = text.match_indices(END).find_map(|(at, mark)| {
        let (first, second) = text.split_at(at + mark.len());
        (first.trim_end_matches(END) == second.trim().trim_end_matches(END)).then_some(first)
    });
    halves.unwrap_or(text)
}

/// Marks at the end of a sentence.
const END: [char; 3] = ['.', '?', '!'];

/// `raw` without `(…)`, `[…]`, `<…>`, `*…*`, `♪` and the spaces that this leaves.
fn without_tags(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut closing: Option<char> = None;
    for c in raw.chars() {
        match (closing, c) {
            (Some(end), c) => {
                if c == end {
                    closing = None;
                }
            }
            (None, '(') => closing = Some(')'),
            (None, '[') => closing = Some(']'),
            (None, '<') => closing = Some('>'),
            (None, '*') => closing = Some('*'),
            (None, '♪' | '♬' | '\u{FFFD}') => {}
            (None, c) => text.push(c),
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text` with every phrase that comes [`LOOP`] times in a row said once; `None` when a loop is all
/// there is.
fn without_loops(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(' ').filter(|w| !w.is_empty()).collect();
    let mut kept: Vec<&str> = Vec::with_capacity(words.len());
    let mut at = 0;
    'next: while at < words.len() {
        for size in 1..=PHRASE.min(words.len() - at) {
            let phrase = &words[at..at + size];
            let times = words[at..]
                .chunks_exact(size)
                .take_while(|c| *c == phrase)
                .count();
            if times >= HOPELESS && size * times * 5 >= words.len() * 4 {
                return None;
            }
            if times >= LOOP {
                kept.extend_from_slice(phrase);
                at += size * times;
                continue 'next;
            }
        }
        kept.push(words[at]);
        at += 1;
    }
    Some(kept.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE: Duration = Duration::from_secs(3);

    #[test]
    fn what_is_written_twice_was_said_once() {
        for (twice, once) in [
            ("네, 맞아요. 네, 맞아요.", "네, 맞아요."),
            (" 네 명이요? 네 명이요", "네 명이요?"),
            ("네. 네. 네. 네.", "네. 네."),
        ] {
            assert_eq!(said_once(twice), once);
        }
        for other in [
            "네네",
            "네. 네, 맞아요.",
            "",
            ".",
            "공공공공",
            "네. 아니요. 네.",
        ] {
            assert_eq!(said_once(other), other.trim());
        }
    }

    #[test]
    fn what_people_say_passes_untouched() {
        for said in [
            "내일 저녁 7시에 네 명이요.",
            "네",
            "네 네 네",
            "010-2345-6789",
            "공일공 이이이이 공공공공이요",
            "감사합니다.",
        ] {
            assert_eq!(words(said, THREE), said);
        }
    }

    #[test]
    fn tags_alone_are_nothing() {
        for tag in [
            "(끝)",
            "(뚝뚝) (뚝뚝)",
            "[음악]",
            "♪♪",
            "<noise> *삐*",
            "...",
            "",
        ] {
            assert_eq!(words(tag, THREE), "", "{tag}");
        }
    }

    #[test]
    fn a_tag_beside_words_goes_and_the_words_stay() {
        assert_eq!(words("(웃음) 네 맞아요", THREE), "네 맞아요");
    }

    #[test]
    fn a_loop_is_said_once() {
        assert_eq!(
            words("예약 할게요 할게요 할게요 할게요 네", THREE),
            "예약 할게요 네"
        );
        let long = Duration::from_secs(10);
        assert_eq!(words(&"이 정도는… ".repeat(56), long), "");
    }

    #[test]
    fn more_than_a_mouth_can_say_is_nothing() {
        let short = Duration::from_millis(300);
        assert_eq!(words("오늘 영상은 여기까지고요 다음에 또", short), "");
        assert_eq!(words("네 맞습니다", short), "네 맞습니다");
    }

    #[test]
    fn closing_words_of_videos_are_nothing() {
        assert_eq!(words("시청해주셔서 감사합니다.", THREE), "");
    }
}
