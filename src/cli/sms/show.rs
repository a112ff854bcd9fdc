//! PDUs and messages for people, and for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::sms::{
    Alphabet, Body, Coding, Delivery, Header, Joined, Message, Pdu, ReferenceKind, UserData,
    WaitingKind,
    mms::{Class, Expiry, Notification},
    mmsc::{Carrier, FetchUrl, Hosts},
    wap::{PUSH_PORTS, Push},
};

use super::Given;

/// Everything, in Korean and in English.
pub fn text(given: &[Given], joined: &[Joined]) -> String {
    let mut page = Page::default();
    for (number, given) in (1..).zip(given) {
        let slot = given.dumped.slot;
        let slot = slot.map_or_else(String::new, |slot| format!(", 자리 / slot {slot}"));
        page.heading(&format!("PDU {number}{slot}"));
        match &given.read {
            Ok(pdu) => pdu_lines(&mut page, pdu),
            Err(error) => page.line("읽을 수 없음", "unreadable", &error.to_string()),
        }
    }
    for message in joined {
        if message.parts.len() > 1 || !message.is_whole() || message.push().is_some() {
            let parts: Vec<String> = message
                .parts
                .iter()
                .map(|part| part.0.to_string())
                .collect();
            page.heading(&format!("합친 글 / message (PDU {})", parts.join(", ")));
            message_lines(&mut page, message);
        }
    }
    page.0
}

/// The same for a program.
pub fn json(given: &[Given], joined: &[Joined]) -> Value {
    let pdus: Vec<Value> = given
        .iter()
        .map(|given| match &given.read {
            Ok(pdu) => {
                let mut value = pdu_json(pdu);
                value["slot"] = json!(given.dumped.slot);
                value
            }
            Err(error) => json!({ "slot": given.dumped.slot, "error": error.to_string() }),
        })
        .collect();
    let messages: Vec<Value> = joined.iter().map(message_json).collect();
    json!({ "pdus": pdus, "messages": messages })
}

/// Lines of "한국어 / English: value".
#[derive(Default)]
struct Page(String);

impl Page {
    fn heading(&mut self, heading: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(heading);
        self.0.push('\n');
    }

    /// Control characters out of a stranger's text do not reach the terminal.
    fn line(&mut self, korean: &str, english: &str, value: &str) {
        let _ = write!(self.0, "  {korean} / {english}: "); // writing to a String cannot fail
        for c in value.chars() {
            match c {
                '\n' => self.0.push_str("\n    "),
                c if c.is_control() => self.0.extend(c.escape_unicode()),
                c => self.0.push(c),
            }
        }
        self.0.push('\n');
    }
}

fn pdu_lines(page: &mut Page, pdu: &Pdu) {
    match &pdu.message {
        Message::Deliver(message) => {
            page.line("종류", "type", "받은 문자 / SMS-DELIVER");
            page.line("보낸 사람", "sender", &message.sender().shown());
            if let Some(gateway) = message.gateway() {
                page.line("거쳐 온 번호", "gateway (TP-OA)", &gateway.shown());
            }
            page.line("시각", "time", &message.stamp.to_string());
            data_lines(page, &message.data, &message.body);
        }
        Message::StatusReport(report) => {
            page.line("종류", "type", "전송 결과 / SMS-STATUS-REPORT");
            page.line("받는 사람", "recipient", &report.to.shown());
            page.line("번호", "reference (TP-MR)", &report.reference.to_string());
            let delivery = match report.status.delivery() {
                Delivery::Done => "전달됨 / delivered",
                Delivery::Trying => "아직 보내는 중 / still trying",
                Delivery::Failed => "전달되지 않음 / not delivered",
            };
            let status = format!("{delivery} ({:02X})", report.status.0);
            page.line("결과", "status", &status);
            page.line("보낸 시각", "sent", &report.sent.to_string());
            page.line("끝난 시각", "done", &report.done.to_string());
        }
        Message::Submit(message) => {
            page.line("종류", "type", "보낼 문자 / SMS-SUBMIT");
            page.line("받는 사람", "recipient", &message.to.shown());
            page.line("번호", "reference (TP-MR)", &message.reference.to_string());
            let report = if message.wants_report {
                "요청함 / asked for"
            } else {
                "요청 안 함 / not asked for"
            };
            page.line("전송 결과", "status report", report);
            data_lines(page, &message.data, &message.body);
        }
    }
    if let Some(centre) = &pdu.service_centre {
        page.line("문자 센터", "service centre", &centre.shown());
    }
    page.line("길이", "length", &pdu.tpdu_len.to_string());
    for defect in &pdu.defects {
        page.line("결함", "defect", &format!("{} / {defect}", defect.korean()));
    }
}

fn data_lines(page: &mut Page, data: &UserData, body: &Body) {
    page.line("부호화", "coding", &coding(data.coding));
    header_lines(page, &data.header);
    body_lines(page, body);
}

