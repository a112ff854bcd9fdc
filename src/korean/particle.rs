//! Particles (조사) that take one form after a vowel and another after a consonant.
//!
//! ```
//! use munjigi::korean::particle::{Particle, attach};
//!
//! assert_eq!(attach("예약", Particle::EulReul), "예약을");
//! assert_eq!(attach("서울", Particle::EuroRo), "서울로"); // ㄹ counts as a vowel here
//! assert_eq!(attach("3", Particle::GwaWa), "3과"); // read 삼
//! assert_eq!(attach("SMS", Particle::IGa), "SMS가"); // read 에스엠에스
//! ```

use super::jamo::{Syllable, is_hangul};
use super::letters::{jamo_name, letter_name};
use super::number::{digits, sino};

/// A particle with two forms; named after both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Particle {
    /// Topic: 은 / 는.
    EunNeun,
    /// Subject: 이 / 가.
    IGa,
    /// Object: 을 / 를.
    EulReul,
    /// "And", "with": 과 / 와.
    GwaWa,
    /// "And", "with", spoken: 이랑 / 랑.
    IrangRang,
    /// Direction, means: 으로 / 로 (로 after ㄹ as well).
    EuroRo,
    /// Polite copula: 이에요 / 예요.
    IeyoYeyo,
    /// Polite particle at the end of a fragment: 이요 / 요.
    IyoYo,
    /// "Or", "about": 이나 / 나.
    INa,
    /// Quotation of a name: 이라고 / 라고.
    IragoRago,
    /// "Because it is": 이라 / 라.
    IRa,
    /// Calling somebody: 아 / 야.
    AYa,
}

impl Particle {
    /// The two forms: after a consonant, after a vowel.
    #[must_use]
    pub const fn forms(self) -> (&'static str, &'static str) {
        match self {
            Self::EunNeun => ("은", "는"),
            Self::IGa => ("이", "가"),
            Self::EulReul => ("을", "를"),
            Self::GwaWa => ("과", "와"),
            Self::IrangRang => ("이랑", "랑"),
            Self::EuroRo => ("으로", "로"),
            Self::IeyoYeyo => ("이에요", "예요"),
            Self::IyoYo => ("이요", "요"),
            Self::INa => ("이나", "나"),
            Self::IragoRago => ("이라고", "라고"),
            Self::IRa => ("이라", "라"),
            Self::AYa => ("아", "야"),
        }
    }
}

/// `word` with the fitting form of `particle` behind it.
///
/// The end of the word is read as a Korean reads it: digits as a number (`10` 십, but `010` 공),
/// capital letters by name (`R` 알), a lower-case word by its last sound, `%` as 퍼센트. Quotes
/// and brackets are looked through. What has no sound gets the form after a vowel.
#[must_use]
pub fn attach(word: &str, particle: Particle) -> String {
    let (after_consonant, after_vowel) = particle.forms();
    let form = match final_sound(word) {
        None => after_vowel,
        Some('ㄹ') if particle == Particle::EuroRo => after_vowel,
        Some(_) => after_consonant,
    };
    format!("{word}{form}")
}

/// The consonant that the last readable character of `word` ends in, if any.
fn final_sound(word: &str) -> Option<char> {
    let readable = word.trim_end_matches(|c: char| {
        !(c.is_ascii_alphanumeric() || is_hangul(c) || jamo_name(c).is_some() || c == '%')
    });
    let last = readable.chars().next_back()?;
    if last.is_ascii_digit() {
        return coda_of(&read_number(readable));
    }
    if let Some(name) = jamo_name(last) {
        return coda_of(name);
    }
    if last.is_ascii_lowercase() {
        return coda_of_english(readable);
    }
    letter_name(last).map_or_else(|| coda_of(readable), coda_of)
}

fn coda_of(text: &str) -> Option<char> {
    text.chars()
        .next_back()
        .and_then(Syllable::of)
        .and_then(Syllable::coda)
}

