//! The words of an answer.

use super::Question;

/// Which way a phrase points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// Agrees.
    Yes,
    /// Refuses.
    No,
    /// 괜찮아요, 됐어요: declines an offer, and closes "anything else?".
    Declines,
    /// 없어요: No to "anything else?", nothing else.
    Nothing,
    /// 있어요: Yes to "anything else?", nothing else.
    Something,
    /// 감사합니다: closes "anything else?", says nothing otherwise.
    Thanks,
}

impl Sense {
    /// What it comes to under a question: Yes, No, or nothing.
    pub(super) fn under(self, question: Question) -> Option<Self> {
        match (self, question) {
            (Self::Yes | Self::No, _) => Some(self),
            (Self::Declines, Question::Offer | Question::AnythingElse)
            | (Self::Nothing | Self::Thanks, Question::AnythingElse) => Some(Self::No),
            (Self::Something, Question::AnythingElse) => Some(Self::Yes),
            _ => None,
        }
    }
}

/// A phrase, spaces gone.
pub(super) struct Phrase {
    pub(super) words: &'static str,
    pub(super) sense: Sense,
    /// Means what it means wherever it stands; a weak one only by itself ("네" begins "네 명").
    pub(super) strong: bool,
}

const fn strong(words: &'static str, sense: Sense) -> Phrase {
    Phrase {
        words,
        sense,
        strong: true,
    }
}

const fn weak(words: &'static str, sense: Sense) -> Phrase {
    Phrase {
        words,
        sense,
        strong: false,
    }
}

use Sense::{Declines, No, Nothing, Something, Thanks, Yes};

/// All phrases; the longest that fits counts.
pub(super) static PHRASES: &[Phrase] = &[
    weak("네", Yes),
    weak("네네", Yes),
    weak("넵", Yes),
    weak("넹", Yes),
    weak("넷네", Yes),
    weak("예", Yes),
    weak("예예", Yes),
    weak("옙", Yes),
    weak("응", Yes),
    weak("응응", Yes),
    weak("어어", Yes),
    weak("그래", Yes),
    weak("그래요", Yes),
    weak("그럼요", Yes),
    weak("그렇죠", Yes),
    weak("그렇지", Yes),
    weak("그렇습니다", Yes),
    weak("오케이", Yes),
    weak("ok", Yes),
    weak("당연하죠", Yes),
    weak("물론이죠", Yes),
    weak("물론입니다", Yes),
    weak("맞아", Yes),
    strong("맞아요", Yes),
    strong("맞습니다", Yes),
    strong("맞고요", Yes),
    weak("맛아요", Yes), // how recognisers write 맞아요
    weak("맞어요", Yes),
    weak("맞죠", Yes),
    weak("맞네요", Yes),
    strong("다맞아요", Yes),
    weak("확인했습니다", Yes),
    weak("확인했어요", Yes),
    weak("알겠습니다", Yes),
    weak("알겠어요", Yes),
    weak("알았어요", Yes),
    weak("좋아요", Yes),
    weak("좋습니다", Yes),
    weak("좋죠", Yes),
    weak("좋네요", Yes),
    weak("해주세요", Yes),
    weak("해주십시오", Yes),
    weak("해줘요", Yes),
    weak("해주시면됩니다", Yes),
    weak("해주시면돼요", Yes),
    weak("그렇게해주세요", Yes),
    weak("그렇게해주십시오", Yes),
    weak("그렇게해줘요", Yes),
    weak("그렇게할게요", Yes),
    weak("그렇게하죠", Yes),
    weak("그렇게부탁드려요", Yes),
    weak("그렇게부탁드립니다", Yes),
    weak("그대로해주세요", Yes),
    weak("그걸로해주세요", Yes),
    weak("그렇게예약해주세요", Yes),
    weak("예약해주세요", Yes),
    weak("진행해주세요", Yes),
    weak("보내주세요", Yes),
    weak("부탁해요", Yes),
    weak("부탁합니다", Yes),
    weak("부탁드려요", Yes),
    weak("부탁드립니다", Yes),
    weak("부탁드릴게요", Yes),
    weak("잘부탁드립니다", Yes),
    weak("네됩니다", Yes),
    strong("아니요", No),
    strong("아니오", No),
    strong("아니", No),
    strong("아니야", No),
    strong("아니에요", No),
    strong("아니예요", No),
    strong("아닙니다", No),
    strong("아닌데요", No),
    strong("아니고", No),
    strong("아니고요", No),
    strong("아니라", No),
    strong("그게아니고", No),
    strong("그게아니라", No),
    strong("아뇨", No),
    strong("아녜요", No),
    strong("아니요아니요", No),
    weak("틀려요", No),
    weak("틀렸어요", No),
    weak("틀렸습니다", No),
    weak("잘못됐어요", No),
    weak("잘못들으셨어요", No),
    weak("잘못들었어요", No),
    weak("달라요", No),
    weak("안맞아요", No),
    weak("안돼요", No),
    weak("안됩니다", No),
    weak("안할게요", No),
    weak("안해요", No),
    weak("싫어요", No),
    weak("싫습니다", No),
    weak("하지마세요", No),
    weak("하지말아주세요", No),
    weak("필요없어요", No),
    weak("필요없습니다", No),
    weak("안필요해요", No),
    weak("노", No),
    weak("괜찮아요", Declines),
    weak("괜찮습니다", Declines),
    weak("괜찮아", Declines),
    weak("됐어요", Declines),
    weak("됐습니다", Declines),
    weak("되었습니다", Declines),
    weak("이제됐어요", Declines),
    weak("없어요", Nothing),
    weak("없습니다", Nothing),
    weak("없는데요", Nothing),
    weak("없을것같아요", Nothing),
    weak("다른건없어요", Nothing),
    weak("그게다예요", Nothing),
    weak("그게다입니다", Nothing),
    weak("그거면돼요", Nothing),
    weak("그거면됩니다", Nothing),
    weak("있어요", Something),
    weak("있습니다", Something),
    weak("있는데요", Something),
    weak("감사합니다", Thanks),
    weak("감사해요", Thanks),
    weak("고맙습니다", Thanks),
    weak("고마워요", Thanks),
    weak("수고하세요", Thanks),
    weak("수고하십시오", Thanks),
    weak("안녕히계세요", Thanks),
    weak("들어가세요", Thanks),
];