fn header_lines(page: &mut Page, header: &Header) {
    if let Some(part) = header.concatenation {
        let bits = match part.kind {
            ReferenceKind::Eight => 8,
            ReferenceKind::Sixteen => 16,
        };
        let place = format!(
            "{}/{} (묶음 / reference {}, {bits}비트 / bits)",
            part.number, part.total, part.reference
        );
        page.line("나눔", "part", &place);
    }
    if let Some(ports) = header.ports {
        let push = if PUSH_PORTS.contains(&ports.destination) {
            " (WAP push)"
        } else {
            ""
        };
        let ports = format!("{} ← {}{push}", ports.destination, ports.source);
        page.line("포트", "ports", &ports);
    }
    for element in &header.others {
        let element = format!("{:02X}: {}", element.id, hex(&element.data));
        page.line("다른 머리 항목", "other element", &element);
    }
}

fn body_lines(page: &mut Page, body: &Body) {
    match body {
        Body::Text(text) => page.line("내용", "text", text),
        Body::Data(data) => page.line("데이터", "data", &hex(data)),
    }
}

fn message_lines(page: &mut Page, message: &Joined) {
    page.line("보낸 사람", "sender", &message.sender.shown());
    if !message.missing.is_empty() {
        page.line(
            "빠진 부분",
            "missing parts",
            &format!("{:?}", message.missing),
        );
    }
    if let Some(defect) = message.defect {
        page.line("결함", "defect", &format!("{} / {defect}", defect.korean()));
    }
    let Some(data) = message.push() else {
        body_lines(page, &message.body);
        return;
    };
    let kind = Push::parse(data).map(|push| push.content.to_string());
    match kind {
        Ok(kind) => page.line("WAP push", "content type", &kind),
        Err(error) => page.line("WAP push", "unreadable", &error.to_string()),
    }
    match Notification::from_push(data) {
        Ok(notification) => notification_lines(page, &notification),
        Err(_) => body_lines(page, &message.body),
    }
}

fn notification_lines(page: &mut Page, read: &Notification) {
    let mut line = |korean, english, value: Option<String>| {
        page.line(korean, english, value.as_deref().unwrap_or("-"));
    };
    line(
        "MMS 보낸 사람",
        "MMS sender",
        read.from.as_ref().map(|from| from.shown()),
    );
    line("제목", "subject", read.subject.clone());
    line("주소", "URL", read.url.clone());
    line(
        "가져올 수 있는 통신사",
        "may be fetched from",
        Some(carriers(read)),
    );
    line("크기", "size", read.size.map(|size| size.to_string()));
    line(
        "갈래",
        "class",
        read.class
            .as_ref()
            .map(|class| class_words(class).to_owned()),
    );
    line("거래 번호", "transaction", read.transaction_id.clone());
    line("기한", "expiry", read.expiry.map(expiry_words));
    if let Some(damage) = read.damage {
        line("결함", "defect", Some(damage.to_string()));
    }
}

/// The carriers at whose hosts the address is.
fn carriers(read: &Notification) -> String {
    let url = read.url.as_deref().unwrap_or_default();
    let allowed: Vec<String> = [Carrier::Kt, Carrier::Skt, Carrier::LguPlus]
        .into_iter()
        .filter(|carrier| FetchUrl::allow(url, &Hosts::of(*carrier)).is_ok())
        .map(|carrier| carrier.to_string())
        .collect();
    if allowed.is_empty() {
        return "없음 / none".into();
    }
    allowed.join(", ")
}

fn class_words(class: &Class) -> &str {
    match class {
        Class::Personal => "개인 / personal",
        Class::Advertisement => "광고 / advertisement",
        Class::Informational => "정보 / informational",
        Class::Auto => "자동 / auto",
        Class::Other(word) => word,
    }
}

fn expiry_words(expiry: Expiry) -> String {
    match expiry {
        Expiry::In(seconds) => format!("{seconds}초 뒤 / in {seconds} s"),
        Expiry::At(seconds) => i64::try_from(seconds)
            .ok()
            .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
            .map_or_else(|| seconds.to_string(), |at| at.to_string()),
    }
}

fn coding(coding: Coding) -> String {
    let mut words = match coding.alphabet {
        Alphabet::Gsm7 => "GSM 7비트 / 7-bit",
        Alphabet::Octets => "8비트 / 8-bit",
        Alphabet::Ucs2 => "UCS2 (UTF-16)",
        Alphabet::Ksc5601 => "KS C 5601 (CP949)",
    }
    .to_owned();
    if let Some(class) = coding.class {
        let flash = if class == 0 {
            ", 바로 보임 / flash"
        } else {
            ""
        };
        let _ = write!(words, ", 등급 / class {class}{flash}");
    }
    if let Some(waiting) = coding.waiting {
        let kind = match waiting.kind {
            WaitingKind::Voicemail => "음성 메시지 / voice mail",
            WaitingKind::Fax => "팩스 / fax",
            WaitingKind::Email => "전자우편 / e-mail",
            WaitingKind::Other => "기타 / other",
        };
        let active = if waiting.active {
            "있음 / waiting"
        } else {
            "없음 / none waiting"
        };
        let _ = write!(words, ", {kind} {active}");
    }
    if coding.compressed {
        words.push_str(", 압축 / compressed");
    }
    let _ = write!(words, " (DCS {:02X})", coding.octet);
    words
}

