//! What has to be done, and what should be known.

use std::fmt;

use serde::Serialize;

use super::{ModemReport, Number};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// This has to be mended: the box cannot answer calls before, or loses what it is to keep.
    Problem,
    /// It works, and this should be known.
    Note,
}

/// One finding, in both languages, with what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its number, the same in every version: `docs/doctor.md`.
    pub number: Number,
    /// How bad it is.
    pub level: Level,
    /// Whose; `None` for the machine.
    pub modem: Option<String>,
    /// In Korean.
    pub korean: String,
    /// In English.
    pub english: String,
}

impl Finding {
    pub(super) fn no_scan(error: &dyn fmt::Display) -> Self {
        Self {
            number: Number::NoSysfs,
            level: Level::Problem,
            modem: None,
            korean: format!("모뎀을 찾아볼 수 없습니다({error})."),
            english: error.to_string(),
        }
    }
}

/// Collects what is found of one modem, or of the box.
pub(super) struct Judge<'j> {
    pub modem: Option<String>,
    pub findings: &'j mut Vec<Finding>,
}

impl Judge<'_> {
    pub fn say(
        &mut self,
        number: Number,
        level: Level,
        korean: impl Into<String>,
        english: impl Into<String>,
    ) {
        self.findings.push(Finding {
            number,
            level,
            modem: self.modem.clone(),
            korean: korean.into(),
            english: english.into(),
        });
    }

    pub fn problem(
        &mut self,
        number: Number,
        korean: impl Into<String>,
        english: impl Into<String>,
    ) {
        self.say(number, Level::Problem, korean, english);
    }

    pub fn note(&mut self, number: Number, korean: impl Into<String>, english: impl Into<String>) {
        self.say(number, Level::Note, korean, english);
    }
}

/// Findings about all modems together.
pub(super) fn judge_machine(
    modems: &[ModemReport],
    modem_manager: &[u32],
    findings: &mut Vec<Finding>,
) {
    let mut judge = Judge {
        modem: None,
        findings,
    };
    if modems.is_empty() {
        judge.problem(
            Number::NoModem, "모뎀을 찾지 못했습니다. 꽂혀 있는지, 전원이 들어오는지 보고 `lsusb`에 2c7c가 나오는지 확인해 주세요.",
            "no modem was found; is it plugged in and powered, and does `lsusb` show 2c7c?",
        );
    }
    if !modem_manager.is_empty() {
        judge.note(
            Number::ModemManager, "ModemManager가 실행 중입니다. udev 규칙을 설치하거나 `sudo systemctl mask --now ModemManager`로 꺼 주세요.",
            "ModemManager is running; install the udev rules, or `sudo systemctl mask --now ModemManager`",
        );
    }
    let bare = modems
        .iter()
        .any(|modem| modem.socket.is_some() && modem.links.is_empty());
    if bare {
        judge.note(
            Number::NoUdevRules,
            "udev 규칙이 설치되어 있지 않습니다(udev/README.md).",
            "the udev rules are not installed (udev/README.md)",
        );
    }
}

/// Findings about one modem.
pub(super) fn judge(modem: &ModemReport, served: bool, findings: &mut Vec<Finding>) {
    let mut judge = Judge {
        modem: Some(modem.name()),
        findings,
    };
    ports(modem, &mut judge);
    if asked(modem, served, &mut judge) {
        sim(modem, &mut judge);
        network(modem, &mut judge);
        sound(modem, &mut judge);
        texts(modem, &mut judge);
    }
}

