//! Phrases that tell what a caller wants, each with how much of it must be heard.
//!
//! Stems, because endings vary; compiled once, looked for in every clause.

use std::sync::LazyLock;

use crate::korean::jamo::{Letters, Needle};

/// Phrases that mean the same.
#[derive(Debug)]
pub struct Phrases(LazyLock<Vec<Needle>>);

impl Phrases {
    /// Whether one of them is in there.
    pub fn in_(&self, letters: &Letters) -> bool {
        self.0.iter().any(|needle| needle.is_in(letters))
    }
}

/// A short phrase with one wrong letter is another phrase: "예약 빼" and "예약해".
fn needle(phrase: &str, share: f32) -> Needle {
    let letters = Letters::of(phrase).count();
    let tight = share >= 0.85 && letters < 10;
    Needle::new(phrase, if tight { 1.0 } else { share })
}

macro_rules! phrases {
    ($($(#[$doc:meta])* $name:ident = $($share:literal: [$($word:literal),* $(,)?])+;)*) => {
        $($(#[$doc])* pub static $name: Phrases = Phrases(LazyLock::new(|| {
            let all: &[(&str, f32)] = &[$($(($word, $share)),*),+];
            all.iter().map(|(word, share)| needle(word, *share)).collect()
        }));)*
    };
}