fn pdu_json(pdu: &Pdu) -> Value {
    let mut value = match &pdu.message {
        Message::Deliver(message) => {
            let mut value = data_json(&message.data, &message.body);
            value["type"] = json!("SMS-DELIVER");
            value["sender"] = json!(message.sender().shown());
            value["gateway"] = json!(message.gateway().map(|gateway| gateway.shown()));
            value["time"] = json!(message.stamp.to_string());
            value
        }
        Message::StatusReport(report) => json!({
            "type": "SMS-STATUS-REPORT",
            "recipient": report.to.shown(),
            "reference": report.reference,
            "status": report.status.0,
            "delivery": match report.status.delivery() {
                Delivery::Done => "delivered",
                Delivery::Trying => "trying",
                Delivery::Failed => "failed",
            },
            "sent": report.sent.to_string(),
            "done": report.done.to_string(),
        }),
        Message::Submit(message) => {
            let mut value = data_json(&message.data, &message.body);
            value["type"] = json!("SMS-SUBMIT");
            value["recipient"] = json!(message.to.shown());
            value["reference"] = json!(message.reference);
            value["wants_report"] = json!(message.wants_report);
            value
        }
    };
    let centre = pdu.service_centre.as_ref().map(|centre| centre.shown());
    value["service_centre"] = json!(centre);
    value["length"] = json!(pdu.tpdu_len);
    let defects: Vec<String> = pdu.defects.iter().map(ToString::to_string).collect();
    value["defects"] = json!(defects);
    value
}

fn data_json(data: &UserData, body: &Body) -> Value {
    let header = &data.header;
    json!({
        "dcs": format!("{:02X}", data.coding.octet),
        "alphabet": alphabet(data.coding.alphabet),
        "class": data.coding.class,
        "part": header.concatenation.map(|part| json!({
            "reference": part.reference,
            "total": part.total,
            "number": part.number,
            "bits": match part.kind {
                ReferenceKind::Eight => 8,
                ReferenceKind::Sixteen => 16,
            },
        })),
        "ports": header.ports.map(|ports| json!({
            "destination": ports.destination,
            "source": ports.source,
        })),
        "others": header.others.iter().map(|element| json!({
            "id": format!("{:02X}", element.id),
            "data": hex(&element.data),
        })).collect::<Vec<_>>(),
        "text": body.text(),
        "data": data_hex(body),
    })
}

fn message_json(message: &Joined) -> Value {
    let mms = message
        .push()
        .map(|data| match Notification::from_push(data) {
            Ok(read) => json!({
                "sender": read.from.as_ref().map(|from| from.shown()),
                "subject": read.subject,
                "url": read.url,
                "size": read.size,
                "class": read.class.as_ref().map(|class| match class {
                    Class::Personal => "personal",
                    Class::Advertisement => "advertisement",
                    Class::Informational => "informational",
                    Class::Auto => "auto",
                    Class::Other(word) => word,
                }),
                "transaction": read.transaction_id,
                "expires_in": match read.expiry {
                    Some(Expiry::In(seconds)) => Some(seconds),
                    _ => None,
                },
                "expires_at": match read.expiry {
                    Some(Expiry::At(seconds)) => Some(seconds),
                    _ => None,
                },
                "damage": read.damage.map(|damage| damage.to_string()),
            }),
            Err(error) => json!({ "error": error.to_string() }),
        });
    json!({
        "sender": message.sender.shown(),
        "gateway": message.gateway.as_ref().map(|gateway| gateway.shown()),
        "time": message.stamp.to_string(),
        "text": message.body.text(),
        "data": data_hex(&message.body),
        "pdus": message.parts.iter().map(|part| part.0).collect::<Vec<_>>(),
        "missing": message.missing,
        "mms": mms,
    })
}

const fn alphabet(alphabet: Alphabet) -> &'static str {
    match alphabet {
        Alphabet::Gsm7 => "GSM7",
        Alphabet::Octets => "8BIT",
        Alphabet::Ucs2 => "UCS2",
        Alphabet::Ksc5601 => "KSC5601",
    }
}

fn data_hex(body: &Body) -> Option<String> {
    match body {
        Body::Data(data) => Some(hex(data)),
        Body::Text(_) => None,
    }
}

fn hex(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |mut hex, octet| {
        let _ = write!(hex, "{octet:02X}");
        hex
    })
}
