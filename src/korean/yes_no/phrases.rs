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
    weak("맞심더", Yes), // 경상도
    weak("맞심니더", Yes),
    weak("맞아예", Yes),
    weak("맞어예", Yes),
    weak("그래해주이소", Yes),
    weak("그래하이소", Yes),
    weak("그라이소", Yes),
    weak("그리해주이소", Yes),
    weak("해주이소", Yes),
    weak("예약해주이소", Yes),
    weak("그렇지라", Yes), // 전라도
    weak("맞당께요", Yes),
    weak("맞구먼요", Yes),
    weak("그래유", Yes), // 충청도
    weak("맞아유", Yes),
    weak("해주세유", Yes),
    weak("그렇게해주세유", Yes),
    weak("아니여유", No),
    weak("아니라예", No),
    weak("아이라예", No),
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
    weak("네에", Yes),
    weak("네엡", Yes),
    weak("예에", Yes),
    weak("콜", Yes),
    weak("돼요", Yes),
    weak("됩니다", Yes),
    weak("해도돼요", Yes),
    weak("해도됩니다", Yes),
    weak("녹음해도돼요", Yes),
    weak("가능해요", Yes),
    weak("가능합니다", Yes),
    weak("동의해요", Yes),
    weak("동의합니다", Yes),
    weak("그러세요", Yes),
    weak("그러시죠", Yes),
    weak("그러죠", Yes),
    weak("할게요", Yes),
    weak("그걸로할게요", Yes),
    weak("주세요", Yes),
    strong("아니요", No),
    strong("아니오", No),
    strong("아니", No),
    strong("아니야", No),
    strong("아니에요", No),
    strong("아니예요", No),
    strong("아닙니다", No),
    strong("아닌것같아요", No),
    weak("둘다안돼요", No),
    weak("둘다안됩니다", No),
    weak("둘다안되는데요", No),
    weak("동의안해요", No),
    weak("동의안합니다", No),
    weak("동의하지않아요", No),
    weak("동의하지않습니다", No),
    weak("동의못해요", No),
    strong("아닌데요", No),
    strong("아니고", No),
    strong("아니고요", No),
    strong("아니라", No),
    strong("그게아니고", No),
    strong("그게아니라", No),
    strong("아뇨", No),
    strong("아녜요", No),
    strong("아니요아니요", No),
    strong("틀려요", No),
    strong("틀렸어요", No),
    strong("틀렸습니다", No),
    strong("잘못됐어요", No),
    weak("잘못들으셨어요", No),
    weak("잘못들었어요", No),
    strong("달라요", No),
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