fn ports(modem: &ModemReport, judge: &mut Judge<'_>) {
    if modem.socket.is_some() && modem.module.is_none() {
        judge.problem(
            Number::UnknownModule,
            "모르는 모듈이라 쓰지 않습니다. 음성이 되는 EC25 같은 모듈을 꽂아 주세요.",
            "an unknown module, which is left alone; use one of the known ones, such as the EC25",
        );
        return;
    }
    if modem.at_port.is_none() {
        judge.problem(
            Number::NoAtPort, "AT 포트(인터페이스 02)가 없습니다. `sudo modprobe option`을 하고 `dmesg`를 보아 주세요.",
            "there is no AT port (interface 02); try `sudo modprobe option` and look at `dmesg`",
        );
    }
    if modem.card.is_none() && modem.pcm_port.is_none() {
        judge.problem(
            Number::NoVoice, "음성이 나올 곳이 없습니다: USB 사운드 카드도 음성 포트(인터페이스 01)도 보이지 않습니다.",
            "voice has no way out: neither a USB sound card nor the voice port (interface 01) is there",
        );
    }
    if modem.power_control.as_deref() == Some("auto") {
        judge.note(
            Number::Autosuspend,
            "USB 절전이 켜져 있어 전화를 놓칠 수 있습니다. udev 규칙을 설치하면 꺼집니다.",
            "USB autosuspend is on and may cost calls; the udev rules switch it off",
        );
    }
}

/// Whether there are answers to judge.
fn asked(modem: &ModemReport, served: bool, judge: &mut Judge<'_>) -> bool {
    let detail = modem.error.clone().unwrap_or_default();
    match modem.end {
        "complete" | "time up" => {}
        "busy" if served => judge.note(
            Number::PortOurs,
            "켜져 있는 문지기가 이 모뎀을 쓰고 있어 따로 묻지 않았습니다. `munjigi modem ask`로 물을 수 있습니다.",
            "the running box has this modem, so that it was not asked; `munjigi modem ask` can ask it",
        ),
        "busy" => judge.problem(
            Number::PortHeld, format!("다른 프로그램이 모뎀을 쓰고 있습니다.\n{detail}"),
            format!("another program uses the modem\n{detail}"),
        ),
        "denied" => judge.problem(
            Number::PortDenied, "포트를 열 권한이 없습니다. `sudo adduser $USER dialout`을 하고 다시 로그인해 주세요.",
            "no permission to open the port; `sudo adduser $USER dialout`, then log in again",
        ),
        "not opened" => judge.problem(
            Number::PortNotOpened, format!("포트를 열 수 없습니다({detail})."),
            detail.clone(),
        ),
        "silent" => judge.problem(
            Number::Silent, "AT에 대답하지 않습니다. 모뎀을 뽑았다 다시 꽂고, 그래도 그러면 상자의 전원을 껐다 켜 주세요.",
            "it does not answer AT; replug it, and if that does not help switch the box off and on",
        ),
        "lost" | "gone" => judge.problem(
            Number::Lost, "묻는 도중에 대답이 끊겼습니다. 전원(순간 2 A)과 케이블을 확인해 주세요.",
            "it stopped answering on the way; check the supply (2 A for moments) and the cable",
        ),
        _ => {}
    }
    if modem.end == "time up" {
        judge.note(
            Number::TooSlow,
            "대답이 느려 다 묻지 못했습니다. --limit를 늘려 다시 해 주세요.",
            "it answers too slowly to be asked everything; try again with a longer --limit",
        );
    }
    if modem.restarted {
        judge.problem(
            Number::Restarted,
            "묻는 도중에 모뎀이 다시 시작했습니다. 전원이 약할 때 그렇습니다(순간 2 A).",
            "it restarted on the way; a weak supply does that (2 A for moments)",
        );
    }
    if let Some(line) = &modem.not_restored {
        judge.note(
            Number::NotRestored,
            format!(
                "시험한 설정을 되돌리지 못했습니다({line}). 모뎀을 다시 시작하면 원래대로 됩니다."
            ),
            format!("a setting that was tried could not be set back ({line}); a restart does it"),
        );
    }
    !modem.lines.is_empty()
}

fn sim(modem: &ModemReport, judge: &mut Judge<'_>) {
    let refused = modem
        .lines
        .iter()
        .find(|line| line.asked == "AT+CPIN?" && line.result != "OK")
        .map(|line| line.result.as_str());
    match (modem.answer("AT+CPIN?"), refused) {
        (Some("READY"), _) | (None, None) => {}
        (Some("SIM PIN"), _) => judge.problem(
            Number::SimPin, "유심에 비밀번호(PIN)가 걸려 있습니다. 휴대전화에서 풀거나 설정에 sim_pin_file을 적어 주세요.",
            "the SIM wants its PIN; remove it in a telephone, or name a sim_pin_file in the settings",
        ),
        (Some("SIM PUK"), _) => judge.problem(
            Number::SimPuk, "유심이 잠겼습니다. PUK는 통신사에 물어보셔야 합니다.",
            "the SIM is blocked; its carrier knows the PUK",
        ),
        (Some(other), _) | (None, Some(other)) => judge.problem(
            Number::SimUnusable, format!("유심을 쓸 수 없습니다({other}). 꽂혀 있는지, 방향이 맞는지 보아 주세요."),
            format!("the SIM cannot be used ({other}); is it there, and the right way round?"),
        ),
    }
}

