//! Where two syllables meet.

use super::phrase::Sound;
use crate::korean::jamo::split_final;

/// Joins every syllable with the next one, left to right, and closes the last.
pub(super) fn join_all(sounds: &mut [Sound]) {
    for at in 0..sounds.len() {
        let (head, tail) = sounds.split_at_mut(at + 1);
        let Some(left) = head.last_mut() else {
            continue;
        };
        match tail.first_mut() {
            Some(right) => join(left, right),
            None => left.coda = left.coda.map(|coda| representative(coda, left.spelled)),
        }
    }
}

/// The rules in the order in which they take hold; the first three settle the pair by themselves.
fn join(left: &mut Sound, right: &mut Sound) {
    let Some(coda) = left.coda else { return };
    let settled = release_h(left, right, coda)
        || aspirate(left, right, coda)
        || palatalise(left, right, coda)
        || carry_over(left, right, coda);
    if settled {
        return;
    }
    let verb_stem = is_verb_stem_before_g(left, right, coda);
    let closed = if verb_stem {
        'ㄹ'
    } else {
        representative(coda, left.spelled)
    };
    left.coda = Some(closed);
    tense(left, right, coda, closed);
    nasalise(left, right, closed);
    lateralise(left, right);
}

/// 제12항 1–4: the final ㅎ (ㄶ, ㅀ) makes ㄱ, ㄷ, ㅈ aspirated, ㅅ tense, and is silent before
/// ㄴ and vowels: 놓고 → 노코, 닿소 → 다쏘, 않네 → 안네, 쌓이다 → 싸이다.
fn release_h(left: &mut Sound, right: &mut Sound, coda: char) -> bool {
    let rest = match coda {
        'ㅎ' => None,
        'ㄶ' => Some('ㄴ'),
        'ㅀ' => Some('ㄹ'),
        _ => return false,
    };
    left.coda = rest;
    match right.onset {
        'ㄱ' => right.onset = 'ㅋ',
        'ㄷ' => right.onset = 'ㅌ',
        'ㅈ' => right.onset = 'ㅊ',
        'ㅅ' => right.onset = 'ㅆ',
        'ㄴ' => {
            // 놓는 [논는], 뚫는 [뚤른]
            left.coda = rest.or(Some('ㄴ'));
            lateralise(left, right);
        }
        'ㅇ' => {
            if let Some(rest) = rest {
                (left.coda, right.onset) = (None, rest);
            }
        }
        _ => {
            let closed = rest.unwrap_or('ㄷ');
            left.coda = Some(closed);
            nasalise(left, right, closed);
        }
    }
    true
}

/// 제12항 1 붙임, 제17항 붙임: a stop before ㅎ becomes aspirated, ㄷ before 히 even ㅊ: 각하
/// → 가카, 넓히다 → 널피다, 옷 한 벌 → 오탄벌, 굳히다 → 구치다.
fn aspirate(left: &mut Sound, right: &mut Sound, coda: char) -> bool {
    if right.onset != 'ㅎ' {
        return false;
    }
    let suffix = !left.ends_word && matches!(right.nucleus, 'ㅣ' | 'ㅕ');
    let (rest, onset) = match coda {
        'ㄺ' if left.ends_word || is_noun_with_lg(left.spelled) => (None, 'ㅋ'),
        'ㄺ' => (Some('ㄹ'), 'ㅋ'),
        'ㄼ' if !left.ends_word => (Some('ㄹ'), 'ㅍ'),
        'ㄵ' => (Some('ㄴ'), 'ㅊ'),
        'ㄷ' | 'ㅈ' if suffix => (None, 'ㅊ'),
        _ => match representative(coda, left.spelled) {
            'ㄱ' => (None, 'ㅋ'),
            'ㄷ' => (None, 'ㅌ'),
            'ㅂ' => (None, 'ㅍ'),
            _ => return false,
        },
    };
    (left.coda, right.onset) = (rest, onset);
    true
}

/// 제17항: ㄷ, ㅌ (ㄾ) before the particle or suffix 이 become ㅈ, ㅊ: 굳이 → 구지, 밭이
/// → 바치, 붙여 → 부처.
fn palatalise(left: &mut Sound, right: &mut Sound, coda: char) -> bool {
    if left.ends_word || right.onset != 'ㅇ' || !matches!(right.nucleus, 'ㅣ' | 'ㅕ') {
        return false;
    }
    (left.coda, right.onset) = match coda {
        'ㄷ' => (None, 'ㅈ'),
        'ㅌ' => (None, 'ㅊ'),
        'ㄾ' => (Some('ㄹ'), 'ㅊ'),
        _ => return false,
    };
    true
}

