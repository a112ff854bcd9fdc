//! The one table of all faults.

use super::{Fault, Place, Takes};

/// What is known about a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// 1 to 100: the number in its name.
    pub number: u8,
    /// A name that says what it is: `rdy-in-mid-session`.
    pub slug: &'static str,
    /// One line for the technician.
    pub english: &'static str,
    /// The same in Korean.
    pub korean: &'static str,
    /// Where it lives.
    pub place: Place,
    /// Its parameters.
    pub takes: Takes,
}

macro_rules! faults {
    ($($number:literal $name:ident $place:ident $slug:literal $takes:expr, $english:literal, $korean:literal;)*) => {
        impl Fault {
            $(
                #[doc = $english]
                pub const $name: Self = Self($number);
            )*

            /// All of them, `F01` to `F100`.
            pub const ALL: [Self; 100] = [$(Self::$name),*];
        }

        /// In the order of the numbers.
        pub(super) const ROWS: [Row; 100] = [$(Row {
            number: $number,
            slug: $slug,
            english: $english,
            korean: $korean,
            place: Place::$place,
            takes: $takes,
        }),*];
    };
}

/// How a USB device goes: with its power, or only from the bus while the module lives on.
const AWAY: Takes = Takes::secs(5).or(&["reset", "bus"]);
/// How the carrier's MMSC and the way to it fail.
const MMSC: &[&str] = &[
    "dns",
    "timeout",
    "unreachable",
    "bearer",
    "404",
    "redirect",
    "circle",
    "huge",
    "euc-kr",
    "utf-16",
];
/// What is put where nothing should be.
const URCS: &[&str] = &["csq", "creg", "cmti", "ring"];

