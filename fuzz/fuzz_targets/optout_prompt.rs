//! Any text as what an opt-out line says, and as a file of patterns: nothing is read that was not said.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use munjigi_fuzz::{
    optout::{
        Ask, Choice, Judgement, Outcome, Prompt, What,
        pattern::{Imported, Source, export, import},
    },
    phone::{Purpose, policy},
    words::put_in,
};
use serde_json::json;

/// What lines say and files hold.
const WORDS: [&str; 61] = [
    "수신거부",
    "등록",
    "되었습니다",
    "등록되었습니다 ",
    "해제",
    "취소",
    "동의",
    "이미 ",
    "앞으로 ",
    "보내지 않겠습니다",
    "지 않았습니다",
    "원하시면 ",
    "하시려면 ",
    "맞으시면 ",
    "아니면 ",
    "1번",
    "2번",
    "일번, ",
    "이번",
    "일반 ",
    "0번",
    "별표",
    "*",
    "#",
    "우물정자",
    "번. ",
    "을 눌러 주세요",
    "누르고 ",
    "입력해 주십시오 ",
    "휴대폰 번호를 ",
    "식별번호를 ",
    "생년월일",
    "다시 ",
    "모두 ",
    "문자 ",
    "상담원",
    "여보세요",
    "라고 말씀해 주세요",
    "없는 번호",
    "정보이용료",
    "잘못 누르셨습니다",
    "시간이 초과",
    "다른 번호",
    "지금 전화",
    "안녕하십니까 ",
    ". ",
    "? ",
    ", ",
    " ",
    "은 ",
    "{ID}#",
    "{Phone}#",
    "phone#",
    "yes",
    "\"",
    "\\",
    "{\"lines\": [",
    "{\"patterns\": {",
    "\"0802345678\": ",
    "\"number\": ",
    "\"entered\": [",
];

/// What a line says at a time, in bytes: reading takes time in proportion.
const LONGEST: usize = 384;

/// Letters and digits: sentences are cut and joined at signs and spaces.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether the sentence names the key.
fn names(sentence: &str, choice: &Choice) -> bool {
    let face = choice.key.face();
    let words = match face {
        '*' => "*별",
        '#' => "#우샵샾",
        '0' => "0영공",
        '1' => "1일",
        '2' => "2이",
        '3' => "3삼",
        '4' => "4사",
        '5' => "5오",
        '6' => "6육",
        '7' => "7칠",
        '8' => "8팔",
        _ => "9구",
    };
    sentence.contains(|c| words.contains(c))
}

fn said(text: &str) {
    let all = letters(text);
    let is_part = |sentence: &str| !sentence.is_empty() && all.contains(&letters(sentence));
    let prompt = Prompt::read(text);
    let mut length = 0;
    for said in &prompt.said {
        assert!(is_part(&said.sentence), "{}", said.sentence);
        length += letters(&said.sentence).len();
        if let What::Asks(Ask::Choose(choices)) = &said.what {
            assert!(
                !choices.is_empty() && choices.iter().all(|choice| names(&said.sentence, choice))
            );
        }
        if let What::Asks(ask) = &said.what
            && let Some(key) = ask.key()
        {
            assert!(key.face().is_ascii_digit() || "*#".contains(key.face()));
        }
    }
    assert!(length <= all.len(), "no sentence twice");

    let judged = Judgement::of(text);
    assert!(!judged.need.word().is_empty());
    match &judged.sentence {
        Some(sentence) => assert!(is_part(sentence), "{sentence}"),
        None => assert!(matches!(
            judged.outcome,
            Outcome::NeedsInput | Outcome::Unknown
        )),
    }
}

/// What is imported is exported, and imported to the same.
fn patterns(imported: &Imported) {
    for pattern in &imported.patterns {
        assert!(policy::allow(&pattern.number, Purpose::OptOut).is_ok());
        assert_eq!(pattern.source, Source::Imported);
    }
    let Ok(again) = import(&export(&imported.patterns)) else {
        panic!("it is our own file");
    };
    assert_eq!(again.patterns, imported.patterns);
    assert!(again.left_out.is_empty());
}

fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    let text = &text[..text.floor_char_boundary(LONGEST)];
    said(text);

    let number = "0802345678";
    let old = json!({ number: { "dtmf_pattern": text, "name": text } });
    let own = json!({ "number": number, "name": text, "entered": [text] });
    let files = [
        text.to_owned(),
        json!({ "patterns": old }).to_string(),
        json!({ "lines": [own] }).to_string(),
    ];
    for file in files {
        if let Ok(imported) = import(&file) {
            assert!(imported.patterns.len() + imported.left_out.len() <= file.len());
            patterns(&imported);
        }
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    if seed % 2 == 0 {
        fuzzer_mutate(data, size, max_size)
    } else {
        put_in(data, size, seed, &WORDS)
    }
});