/// The digits at the end of `text`, read as a number where they are one.
fn read_number(text: &str) -> String {
    let start = text
        .trim_end_matches(|c: char| c.is_ascii_digit() || c == ',')
        .len();
    let run: String = text[start..].chars().filter(char::is_ascii_digit).collect();
    let fraction = text[..start].ends_with('.');
    match run.parse() {
        Ok(value) if !fraction && (run.len() == 1 || !run.starts_with('0')) => sino(value),
        _ => digits(&run),
    }
}

/// The final consonant of an English word as Koreans write its sound: `call` 콜, `zone` 존,
/// `book` 북, `file` 파일; a vowel where they add one (`test` 테스트).
fn coda_of_english(word: &str) -> Option<char> {
    let lower = word.to_ascii_lowercase();
    let bytes = lower.as_bytes();
    let vowel = |b: u8| b"aeiouy".contains(&b);
    let back = |n: usize| bytes.len().checked_sub(n).map(|at| bytes[at]);
    let (last, before, third) = (back(1)?, back(2), back(3));
    match (last, before) {
        (b'l', _) | (b'e', Some(b'l')) => Some('ㄹ'),
        (b'm', _) => Some('ㅁ'),
        (b'n', _) => Some('ㄴ'),
        (b'g', Some(b'n')) => Some('ㅇ'),
        (b'e', Some(b'n')) if third.is_some_and(vowel) => Some('ㄴ'),
        (b'e', Some(b'm')) if third.is_some_and(vowel) => Some('ㅁ'),
        (b'k' | b'c', Some(v)) if vowel(v) => Some('ㄱ'),
        (b'k', Some(b'c')) => Some('ㄱ'),
        (b'p', Some(v)) if vowel(v) => Some('ㅂ'),
        (b't', Some(v)) if vowel(v) => Some('ㅅ'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_last_syllable() {
        for (word, particle, expected) in [
            ("사장님", Particle::IGa, "사장님이"),
            ("가게", Particle::IGa, "가게가"),
            ("가게", Particle::EunNeun, "가게는"),
            ("손님", Particle::EunNeun, "손님은"),
            ("커피", Particle::EulReul, "커피를"),
            ("길", Particle::EuroRo, "길로"),
            ("집", Particle::EuroRo, "집으로"),
            ("학교", Particle::EuroRo, "학교로"),
            ("밥", Particle::GwaWa, "밥과"),
            ("국수", Particle::GwaWa, "국수와"),
            ("두 분", Particle::IeyoYeyo, "두 분이에요"),
            ("내일", Particle::IyoYo, "내일이요"),
            ("친구", Particle::IrangRang, "친구랑"),
            ("물", Particle::INa, "물이나"),
            ("문지기", Particle::IragoRago, "문지기라고"),
            ("민준", Particle::AYa, "민준아"),
            ("값", Particle::EulReul, "값을"),
        ] {
            assert_eq!(attach(word, particle), expected);
        }
    }

    #[test]
    fn reads_digits_letters_and_signs() {
        for (word, expected) in [
            ("1", "1을"),
            ("2", "2를"),
            ("10", "10을"),
            ("1,000", "1,000을"),
            ("20000", "20000을"),
            ("010", "010을"),
            ("3.5", "3.5를"),
            ("3.10", "3.10을"),
            ("50%", "50%를"),
            ("R", "R을"),
            ("KTX", "KTX를"),
            ("FM", "FM을"),
            ("email", "email을"),
            ("phone", "phone을"),
            ("test", "test를"),
            ("Facebook", "Facebook을"),
            ("'김밥'", "'김밥'을"),
            ("ㄱ", "ㄱ을"),
            ("", "를"),
            ("!?", "!?를"),
        ] {
            assert_eq!(attach(word, Particle::EulReul), expected);
        }
        assert_eq!(attach("1", Particle::EuroRo), "1로");
        assert_eq!(attach("3", Particle::EuroRo), "3으로");
    }
}
