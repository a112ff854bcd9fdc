//! Vowels that are not said as written (제5항).

use super::phrase::Sound;

/// 제5항 다만 3: ㅢ behind a written consonant is ㅣ: 희망 → 히망, 무늬 → 무니. (문의 → 무늬 only
/// gets its consonant when syllables are joined, and keeps ㅢ.)
pub(super) fn before_joining(sounds: &mut [Sound]) {
    for sound in sounds {
        if sound.nucleus == 'ㅢ' && sound.onset != 'ㅇ' {
            sound.nucleus = 'ㅣ';
        }
    }
}

/// 제5항 다만 1: 져, 쪄, 쳐 are 저, 쩌, 처, whether written so or joined so (닫혀 → 다처).
pub(super) fn after_joining(sounds: &mut [Sound]) {
    for sound in sounds {
        if sound.nucleus == 'ㅕ' && matches!(sound.onset, 'ㅈ' | 'ㅉ' | 'ㅊ') {
            sound.nucleus = 'ㅓ';
        }
    }
}