/// Words that say nothing in an answer.
pub(super) static FILLERS: &[&str] = &[
    "아",
    "아아",
    "어",
    "음",
    "흠",
    "그",
    "저",
    "뭐",
    "저기",
    "그냥",
    "그러면",
    "그럼",
    "이제",
    "일단",
    "지금",
    "여",
    "용",
    "다",
    "잘",
    "정말",
    "진짜",
    "너무",
    "더",
    "요",
    "그거",
    "그건",
    "이건",
    "제가",
    "저는",
    "안내",
    "따로",
    "딱히",
    "별로",
    "다른건",
    "다른거",
    "더는",
    "더이상",
    "그게",
];

/// Words behind which something else is said.
pub(super) static CONNECTIVES: &[&str] = &[
    "근데",
    "그런데",
    "말고",
    "대신",
    "하지만",
    "다만",
    "바꿔",
    "변경",
    "수정",
    "고쳐",
    "취소",
    "잠깐만",
    "잠시만",
    "혹시",
];

/// Openers behind which a whole other sentence may follow ("네 일곱 시 맞아요").
pub(super) const OPENERS: [&str; 7] = ["네", "네네", "예", "예예", "넵", "응", "아"];

/// "네 명", "네 시", "예약", "예전": the opener is not an answer here.
pub(super) fn begins_other_word(rest: &str) -> bool {
    const OTHER: [&str; 34] = [
        "네명",
        "네분",
        "네시",
        "네개",
        "네사람",
        "네번",
        "네살",
        "네잔",
        "네그릇",
        "네가",
        "네이버",
        "네인",
        "네테이블",
        "네자리",
        "네다섯",
        "네비",
        "예약",
        "예전",
        "예정",
        "예상",
        "예매",
        "예쁘",
        "예배",
        "예식",
        "예를",
        "예산",
        "응급",
        "응원",
        "응대",
        "아이",
        "아침",
        "아빠",
        "아버",
        "아내",
    ];
    OTHER.iter().any(|word| rest.starts_with(word))
}

/// Does a text deny something, or ask? Then it is not matched by sound: one letter would decide.
pub(super) fn has_negation(spoken: &str) -> bool {
    const NEGATIONS: [&str; 16] = [
        "안", "못", "않", "말고", "모르", "몰라", "없", "나요", "까요", "가요", "을까", "는지",
        "는데", "지마", "아직", "왜",
    ];
    NEGATIONS.iter().any(|word| spoken.contains(word))
}