fn network(modem: &ModemReport, judge: &mut Judge<'_>) {
    let registered = |asked| {
        let status = modem.answer(asked)?.split(',').nth(1)?.trim();
        Some(matches!(status, "1" | "5"))
    };
    match (registered("AT+CREG?"), registered("AT+CEREG?")) {
        (Some(true), _) | (_, Some(true)) | (None, None) => {}
        _ => judge.problem(
            Number::NotRegistered,
            "통신망에 등록되지 않았습니다. 안테나와 유심 개통 상태를 확인해 주세요.",
            "not registered with the network; check the antenna and whether the SIM is active",
        ),
    }
    let first = |asked| {
        modem
            .answer(asked)?
            .split(',')
            .next()?
            .trim()
            .parse::<u32>()
            .ok()
    };
    if let Some(signal @ (0..10 | 99)) = first("AT+CSQ") {
        judge.note(
            Number::WeakSignal,
            format!("신호가 약합니다(CSQ {signal}). 안테나를 확인해 주세요."),
            format!("the signal is weak (CSQ {signal}); check the antenna"),
        );
    }
    let ims = modem.answer("AT+QCFG=\"ims\"");
    if ims.and_then(|ims| ims.rsplit(',').next()) == Some("0") {
        judge.note(
            Number::NoVolte, "VoLTE가 붙지 않았습니다. LG유플러스는 VoLTE가 없으면 통화가 안 되고, 통신사에 단말 등록이 필요할 수 있습니다.",
            "VoLTE is not up; LG U+ has no voice without it, and a carrier may want the device registered",
        );
    }
}

fn sound(modem: &ModemReport, judge: &mut Judge<'_>) {
    let refused = modem.accepts("AT+QPCMV=1,2") == Some(false);
    if modem.card.is_some() && refused {
        judge.note(
            Number::CardRefused,
            "USB 사운드 카드로 소리를 보내지 못하는 펌웨어입니다. audio = \"serial\"로 써 주세요.",
            "this firmware refuses voice over its sound card; write audio = \"serial\"",
        );
    }
    if modem.card.is_none() && modem.pcm_port.is_some() && modem.socket.is_some() {
        judge.note(
            Number::CardOff, "USB 사운드 카드가 꺼져 있어 직렬 포트로 소리를 냅니다. 켜려면 usbcfg의 마지막 값을 1로 바꾸고 모뎀을 다시 \
             시작해야 합니다. 문지기는 이 값을 스스로 바꾸지 않습니다.",
            "its sound card is switched off, so voice goes over the serial port; to switch it on, the last \
             value of usbcfg becomes 1 and the modem restarts. Munjigi never changes that by itself",
        );
    }
}

/// Above this the store is nearly full: nothing comes in any more once it is.
const NEARLY_FULL: u32 = 80;

fn texts(modem: &ModemReport, judge: &mut Judge<'_>) {
    let storage = modem.answer("AT+CPMS?").and_then(|answer| {
        let mut fields = answer.split(',').skip(1);
        let used: u32 = fields.next()?.trim().parse().ok()?;
        let room: u32 = fields.next()?.trim().parse().ok()?;
        (room > 0).then_some((used, room))
    });
    if let Some((used, room)) = storage
        && used * 100 >= room * NEARLY_FULL
    {
        judge.note(
            Number::TextsFull, format!("문자 보관함이 거의 찼습니다({used}/{room}). 가득 차면 문자가 오지 않습니다."),
            format!("the store for texts is nearly full ({used} of {room}); when it is, no text comes in"),
        );
    }
}
