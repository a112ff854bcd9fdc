//! Matching a question against those that the owner has worded.
//!
//! Letters in groups of two to four, weighed by how rare they are (TF-IDF), compared by their cosine;
//! an owner's key word that is heard counts on top. What is not sure abstains: it must reach a
//! threshold, and be ahead of the next question by a margin.

use std::collections::BTreeMap;

use crate::korean::{
    jamo::{Letters, Needle, blur, is_hangul},
    normalize::normalize,
};

/// Fewer than this in common, and the question is another.
const THRESHOLD: f32 = 0.50;
/// So far ahead of the next question.
const MARGIN: f32 = 0.06;
/// What a key word counts: with it, little else has to be alike.
const KEY_WORD: f32 = 0.42;
/// The same with a slip in it.
const NEAR_KEY_WORD: f32 = 0.27;
/// Nearly the owner's own words.
const STRONG: f32 = 0.60;

/// A question that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// Which one.
    pub index: usize,
    /// How alike, 0 to 1 and a little more.
    pub score: f32,
    /// The same without key words.
    cosine: f32,
}

impl Found {
    /// Nobody who says this can have meant anything else.
    pub fn is_strong(self) -> bool {
        self.cosine >= STRONG
    }
}

/// Questions made ready to be found.
#[derive(Debug, Default)]
pub struct Questions {
    /// Groups of letters: how rare each is, and in which wording it stands how heavily.
    groups: BTreeMap<Group, (f32, Vec<(usize, f32)>)>,
    /// Which question each wording is of.
    of: Vec<usize>,
    words: Vec<Vec<KeyWord>>,
}

/// A word of the owner's that only one question has.
#[derive(Debug)]
struct KeyWord {
    needle: Needle,
    /// With one wrong letter.
    near: Option<Needle>,
    /// One syllable stands in many words; it must begin one.
    begins: Option<String>,
}

impl KeyWord {
    fn new(word: &str) -> Self {
        let word = normalize(word);
        let sound = blur(&word);
        let letters = Letters::of(&sound).count();
        #[expect(clippy::cast_precision_loss, reason = "a word")]
        let one_wrong = 1.0 - 1.0 / letters as f32 - 0.001;
        let one = word.chars().filter(|c| is_hangul(*c)).count() == 1;
        Self {
            needle: Needle::new(&sound, 1.0),
            near: (letters >= 5).then(|| Needle::new(&sound, one_wrong)),
            begins: one.then_some(word),
        }
    }

    /// What it counts in this clause.
    fn weight(&self, words: &str, sound: &Letters) -> f32 {
        let heard = match &self.begins {
            Some(syllable) => words.split(' ').any(|w| w.starts_with(syllable.as_str())),
            None => self.needle.is_in(sound),
        };
        match &self.near {
            _ if heard => KEY_WORD,
            Some(near) if near.is_in(sound) => NEAR_KEY_WORD,
            _ => 0.0,
        }
    }
}

/// Up to four letters.
type Group = [char; 4];

impl Questions {
    /// From the wordings and the key words of each question.
    pub fn new<'q>(questions: impl Iterator<Item = (&'q [String], &'q [String])>) -> Self {
        let mut wordings: Vec<Vec<(Group, f32)>> = Vec::new();
        let (mut of, mut words) = (Vec::new(), Vec::new());
        for (index, (ask, keys)) in questions.enumerate() {
            for wording in ask {
                wordings.push(groups(&normalize(wording)));
                of.push(index);
            }
            words.push(keys.iter().map(|w| KeyWord::new(w)).collect());
        }
        let mut all: BTreeMap<Group, (f32, Vec<(usize, f32)>)> = BTreeMap::new();
        for (n, wording) in wordings.iter().enumerate() {
            for (group, times) in wording {
                all.entry(*group).or_default().1.push((n, *times));
            }
        }
        let count = number(wordings.len());
        for (rarity, there) in all.values_mut() {
            *rarity = (1.0 + count / (1.0 + number(there.len()))).ln();
        }
        // Each wording is as long as every other: one.
        let mut lengths = vec![0.0_f32; wordings.len()];
        for (rarity, there) in all.values() {
            for (n, times) in there {
                lengths[*n] += (times * rarity).powi(2);
            }
        }
        for (rarity, there) in all.values_mut() {
            for (n, times) in there.iter_mut() {
                *times = *times * *rarity / lengths[*n].sqrt().max(f32::EPSILON);
            }
        }
        Self {
            groups: all,
            of,
            words,
        }
    }

    /// The question that `clause` asks, if one stands out; its words in one way of writing ([`normalize`]).
    pub fn find(&self, clause: &Letters) -> Option<Found> {
        if self.of.is_empty() {
            return None;
        }
        let asked = groups(clause.text());
        let unseen = (1.0 + number(self.of.len())).ln();
        let mut length = 0.0_f32;
        let mut alike = vec![0.0_f32; self.of.len()];
        for (group, times) in &asked {
            let Some((rarity, there)) = self.groups.get(group) else {
                // What no question has speaks against all of them, but less: endings differ.
                length += (times * unseen * 0.5).powi(2);
                continue;
            };
            length += (times * rarity).powi(2);
            for (n, weight) in there {
                alike[*n] += times * rarity * weight;
            }
        }
        let length = length.sqrt().max(f32::EPSILON);
        let mut scores = vec![0.0_f32; self.words.len()];
        for (n, alike) in alike.iter().enumerate() {
            let score = &mut scores[self.of[n]];
            *score = score.max(alike / length);
        }
        let sound = Letters::of(&blur(clause.text()));
        // "기다릴게요": who says what they will do asks nothing.
        let asks = !clause.text().ends_with("게요") && !clause.text().ends_with("거니까");
        let key_words = |index: usize| {
            let weights = self.words[index]
                .iter()
                .map(|w| w.weight(clause.text(), &sound));
            weights.fold(0.0, f32::max)
        };
        let mut ranked: Vec<Found> = scores
            .into_iter()
            .enumerate()
            .map(|(index, cosine)| Found {
                index,
                cosine,
                score: cosine + if asks { key_words(index) } else { 0.0 },
            })
            .collect();
        ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
        let best = *ranked.first()?;
        let next = ranked.get(1).map_or(0.0, |found| found.score);
        (best.score >= THRESHOLD && best.score - next >= MARGIN).then_some(best)
    }
}

