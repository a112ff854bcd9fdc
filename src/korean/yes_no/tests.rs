//! Answers, and sentences that are none.

use super::*;
use proptest::prelude::*;

fn all(question: Question, expected: Option<Answer>, texts: &[&str]) {
    for text in texts {
        assert_eq!(answer(text, question), expected, "{text} to {question:?}");
    }
}

#[test]
fn yes() {
    let texts = [
        "네",
        "네.",
        "네네",
        "네, 네",
        "네네네",
        "예",
        "예 맞아요",
        "예, 맞습니다.",
        "맞아요",
        "맞습니다",
        "네 맞아요",
        "아 네 맞아요",
        "네 그렇게 해주세요",
        "그렇게 해 주세요",
        "네 부탁드립니다",
        "네 좋아요",
        "응",
        "그럼요",
        "네 알겠습니다",
        "어 네네 맞아요",
        "네 일곱 시 맞아요",
        "네 다 맞습니다",
        "아니 맞아요",
        "오케이",
        "마자요",
        "맛아요",
        "네 마씀니다",
        "그러케 해주세요",
        "네 (끝)",
        "네에",
        "네 이 번호로 해 주세요",
        "네 그걸로 할게요",
        "네 동의합니다",
        "그러세요",
    ];
    all(Question::Confirm, Some(Answer::Yes), &texts);
    all(
        Question::Offer,
        Some(Answer::Yes),
        &["네", "네 보내 주세요", "예 부탁드려요", "해 주세요"],
    );
    all(
        Question::AnythingElse,
        Some(Answer::Yes),
        &["네 있어요", "있습니다"],
    );
    all(
        Question::Confirm,
        Some(Answer::Yes),
        &["네 괜찮습니다", "네 됐어요", "네 감사합니다"],
    );
}

#[test]
fn no() {
    let texts = [
        "아니요",
        "아니오",
        "아뇨",
        "아닙니다",
        "아니에요",
        "아니요 괜찮습니다",
        "아니요 틀렸어요",
        "네 아니에요",
        "아, 아니요.",
        "안 맞아요",
        "아니요 됐어요",
        "싫어요",
        "아니여",
        "동의 안 해요",
        "아닌 것 같아요",
    ];
    for question in [Question::Confirm, Question::Offer, Question::AnythingElse] {
        all(question, Some(Answer::No), &texts);
    }
    let declined = ["괜찮습니다", "괜찮아요", "됐어요", "됐습니다"];
    all(Question::Offer, Some(Answer::No), &declined);
    all(Question::AnythingElse, Some(Answer::No), &declined);
    let closed = [
        "없어요",
        "네 없습니다",
        "감사합니다",
        "네 괜찮아요",
        "네 감사합니다",
        "아니요 없어요 감사합니다",
    ];
    all(Question::AnythingElse, Some(Answer::No), &closed);
}

#[test]
fn corrections() {
    let texts = [
        "아니 여덟 시요",
        "아니요 네 명이요",
        "아니 내일 말고 모레요",
        "아뇨 일곱 시 반이에요",
        "아니요, 8시로 해주세요",
        "네 근데 여덟 시로 바꿔 주세요",
        "그게 아니라 다섯 명이에요",
        "시간이 틀렸어요",
        "네 명이 아니에요",
        "아니 그게 여섯 명",
    ];
    all(Question::Confirm, Some(Answer::Correction), &texts);
}

#[test]
fn ambiguous_or_no_answer() {
    all(
        Question::Confirm,
        None,
        &["괜찮습니다", "됐어요", "없어요", "감사합니다", "아니요, 네"],
    );
    let unrelated = [
        "",
        "(끝)",
        "네?",
        "네 명이요",
        "네 시요",
        "네 네 명이요",
        "예약하고 싶은데요",
        "예약 취소해 주세요",
        "영업시간이 어떻게 되나요",
        "내일 저녁 일곱 시에 네 명 예약하고 싶어요",
        "주차 가능한가요",
        "지금 가면 자리 있나요",
        "사장님 좀 바꿔 주세요",
        "포장 주문도 되나요",
        "오늘 몇 시까지 하세요",
        "다시 한번 말씀해 주시겠어요",
        "맞나요",
        "맞는지 모르겠어요",
        "모르겠어요",
        "잠깐만요",
        "뭐라고요",
        "좋은 자리로 부탁드려요",
        "네이버에서 봤는데요",
        "저녁에 갈게요",
        "만나요",
        "말아요",
        "응급실이 어디예요",
        "제 번호는 공일공 이삼사오 육칠팔구입니다",
        "아이 한 명 있어요",
        "어린이 의자 있나요",
        "그래서요",
        "여보세요",
        "안녕하세요",
        "일곱 시 좋아요",
        "네 잠시만요",
        "김밥 두 줄 해 주세요",
        "이거 맞아요?",
        "네 취소해 주세요",
        "포장 돼요",
        "두 개 주세요",
        "녹음 싫어요",
        "안 가능해요",
        "주차 가능해요",
        "내일 갈게요",
        "네 다시 전화할게요",
    ];
    for question in [Question::Confirm, Question::Offer, Question::AnythingElse] {
        for text in unrelated {
            assert_ne!(
                answer(text, question),
                Some(Answer::Yes),
                "{text} to {question:?}"
            );
        }
    }
    all(Question::Confirm, None, &unrelated);
}

proptest! {
    #[test]
    fn what_is_asked_of_a_number_is_never_yes(hour in 1u8..=12, people in 1u8..=20) {
        for text in [format!("{hour}시에 {people}명이요"), format!("네 {people}명 예약이요")] {
            prop_assert_ne!(answer(&text, Question::Confirm), Some(Answer::Yes));
        }
    }

    #[test]
    fn any_text_is_survived(text in ".{0,20}", answered in "[네예아니요맞습다괜찮 ]{0,12}") {
        for question in [Question::Confirm, Question::Offer, Question::AnythingElse] {
            let _ = (answer(&text, question), answer(&answered, question));
        }
    }
}