/// 제13항–제15항: a final moves to a following vowel; of two the second, ㅅ tense; across a space
/// the one sound the final has by itself: 옷이 → 오시, 값을 → 갑쓸, 밭 아래 → 바 다래.
fn carry_over(left: &mut Sound, right: &mut Sound, coda: char) -> bool {
    if right.onset != 'ㅇ' {
        return false;
    }
    if left.ends_word {
        let closed = representative(coda, left.spelled);
        left.coda = Some(closed);
        let plain_vowel = !matches!(
            right.nucleus,
            'ㅣ' | 'ㅑ' | 'ㅒ' | 'ㅕ' | 'ㅖ' | 'ㅛ' | 'ㅠ'
        );
        if closed != 'ㅇ' && plain_vowel {
            (left.coda, right.onset) = (None, closed);
        }
        return true;
    }
    match split_final(coda) {
        ('ㅇ', None) => {}
        (single, None) => (left.coda, right.onset) = (None, single),
        (first, Some(second)) => {
            left.coda = Some(first);
            right.onset = if second == 'ㅅ' { 'ㅆ' } else { second };
        }
    }
    true
}

/// 제8항–제11항: the one of ㄱ ㄴ ㄷ ㄹ ㅁ ㅂ ㅇ that a final sounds like by itself; 밟- is 밥.
pub(super) fn representative(coda: char, spelled: char) -> char {
    match coda {
        'ㄱ' | 'ㄲ' | 'ㅋ' | 'ㄳ' | 'ㄺ' => 'ㄱ',
        'ㄴ' | 'ㄵ' | 'ㄶ' => 'ㄴ',
        'ㄼ' if spelled == '밟' => 'ㅂ',
        'ㄹ' | 'ㄼ' | 'ㄽ' | 'ㄾ' | 'ㅀ' => 'ㄹ',
        'ㅁ' | 'ㄻ' => 'ㅁ',
        'ㅂ' | 'ㅍ' | 'ㅄ' | 'ㄿ' => 'ㅂ',
        'ㅇ' => 'ㅇ',
        _ => 'ㄷ',
    }
}

/// 제11항 다만: a verb's ㄺ is ㄹ before ㄱ (맑게 → 말께), a noun's stays ㄱ (닭과 → 닥꽈).
fn is_verb_stem_before_g(left: &Sound, right: &Sound, coda: char) -> bool {
    coda == 'ㄺ' && right.onset == 'ㄱ' && !left.ends_word && !is_noun_with_lg(left.spelled)
}

fn is_noun_with_lg(spelled: char) -> bool {
    "닭흙칡슭삵".contains(spelled)
}

/// 제23항–제25항: a plain consonant is tense behind ㄱ, ㄷ, ㅂ (국밥 → 국빱), and so is an ending
/// behind a verb's ㄵ, ㄻ, ㄼ, ㄾ (앉고 → 안꼬, 닮고 → 담꼬, 넓게 → 널께, 핥다 → 할따).
fn tense(left: &Sound, right: &mut Sound, coda: char, closed: char) {
    let inside = !left.ends_word;
    let verb = match coda {
        'ㄵ' | 'ㄾ' => inside,
        'ㄼ' => inside && left.spelled != '덟',
        // Not so the suffix in 굶기다, 옮겨, and particles behind the noun 삶.
        'ㄻ' => {
            let suffix = right.onset == 'ㄱ' && matches!(right.nucleus, 'ㅣ' | 'ㅕ');
            inside && !suffix && !"과도조부보밖".contains(right.spelled)
        }
        'ㄺ' => closed == 'ㄹ',
        _ => false,
    };
    if matches!(closed, 'ㄱ' | 'ㄷ' | 'ㅂ') || verb {
        right.tense();
    }
}

/// 제18항, 제19항: ㄱ, ㄷ, ㅂ before ㄴ, ㅁ are ㅇ, ㄴ, ㅁ (먹는 → 멍는); ㄹ behind ㅁ, ㅇ and
/// behind a stop is ㄴ (담력 → 담녁, 막론 → 망논).
fn nasalise(left: &mut Sound, right: &mut Sound, closed: char) {
    let stop = matches!(closed, 'ㄱ' | 'ㄷ' | 'ㅂ');
    if right.onset == 'ㄹ' && !left.ends_word && (stop || matches!(closed, 'ㅁ' | 'ㅇ')) {
        right.onset = 'ㄴ';
    }
    if stop && matches!(right.onset, 'ㄴ' | 'ㅁ') {
        left.coda = Some(match closed {
            'ㄱ' => 'ㅇ',
            'ㄷ' => 'ㄴ',
            _ => 'ㅁ',
        });
    }
}

/// 제20항: ㄴ beside ㄹ is ㄹ: 난로 → 날로, 칼날 → 칼랄.
fn lateralise(left: &mut Sound, right: &mut Sound) {
    match (left.coda, right.onset) {
        (Some('ㄴ'), 'ㄹ') if !left.ends_word => left.coda = Some('ㄹ'),
        (Some('ㄹ'), 'ㄴ') => right.onset = 'ㄹ',
        _ => {}
    }
}