/// Words that say nothing about what is asked.
const EMPTY: &[&str] = &[
    "혹시",
    "저기",
    "저기요",
    "그",
    "어",
    "음",
    "아",
    "저",
    "그럼",
    "그러면",
    "좀",
    "제가",
    "혹시나",
    "거기",
    "거기는",
    "여기",
    "근데",
    "그런데",
    "궁금한데요",
    "궁금해서요",
    "싶어서요",
    "싶은데요",
    "네",
];
/// Endings of questions, the longest first: how it is asked is not what is asked.
const ENDINGS: &[&str] = &[
    "는지궁금해서요",
    "을수있을까요",
    "할수있을까요",
    "을수있나요",
    "할수있나요",
    "을수있어요",
    "할수있어요",
    "는지요",
    "은지요",
    "을까요",
    "ㄹ까요",
    "습니까",
    "읍니까",
    "신가요",
    "인가요",
    "은가요",
    "는가요",
    "시나요",
    "나요",
    "까요",
    "가요",
    "어요",
    "아요",
    "에요",
    "예요",
    "여요",
    "세요",
    "지요",
    "데요",
    "니까",
    "죠",
    "요",
    "냐",
    "니",
];

/// What a question is about: without fillers, and without its ending.
fn stem(words: &str) -> String {
    let words = words.split(' ').filter(|word| !EMPTY.contains(word));
    let mut close: String = words.collect::<Vec<_>>().concat();
    if let Some(ending) = ENDINGS.iter().find(|end| close.ends_with(**end))
        && close.len() > ending.len() + "가나".len()
    {
        close.truncate(close.len() - ending.len());
    }
    close
}

/// Groups of two to four letters and how often each occurs, in order, spaces left out.
fn groups(words: &str) -> Vec<(Group, f32)> {
    let letters: Vec<char> = blur(&stem(words)).chars().collect();
    let mut all = Vec::with_capacity(letters.len() * 3);
    for length in 2..=4 {
        for window in letters.windows(length) {
            let mut group = ['\0'; 4];
            group[..length].copy_from_slice(window);
            all.push(group);
        }
    }
    all.sort_unstable();
    let mut counted: Vec<(Group, f32)> = Vec::with_capacity(all.len());
    for group in all {
        match counted.last_mut() {
            Some((last, times)) if *last == group => *times += 1.0,
            _ => counted.push((group, 1.0)),
        }
    }
    counted
}

fn number(count: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a shop has fewer questions")]
    let number = count as f32;
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shop() -> Questions {
        let list: [(&[&str], &[&str]); 4] = [
            (
                &["포장 되나요", "포장해 갈 수 있어요", "테이크아웃 되나요"],
                &["포장", "테이크아웃"],
            ),
            (
                &["아기 의자 있나요", "유아용 의자 있어요"],
                &["아기 의자", "유아 의자"],
            ),
            (&["단체 할인 되나요", "할인 행사 하나요"], &["할인"]),
            (
                &["강아지 데려가도 되나요", "반려견 동반 되나요"],
                &["강아지", "반려견", "애견"],
            ),
        ];
        let owned: Vec<(Vec<String>, Vec<String>)> = list
            .iter()
            .map(|(a, w)| {
                let own = |l: &[&str]| l.iter().map(|t| (*t).to_owned()).collect();
                (own(a), own(w))
            })
            .collect();
        Questions::new(owned.iter().map(|(a, w)| (a.as_slice(), w.as_slice())))
    }

    fn found(text: &str) -> Option<usize> {
        shop().find(&Letters::of(&normalize(text))).map(|f| f.index)
    }

    #[test]
    fn other_wordings_and_slips_are_found() {
        for (text, index) in [
            ("포장도 되나요", 0),
            ("혹시 포장해서 가져갈 수 있을까요", 0),
            ("애기 의자 있나요", 1),
            ("할인 되는 거 있나요", 2),
            ("강아지랑 같이 가도 되나요", 3),
            ("발려견 동반 되나요", 3),
        ] {
            assert_eq!(found(text), Some(index), "{text}");
        }
    }

    #[test]
    fn other_questions_abstain() {
        for text in [
            "",
            "되나요",
            "떡볶이에 땅콩이 들어가나요",
            "와이파이 비밀번호가 뭐예요",
            "네",
            "내일 일곱 시에 네 명이요",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,60}") {
            let _ = shop().find(&Letters::of(&text));
        }
    }
}
