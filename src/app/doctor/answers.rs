//! The questions that only real hardware answers, and what of them is left for a person.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::ModemReport;

/// What a machine can say about a question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// The question, in a few words.
    pub question: &'static str,
    /// What was found out; `null` where the modem said nothing.
    pub found: Value,
    /// What is left to be done.
    pub open: Vec<Open>,
}

/// Something that takes a person, a SIM or a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Open {
    /// In Korean.
    pub korean: &'static str,
    /// In English.
    pub english: &'static str,
}

const fn open(korean: &'static str, english: &'static str) -> Open {
    Open { korean, english }
}

/// All ten, for one modem. `sockets`: where modems are plugged in.
pub(super) fn answers(modem: &ModemReport, sockets: &[String]) -> BTreeMap<u8, Answer> {
    let answer = |asked| modem.answer(asked);
    let accepts = |asked| modem.accepts(asked);
    let mut all = BTreeMap::new();
    let mut put = |number: u8, question, found, open: &[Open]| {
        let open = open.to_vec();
        let answer = Answer {
            question,
            found,
            open,
        };
        all.insert(number, answer);
    };
    put(
        1,
        "firmware, USB functions, voice over USB, sound card",
        json!({
            "qgmr": answer("AT+QGMR"),
            "cgmr": answer("AT+CGMR"),
            "usbcfg": answer("AT+QCFG=\"usbcfg\""),
            "qpcmv_says": answer("AT+QPCMV=?"),
            "qpcmv_is": answer("AT+QPCMV?"),
            "qpcmv_card_accepted": accepts("AT+QPCMV=1,2"),
            "card": modem.card,
        }),
        &[],
    );
    put(
        2,
        "carriers' profiles and VoLTE",
        json!({
            "profiles": lines(modem, "AT+QMBNCFG=\"List\""),
            "autoselect": answer("AT+QMBNCFG=\"AutoSel\""),
            "ims": answer("AT+QCFG=\"ims\""),
            "operator": answer("AT+COPS?"),
            "operator_name": answer("AT+QSPN"),
            "network": answer("AT+QNWINFO"),
            "circuit": answer("AT+CREG?"),
            "lte": answer("AT+CEREG?"),
            "signal": answer("AT+CSQ"),
            "signal_quality": answer("AT+QCSQ"),
            "network_time": answer("AT+QLTS=2"),
        }),
        &[open(
            "KT, SKT, LG유플러스 유심을 하나씩 꽂고 다시 돌려 ims 값을 비교해 주세요. 통신사에 단말 등록이 필요한지도 물어보아 주세요.",
            "run again with a SIM of KT, SKT and LG U+ each and compare ims; ask the carrier whether the device has to be registered",
        )],
    );
    put(
        3,
        "announcements of calls",
        json!({
            "dsci": accepts("AT^DSCI?").or(accepts("AT^DSCI=?")),
            "ccinfo": accepts("AT+QINDCFG=\"ccinfo\""),
            "ccinfo_is": answer("AT+QINDCFG=\"ccinfo\""),
        }),
        &[open(
            "MUNJIGI_LOG=trace로 실행하고 전화를 걸어 받은 뒤 상대가 끊게 해 주세요. ^DSCI, +QIND, NO CARRIER의 순서를 봅니다.",
            "run with MUNJIGI_LOG=trace, call it and let the caller hang up; look at the order of ^DSCI, +QIND and NO CARRIER",
        )],
    );
    put(
        4,
        "sending keys",
        json!({
            "vts": accepts("AT+VTS=?"),
            "vtd": answer("AT+VTD?"),
            "vtd_accepted": accepts("AT+VTD=3,1"),
        }),
        &[open(
            "VoLTE 통화로 080 자동응답에 걸어 번호를 눌러 보고, 알아듣는지 들어 주세요. 안 되면 소리로 내는 톤(200/120 ms)으로 다시 해 주세요.",
            "in a VoLTE call to an 080 service press keys and hear whether they are understood; if not, again with tones in the sound (200/120 ms)",
        )],
    );
    put(
        5,
        "hearing keys",
        json!({
            "qtonedet_says": answer("AT+QTONEDET=?"),
            "qtonedet_is": answer("AT+QTONEDET?"),
            "qtonedet_accepted": accepts("AT+QTONEDET=1"),
        }),
        &[open(
            "다른 전화로 걸어 통화 중에 버튼을 하나씩 눌러 주세요. +QTONEDET가 빠지거나 두 번 오는지 봅니다.",
            "call it from another telephone and press each key; see whether +QTONEDET is missing or comes twice",
        )],
    );
    put(
        6,
        "long texts (LMS, MMS)",
        json!({
            "http_get": accepts("AT+QHTTPGET=?"),
            "http_read": accepts("AT+QHTTPREAD=?"),
            "http_url": accepts("AT+QHTTPURL=?"),
            "http_settings": answer("AT+QHTTPCFG=?"),
            "tcp": accepts("AT+QIOPEN=?"),
            "bearer": accepts("AT+QIACT=?"),
        }),
        &[open(
            "통신사마다 긴 문자(LMS)를 하나 보내고, 들어온 PDU를 적어 두어 주세요. 그리고 본문을 받아 오는지 봅니다.",
            "send it one long text (LMS) on each carrier and keep the PDUs that arrive; then see whether its body can be fetched",
        )],
    );
    put(
        7,
        "how long things take",
        latencies(modem),
        &[
            open(
                "모뎀을 뽑았다 꽂고 포트가 다시 보일 때까지의 시간을 재어 주세요.",
                "replug the modem and measure the time until its ports are back",
            ),
            open(
                "첫 통화의 로그에서 QPCMV부터 소리가 열릴 때까지의 시간을 보아 주세요.",
                "in the log of the first call look at the time from QPCMV until the sound is open",
            ),
        ],
    );
    put(
        8,
        "the store for texts",
        json!({
            "storage": answer("AT+CPMS?"),
            "storages": answer("AT+CPMS=?"),
            "smsfull": accepts("AT+QINDCFG=\"smsfull\""),
            "service": answer("AT+CSMS?"),
            "announced": answer("AT+CNMI?"),
        }),
        &[open(
            "보관함이 찰 때까지 문자를 보내 smsfull 알림이 오는지 보아 주세요.",
            "send texts until the store is full and see whether smsfull is announced",
        )],
    );
    let mapped = json!({ "modems": sockets.len(), "sockets": sockets });
    let second = open(
        "둘째 모뎀을 같은 허브에 꽂고 다시 돌려 주세요.",
        "plug a second modem into the same hub and run again",
    );
    let left: &[Open] = if sockets.len() < 2 { &[second] } else { &[] };
    put(9, "two modems on one hub", mapped, left);
    put(
        10,
        "AT while data and a VoLTE call run side by side",
        Value::Null,
        &[open(
            "통화 중에 긴 문자를 보내고, 통화가 끊기거나 AT 대답이 늦어지는지 보아 주세요.",
            "send it a long text during a call, and see whether the call ends or AT answers late",
        )],
    );
    all
}

fn lines<'m>(modem: &'m ModemReport, asked: &str) -> Option<&'m [String]> {
    let line = modem.lines.iter().find(|line| line.asked == asked)?;
    Some(&line.lines)
}

fn latencies(modem: &ModemReport) -> Value {
    let mut took: Vec<u64> = modem
        .lines
        .iter()
        .filter(|line| !matches!(line.result.as_str(), "no answer" | "gone"))
        .map(|line| line.took_ms)
        .collect();
    took.sort_unstable();
    let slowest = modem.lines.iter().max_by_key(|line| line.took_ms);
    json!({
        "answered": took.len(),
        "fastest_ms": took.first(),
        "median_ms": took.get(took.len() / 2),
        "slowest_ms": took.last(),
        "slowest": slowest.map(|line| &line.asked),
        "unanswered": modem
            .lines
            .iter()
            .filter(|line| line.result == "no answer")
            .map(|line| &line.asked)
            .collect::<Vec<_>>(),
    })
}