phrases! {
    /// To book.
    BOOK = 0.75: ["예약"] 0.8: ["자리 잡", "자리 좀 잡", "자리 있", "자리 될", "자리 하나"];
    /// To take a booking back.
    CANCEL = 0.8: ["예약 취소", "예약을 취소"] 0.85: ["취소하", "취소해", "취소할", "취소 좀", "취소 부탁", "못 갈 것", "못 갈 거", "못 가게", "예약을 빼", "예약 빼"];
    /// To move or change a booking.
    CHANGE = 0.8: ["예약 변경", "예약을 변경"]
        0.85: ["예약 바꾸", "예약을 바꾸", "시간을 바꾸", "시간 바꾸", "날짜를 바꾸", "날짜 바꾸", "예약한 거", "예약한 걸", "예약했는데", "예약해 놨는데", "예약해 놓은", "주문한 거", "주문했는데"];
    /// To change something, which may be a booking.
    MOVE = 1.0: ["바꾸", "바꿀", "바꿔", "변경", "수정", "미루", "미룰", "미뤄", "앞당", "당겨", "당길", "늦추", "늦출", "늦춰", "옮기", "옮길", "옮겨"];
    /// What makes it a booking that is changed.
    OF_A_BOOKING = 1.0: ["예약", "시간", "날짜", "요일", "인원", "그거", "로바", "로변", "로옮", "로미", "로당", "로늦", "로수정"];
    /// To hear what was booked.
    CHECK = 0.8: ["예약 확인", "예약을 확인"] 0.85: ["예약이 되어 있", "예약되어 있", "예약 돼 있", "예약돼 있", "예약됐는지", "예약됐나", "예약 잘 됐", "예약이 잘", "몇 시로 예약", "언제로 예약", "예약한 거 확인", "예약 내역", "예약이 몇 시", "예약이 언제", "예약 몇 시"];
    /// To speak to a person.
    HUMAN = 0.85: ["사람 바꿔", "사람하고", "사람이랑", "사람 좀 바꿔", "직원 바꿔", "직원 좀 바꿔", "직원하고", "직원이랑", "직원분 바꿔", "직원분 좀", "사장님 바꿔", "사장님 좀 바꿔", "사장님 좀 부탁", "사장님 계", "사장님하고", "사장님이랑", "상담원", "원장님 바꿔", "원장님 좀 바꿔", "원장님 계", "원장님하고", "실장님 바꿔", "담당자", "전화 바꿔", "연결해 주", "연결 좀 해", "통화 좀 하고", "통화하고 싶", "통화할 수"];
    /// To leave word.
    MESSAGE = 0.85: ["전해 주", "전해주", "전해 달라", "메모", "메시지 남", "말씀 좀 전", "남겨 주"];
    /// To be called back.
    CALLBACK = 0.85: ["전화 달라", "전화 좀 달라", "전화 좀 주", "전화 한번 주", "전화 주시", "전화 부탁", "다시 전화해 달라", "전화해 주", "연락 달라", "연락 좀 주", "연락 주시", "연락 부탁", "연락 한번 주", "콜백", "전화 요청"];

    /// When it is open.
    HOURS = 0.75: ["영업시간"] 0.8: ["몇 시까지", "몇 시부터", "몇 시에 열", "몇 시에 닫", "몇 시에 문"]
        0.85: ["언제까지 하", "언제까지 열", "쉬는 날", "영업해", "영업하", "영업합", "영업 하", "장사하", "진료 시간", "진료시간", "지금 하나", "지금 하세", "몇 시에 끝", "브레이크 타임", "쉬는 시간", "문 닫아"]
        0.9: ["문 여", "문 열", "문 닫", "휴무"];
    /// Whether it is open on a day that stands beside it ("토요일에 하나요").
    OPEN_THEN = 0.9: ["하나요", "하시나요", "하세요", "합니까", "여나요", "열어요", "여세요", "쉬나요", "쉬세요", "쉬어요"];
    /// Where to leave the car.
    PARKING = 0.85: ["주차", "차를 대", "차 대", "차를 세", "차 세", "차 가지고", "차 가져"];
    /// Where it is.
    LOCATION = 0.85: ["어디에 있", "어디 있", "위치", "어디예요", "어디에요", "어디세요", "어디쯤", "어떻게 가", "어떻게 찾아", "찾아가", "주소", "오시는 길", "가는 길", "몇 층"];
    /// What there is.
    MENU = 0.85: ["메뉴", "뭐 있", "뭐가 있", "뭐 팔", "뭐 파", "어떤 거 있", "어떤 게 있", "종류"];
    /// What it costs.
    PRICE = 0.85: ["얼마", "가격", "비용", "요금", "금액", "값이"];

    /// Say that again, or more slowly.
    REPEAT = 0.85: ["천천히 말", "천천히 좀", "좀 천천히", "너무 빨라", "너무 빠르", "다시 말씀", "다시 한번 말", "다시 한 번 말", "한 번만 더 말", "한번만 더 말", "한 번 더 말", "다시 얘기", "뭐라고", "뭐라구", "못 들었", "잘 안 들", "안 들려", "방금 뭐"];
    /// Wait for me.
    WAIT = 0.85: ["잠깐만", "잠시만", "잠깐 기다", "잠시 기다", "기다려 주", "기다려 봐", "기다리세요"];
    /// Somebody else was meant.
    WRONG_NUMBER = 0.85: ["잘못 걸", "전화 잘못", "잘못 전화", "번호를 잘못", "번호 잘못", "잘못 눌", "잘못했네요 전화"];
    /// The caller takes leave.
    GOODBYE = 0.85: ["끊을게", "끊겠", "안녕히 계", "수고하세요", "수고하십", "수고하셔", "들어가세요"];
    /// Let it be.
    DROP = 0.85: ["안 할래", "안 할게", "안 하겠", "그만할", "그만둘", "다음에 할", "나중에 할", "다시 전화드릴", "다시 전화할", "생각해 보고", "예약 안 "];
    /// Somebody sells something.
    SALES = 0.8: ["대출 상품", "대출 안내", "보험 상품", "보험 안내", "홍보 대행", "광고 대행", "마케팅 대행", "블로그 체험단", "체험단", "상위 노출", "무료로 설치", "무료 설치", "단말기 교체", "통신사 이동", "요금제 안내", "설문 조사", "설문조사", "정책 자금", "정책자금", "가입하세요", "가입하시면", "이벤트 안내", "홍보해 드", "광고 상품", "혜택을 안내", "무료 체험", "투자 상품", "분양 안내", "상품을 안내", "상품 안내", "제휴 제안", "영업 제안", "입점 제안", "플레이스 관리", "인터넷 교체", "키오스크 렌탈", "렌탈 상품"];
    /// Insults. A few stems: whoever finds another word for it is only not understood.
    ABUSE = 0.9: ["씨발", "시발", "씨팔", "개새끼", "병신", "지랄", "좆", "미친놈", "미친년", "미친 새끼", "꺼져", "닥쳐", "엿 먹어", "죽여 버", "죽여버", "개소리", "썅", "또라이", "등신", "쌍놈", "염병"];
    /// The first of two.
    FIRST = 0.9: ["첫 번째", "첫번째", "앞에", "앞엣", "먼저 말", "이른", "빠른", "전자"];
    /// The second of two.
    SECOND = 0.9: ["두 번째", "두번째", "뒤에", "뒤엣", "나중", "늦은", "후자"];
    /// Any time will do.
    ANY_TIME = 0.85: ["아무 때나", "아무때나", "언제든", "편하신 때", "편하실 때", "편한 시간", "되는대로", "되는 대로", "빨리", "바로", "지금"];
    /// Something is not to be.
    NOT = 1.0: ["지 마", "지 말", "말아", "안 해", "안 할", "안 하", "아니", "아뇨", "말고", "놔두", "놔둬", "그대로 두", "그대로 둬", "싫"];
    /// A refusal to be recorded, beside the word 녹음.
    REFUSES = 0.9: ["하지", "말아", "싫", "안 했으면", "원치", "원하지", "빼", "안 돼", "안 됩니다", "꺼 주", "거부"];
    /// The recording.
    RECORDING = 0.8: ["녹음"];
}