faults! {
    1 GARBLED_BYTES Bytes "garbled-bytes" Takes::secs(10).rated(50, (2, 1_000_000), "one byte in"), "Garbled bytes", "바이트가 깨짐";
    2 NOISE_RUNS Bytes "noise-runs" Takes::secs(10).or(&["both", "nul", "ff"]), "Runs of NUL and 0xFF between the lines", "줄 사이에 NUL과 0xFF가 섞임";
    3 ECHO_AGAIN Bytes "echo-again" Takes::secs(60), "Echo although ATE0", "ATE0인데도 에코가 나옴";
    4 SPLIT_BYTES Bytes "split-bytes" Takes::secs(60).or(&["bytes", "walking"]), "Answers split at every byte", "응답이 바이트마다 끊겨 옴";
    5 MERGED_LINES Bytes "merged-lines" Takes::secs(60), "Several lines in one read", "여러 줄이 한꺼번에 옴";
    6 NO_LEADING_CRLF Bytes "no-leading-crlf" Takes::secs(60), "No CR LF ahead of a line", "줄 앞의 CRLF가 없음";
    7 DOUBLED_CRLF Bytes "doubled-crlf" Takes::secs(60), "Every CR LF twice", "CRLF가 두 번씩 옴";
    8 ENDLESS_LINE Bytes "endless-line" Takes::times(1).rated(1_024, (1, 65_536), "KiB"), "A line of 1 MiB without LF", "LF 없는 1 MiB짜리 줄";
    9 NOT_UTF8 Bytes "not-utf8" Takes::secs(60).or(&["urc", "operator"]), "Bytes that are not UTF-8", "UTF-8이 아닌 바이트";
    10 SLOW_BYTES Bytes "slow-bytes" Takes::secs(30).rated(500, (1, 5_000), "ms at most"), "Pauses of up to 500 ms inside lines", "줄 안에서 최대 500ms씩 멈춤";
    11 URC_IN_REPLY Replies "urc-in-reply" Takes::secs(60).or(URCS), "A URC between the lines of CMGL, CLCC and CMGR", "CMGL, CLCC, CMGR 줄 사이에 URC가 끼어듦";
    12 URC_AFTER_PROMPT Replies "urc-after-prompt" Takes::times(1).or(URCS), "A URC between the prompt and the PDU", "프롬프트와 PDU 사이에 URC가 끼어듦";
    13 STALE_REPLY Replies "stale-reply" Takes::times(1).on(), "The reply comes when the next command is already asked", "앞 명령의 응답이 다음 명령 뒤에 옴";
    14 SLOW_REPLY Replies "slow-reply" Takes::times(1).or(&["under", "over", "far-over"]).on(), "A reply just under or over its longest time", "응답이 최대 시간 가까이 또는 넘어서 옴";
    15 NO_REPLY Replies "no-reply" Takes::times(1).or(&["reply-lost", "command-lost"]).on(), "No reply at all", "응답이 오지 않음";
    16 ERROR_REPLY Replies "error-reply" Takes::times(1).or(&["error", "cme", "cme-text", "cms", "cms-text"]).on(), "A command is refused", "명령이 거절됨";
    17 OK_WITHOUT_INFO Replies "ok-without-info" Takes::times(1).on(), "OK without the line that was asked for", "정보 줄 없이 OK만 옴";
    18 UNKNOWN_URC Replies "unknown-urc" Takes::times(5), "URCs that nobody knows", "알 수 없는 URC";
    19 RDY_IN_MID_SESSION Module "rdy-in-mid-session" Takes::secs(1), "The module starts anew: RDY, volatile settings lost", "모듈이 스스로 재시작함(RDY, 설정 사라짐)";
    20 AT_PORT_DEAD Replies "at-port-dead" Takes::secs(60), "The AT port is dead, the others live", "AT 포트만 죽음";
    21 BOTH_PORTS_DEAD Replies "both-ports-dead" Takes::secs(60), "Both AT ports are dead, USB is there", "AT 포트 둘 다 죽음(USB는 있음)";
    22 TWO_QIND_GRAMMARS Replies "two-qind-grammars" Takes::times(6), "+QIND bare and quoted", "+QIND가 두 가지 문법으로 옴";
    23 CREG_TWICE Replies "creg-twice" Takes::secs(60), "+CREG as answer and as URC, mixed", "+CREG가 응답과 URC로 섞여 옴";
    24 UNPLUGGED_IDLE Usb "unplugged-idle" AWAY, "USB goes while nothing happens", "쉬는 중에 USB가 빠짐";
    25 UNPLUGGED_DIALLING Usb "unplugged-dialling" AWAY, "USB goes while dialling", "전화를 거는 중에 USB가 빠짐";
    26 UNPLUGGED_IN_CALL Usb "unplugged-in-call" AWAY, "USB goes in a call", "통화 중에 USB가 빠짐";
    27 UNPLUGGED_IN_TEXT Usb "unplugged-in-text" AWAY, "USB goes while the PDU of a text is written", "문자 PDU를 쓰는 중에 USB가 빠짐";
    28 UNPLUGGED_IN_USBCFG Usb "unplugged-in-usbcfg" AWAY, "USB goes while usbcfg is written", "usbcfg를 쓰는 중에 USB가 빠짐";
    29 OTHER_NUMBERS Usb "other-numbers" AWAY, "Comes back with other ttyUSB numbers and card index", "다른 ttyUSB 번호와 카드 번호로 돌아옴";
    30 CARD_VANISHES Usb "card-vanishes" Takes::secs(5), "Only the sound card goes", "사운드 카드만 사라짐";
    31 BROWN_OUT Usb "brown-out" AWAY.counted(3), "The module drops at every ATD", "ATD마다 모듈이 꺼짐";
    32 PORT_BUSY Usb "port-busy" Takes::secs(30).or(&["main", "second", "both"]), "Another program holds the port", "다른 프로그램이 포트를 쥐고 있음";
    33 SECOND_MODEM Usb "second-modem" Takes::NONE, "A second identical modem is there", "똑같은 모뎀이 하나 더 있음";
    34 NO_SIM Module "no-sim" Takes::OPEN, "No SIM", "SIM 없음";
    35 SIM_PIN Module "sim-pin" Takes::OPEN, "The SIM asks for its PIN", "SIM이 PIN을 요구함";
    36 WRONG_PIN Module "wrong-pin" Takes::OPEN.counted(2), "The PIN is wrong and the tries are counted", "PIN이 틀려 남은 횟수가 줆";
    37 SIM_PUK Module "sim-puk" Takes::OPEN, "The SIM asks for its PUK", "SIM이 PUK를 요구함";
    38 SIM_REMOVED Module "sim-removed" Takes::OPEN, "The SIM is taken out while running", "사용 중에 SIM이 빠짐";
    39 CIMI_LATE Module "cimi-late" Takes::secs(10), "CIMI answers late", "CIMI가 늦게 준비됨";
    40 SIM_BUSY Module "sim-busy" Takes::secs(5), "The SIM is busy (CME 14)", "SIM이 바쁨(CME 14)";
    41 NOT_REGISTERED Network "not-registered" Takes::OPEN.or(&["lost", "denied", "roaming", "flapping"]), "Registration lost, denied, roaming or flapping", "망 등록이 끊김/거절/로밍/오락가락";
    42 NO_SERVICE Network "no-service" Takes::OPEN, "No service", "서비스 없음";
    43 SIGNAL_UNKNOWN Network "signal-unknown" Takes::OPEN, "The signal is unknown (CSQ 99)", "신호 세기를 모름(CSQ 99)";
    44 IMS_DOWN Network "ims-down" Takes::OPEN, "IMS is down: no VoLTE", "IMS 꺼짐: VoLTE 안 됨";
    45 CLOCK_WRONG Network "clock-wrong" Takes::OPEN.or(&["unset", "jump", "jump-back"]), "The network's clock is empty, of 1980, or jumps", "망 시각이 없거나 1980년이거나 튐";
    46 CREG_ZERO Network "creg-zero" Takes::OPEN.or(&["0", "6"]), "CREG says 0 or 6, CEREG says 1", "CREG는 0이나 6, CEREG는 1";
    47 SILENT_OFFLINE Network "silent-offline" Takes::OPEN.or(&["radio", "reboot", "power", "time"]), "Off the network without a word", "아무 말 없이 망에서 떨어짐";
    48 BUSY Network "busy" Takes::times(1), "The far end is busy", "상대가 통화 중";
    49 NO_ANSWER Network "no-answer" Takes::times(1).lasting(30), "The far end does not answer", "상대가 받지 않음";
    50 NO_CARRIER Network "no-carrier" Takes::times(1), "NO CARRIER before the first ring", "울리기도 전에 NO CARRIER";
    51 NO_DIALTONE Network "no-dialtone" Takes::times(1), "NO DIALTONE", "발신음 없음(NO DIALTONE)";
    52 ANNOUNCEMENT Network "announcement" Takes::times(1).lasting(8), "An announcement as early media, then NO CARRIER", "안내 방송 뒤 NO CARRIER";
    53 END_UNTOLD Module "end-untold" Takes::times(1).or(&["all", "word"]), "NO CARRIER is missing, only CLCC knows", "NO CARRIER가 없고 CLCC만 앎";
    54 END_TOLD_TWICE Module "end-told-twice" Takes::times(1), "The end of a call is told twice", "통화 종료가 두 번 옴";
    55 CALL_URCS Module "call-urcs" Takes::OPEN.or(&["neither", "no-ccinfo", "no-dsci"]), "ccinfo, ^DSCI or both are absent", "ccinfo나 ^DSCI가 없음";
    56 DATA_IN_CLCC Module "data-in-clcc" Takes::OPEN.or(&["listed", "absent"]), "A data bearer in CLCC ahead of the call, or none", "CLCC에 데이터 줄이 있거나 없음";
    57 CLIP_ODD Network "clip-odd" Takes::times(1).or(&["late", "none", "plus82", "national", "foreign"]), "CLIP late, missing, as +82, or from abroad", "발신번호가 늦거나 없거나 +82 꼴이거나 해외";
    58 GONE_DURING_ATA Network "gone-during-ata" Takes::times(1), "The caller hangs up during ATA", "ATA 도중에 상대가 끊음";
    59 SECOND_CALL Network "second-call" Takes::NONE, "A second call comes in a call", "통화 중에 다른 전화가 옴";
    60 OLD_CALL_LINGERS Module "old-call-lingers" Takes::times(1).lasting(3).or(&["cme", "no-carrier"]), "ATD while the old call lingers", "앞 통화가 남아 있어 ATD가 거절됨";
    61 CHUP_SLOW Module "chup-slow" Takes::times(1).lasting(5), "CHUP says OK but the call lives on", "CHUP 뒤에도 통화가 이어짐";
    62 QHUP_HANGS Module "qhup-hangs" Takes::OPEN, "QHUP never answers", "QHUP이 답하지 않음";
    63 ANSWERED_AT_ONCE Network "answered-at-once" Takes::times(1), "Answered without any ringing", "울림 없이 바로 받음";
    64 LONG_RINGING Network "long-ringing" Takes::times(1).lasting(60), "A minute of ringing", "1분 동안 울림";
    65 GONE_AT_ONCE Network "gone-at-once" Takes::times(1), "The far end hangs up within 200 ms", "받자마자 200ms 안에 끊김";
    66 STATE_FLIPS Module "state-flips" Takes::times(1), "The state flips 3, 2, 3", "통화 상태가 3, 2, 3으로 뒤바뀜";
    67 VTS_REFUSED Module "vts-refused" Takes::times(1).or(&["call", "once"]), "The network refuses VTS", "망이 VTS를 거절함";
    68 VTS_INAUDIBLE Module "vts-inaudible" Takes::times(1), "VTS says OK and nobody hears it", "VTS는 OK인데 들리지 않음";
    69 SHORT_TONES_LOST Network "short-tones-lost" Takes::OPEN.rated(150, (40, 1_000), "ms at least"), "Only tones of 150 ms are heard", "150ms보다 짧은 톤은 안 들림";
    70 FALSE_TONES Module "false-tones" Takes::times(1).or(&["duplicates", "false"]), "QTONEDET tells tones twice or invents them", "QTONEDET이 톤을 두 번 알리거나 지어냄";
    71 QPCMV_REFUSED Module "qpcmv-refused" Takes::OPEN, "QPCMV=? is fine and QPCMV= is refused", "QPCMV=?는 되는데 QPCMV=는 거절됨";
    72 NOT_REARMED Sound "not-rearmed" Takes::OPEN, "Silence unless QPCMV is armed anew for each call", "통화마다 QPCMV를 다시 켜지 않으면 무음";
    73 CARD_LATE Sound "card-late" Takes::secs(4), "The card is not ready for 0 to 8 s", "카드가 0~8초 늦게 준비됨";
    74 OPEN_BLOCKS Sound "open-blocks" Takes::OPEN, "Opening the card blocks for ever", "카드를 여는 데서 멈춤";
    75 XRUN Sound "xrun" Takes::times(1).lasting(1), "The card stalls: xrun", "카드가 멈칫함(xrun)";
    76 CARD_GONE_IN_CALL Sound "card-gone-in-call" Takes::secs(5), "ENODEV in a call", "통화 중 ENODEV";
    77 ONE_WAY Sound "one-way" Takes::OPEN.or(&["down", "up"]), "Sound goes this way only", "이쪽 소리만 들림";
    78 ODD_CARD Sound "odd-card" Takes::OPEN.or(&["16k", "stereo", "16k-stereo"]), "A card of 16 kHz or in stereo", "16 kHz 또는 스테레오 카드";
    79 DRIFT Sound "drift" Takes::OPEN.or(&["fast", "slow"]).rated(200, (1, 10_000), "ppm"), "The modem's clock drifts", "모뎀 시계가 어긋남";
    80 FLOW_CONTROL Sound "flow-control" Takes::times(3).lasting(2), "Serial PCM is told to stop for 1 to 3 s", "직렬 PCM이 1~3초 멈추라고 함";
    81 BYTE_SLIP Sound "byte-slip" Takes::times(1), "Serial PCM loses one byte", "직렬 PCM에서 한 바이트가 빠짐";
    82 BAD_SOUND Sound "bad-sound" Takes::OPEN.or(&["noise", "clipping", "echo"]), "Noise of level 8, clipping, or our own voice as echo", "잡음, 찢어짐, 메아리";
    83 CMTI_TWICE Module "cmti-twice" Takes::times(1), "+CMTI twice", "+CMTI가 두 번 옴";
    84 CMTI_MISSING Module "cmti-missing" Takes::times(1), "+CMTI is missing", "+CMTI가 오지 않음";
    85 CMTI_EXTRA Module "cmti-extra" Takes::times(1), "+CMTI with more fields", "+CMTI에 칸이 더 있음";
    86 CMS_321 Module "cms-321" Takes::times(1), "CMS 321: no such index", "CMS 321(없는 자리)";
    87 STORE_FULL Module "store-full" Takes::NONE, "The text store is full", "문자함이 가득 참";
    88 CMGD_REFUSED Module "cmgd-refused" Takes::times(3), "CMGD is refused several times", "CMGD가 여러 번 거절됨";
    89 PARTS_ODD Network "parts-odd" Takes::times(1).or(&["reordered", "duplicated", "missing", "ref-reused", "mixed-senders"]), "Parts out of order, twice, missing, or mixed", "나뉜 문자가 뒤섞이거나 빠짐";
    90 CODING_ODD Network "coding-odd" Takes::times(1).or(&["ksc5601", "cp949-8bit", "reply-address"]), "KSC5601, CP949 in 8 bits, reply address in the header", "KSC5601/CP949/회신번호 문자";
    91 WAP_PUSH Network "wap-push" Takes::times(1).or(&["1", "2", "3"]), "An MMS notification in 1, 2 or 3 parts", "MMS 알림이 1~3조각으로 옴";
    92 MALFORMED_PUSH Network "malformed-push" Takes::times(1).or(&["wsp", "mms", "lengths"]), "Malformed WSP or MMS, or lengths that lie", "깨진 WSP/MMS, 거짓 길이";
    93 MMSC_FAILS Network "mmsc-fails" Takes::times(1).or(MMSC), "The MMSC fails or answers oddly", "MMSC가 실패하거나 이상하게 답함";
    94 MMSC_AGAIN Network "mmsc-again" Takes::NONE, "The MMSC notifies again", "MMSC가 다시 알림";
    95 PROMPT_MISSING Module "prompt-missing" Takes::times(1), "The prompt does not come", "프롬프트가 오지 않음";
    96 CMS_ON_SEND Network "cms-on-send" Takes::times(1).or(&["330", "331", "332", "500"]), "CMS 330, 331, 332 or 500 on sending", "보낼 때 CMS 330/331/332/500";
    97 OK_LOST Module "ok-lost" Takes::times(1), "OK is lost after the PDU", "PDU 뒤의 OK가 사라짐";
    98 TEXT_MEANWHILE Network "text-meanwhile" Takes::times(1).or(&["sending", "call"]), "A text comes during CMGS or in a call", "보내는 중이나 통화 중에 문자가 옴";
    99 HUNDRED_TEXTS Module "hundred-texts" Takes::times(100), "A hundred texts at start", "켤 때 문자 100통";
    100 REPORT_UNKNOWN Network "report-unknown" Takes::times(1), "+CDS for a reference that nobody knows", "모르는 번호의 전송 보고(+CDS)";
}
