//! The numbers of the doctor's findings, and what to do about each.
//!
//! A number means the same in every version; one that is not used any more is not given again. `docs/doctor.md` is this
//! table (`munjigi doctor --numbers`).

use std::fmt;

use serde::{Serialize, Serializer};

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Number {
    /// `/sys` cannot be read.
    NoSysfs = 1,
    /// No modem is plugged in.
    NoModem = 2,
    /// ModemManager runs.
    ModemManager = 3,
    /// The udev rules are not there.
    NoUdevRules = 4,
    /// A module that is not known.
    UnknownModule = 5,
    /// The AT port is missing.
    NoAtPort = 6,
    /// Neither a sound card nor a voice port.
    NoVoice = 7,
    /// USB autosuspend is on.
    Autosuspend = 8,
    /// Another program has the port.
    PortHeld = 10,
    /// The running box has the port.
    PortOurs = 11,
    /// The port may not be opened.
    PortDenied = 12,
    /// The port cannot be opened.
    PortNotOpened = 13,
    /// It does not answer.
    Silent = 14,
    /// It stopped answering.
    Lost = 15,
    /// It answers too slowly.
    TooSlow = 16,
    /// It restarted.
    Restarted = 17,
    /// A setting that was tried stayed.
    NotRestored = 18,
    /// The SIM wants its PIN.
    SimPin = 20,
    /// The SIM is blocked.
    SimPuk = 21,
    /// The SIM is missing or broken.
    SimUnusable = 22,
    /// No network.
    NotRegistered = 30,
    /// The signal is weak.
    WeakSignal = 31,
    /// Voice over LTE is down.
    NoVolte = 32,
    /// The firmware sends no voice to its sound card.
    CardRefused = 40,
    /// The sound card is switched off.
    CardOff = 41,
    /// The store for texts is nearly full.
    TextsFull = 50,
    /// The service does not run.
    ServiceDown = 60,
    /// The service may not be asked.
    ServiceDenied = 61,
    /// The service does not answer, or not as it should.
    ServiceStrange = 62,
    /// The service says that something does not work.
    ServiceUnwell = 63,
    /// The data may not be looked at.
    DataDenied = 69,
    /// The disk is full, or nearly.
    DiskFull = 70,
    /// The clock is before 2024.
    ClockUnset = 71,
    /// Recordings without their key.
    KeyMissing = 80,
    /// Others can read the key.
    KeyOpen = 81,
    /// The key is none.
    KeyBroken = 82,
    /// The database is damaged.
    DatabaseDamaged = 85,
    /// The database cannot be opened.
    DatabaseUnusable = 86,
    /// A model is missing.
    ModelMissing = 90,
    /// A model is not that of the catalog.
    ModelDamaged = 91,
    /// The language model of the settings does not listen.
    NoAdviser = 92,
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "M{:03}", *self as u16)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A row of the table: what it is and what to do, in Korean and English.
struct Row {
    number: Number,
    what: [&'static str; 2],
    remedy: [&'static str; 2],
}

const fn row(number: Number, what: [&'static str; 2], remedy: [&'static str; 2]) -> Row {
    Row {
        number,
        what,
        remedy,
    }
}

#[rustfmt::skip]
static ROWS: [Row; 41] = {
    use Number::*;
    [
        row(NoSysfs, ["모뎀을 찾아볼 수 없음", "`/sys` cannot be read"], ["`/sys`가 마운트되어 있는지 보아 주세요.", "is `/sys` mounted?"]),
        row(NoModem, ["모뎀이 없음", "no modem"], ["꽂혀 있는지, 전원이 들어오는지, `lsusb`에 2c7c가 나오는지 보아 주세요.", "is it plugged in and powered, and does `lsusb` show 2c7c?"]),
        row(ModemManager, ["ModemManager가 실행 중", "ModemManager is running"], ["udev 규칙을 설치하거나 `sudo systemctl mask --now ModemManager`.", "install the udev rules, or `sudo systemctl mask --now ModemManager`"]),
        row(NoUdevRules, ["udev 규칙이 없음", "the udev rules are not installed"], ["`udev/README.md`대로 설치해 주세요.", "install them: `udev/README.md`"]),
        row(UnknownModule, ["모르는 모듈", "an unknown module"], ["음성이 되는 EC25 같은 모듈을 꽂아 주세요.", "use one of the known ones, such as the EC25"]),
        row(NoAtPort, ["AT 포트가 없음", "no AT port (interface 02)"], ["`sudo modprobe option`을 하고 `dmesg`를 보아 주세요.", "`sudo modprobe option`, then look at `dmesg`"]),
        row(NoVoice, ["음성이 나올 곳이 없음", "voice has no way out"], ["모듈의 USB 설정(usbcfg)을 확인하거나 다른 모듈을 써 주세요.", "check the module's `usbcfg`, or use another module"]),
        row(Autosuspend, ["USB 절전이 켜짐", "USB autosuspend is on"], ["udev 규칙을 설치하면 꺼집니다.", "the udev rules switch it off"]),
        row(PortHeld, ["다른 프로그램이 모뎀을 씀", "another program has the modem"], ["함께 적힌 프로그램을 꺼 주세요.", "stop the program that is named with it"]),
        row(PortOurs, ["켜져 있는 문지기가 모뎀을 씀", "the running box has the modem"], ["할 일이 없습니다. `munjigi modem ask`로 물을 수 있습니다.", "nothing; `munjigi modem ask` asks it"]),
        row(PortDenied, ["포트를 열 권한이 없음", "no permission to open the port"], ["`sudo adduser $USER dialout`을 하고 다시 로그인해 주세요.", "`sudo adduser $USER dialout`, then log in again"]),
        row(PortNotOpened, ["포트를 열 수 없음", "the port cannot be opened"], ["함께 적힌 까닭을 보아 주세요. 설정의 포트 이름이 맞는지도 보아 주세요.", "the reason stands with it; is the port in the settings right?"]),
        row(Silent, ["AT에 대답하지 않음", "it does not answer AT"], ["뽑았다 다시 꽂고, 그래도 그러면 전원을 껐다 켜 주세요.", "replug it; if that does not help, switch the box off and on"]),
        row(Lost, ["묻는 도중에 끊김", "it stopped answering"], ["전원(순간 2 A)과 케이블을 확인해 주세요.", "check the supply (2 A for moments) and the cable"]),
        row(TooSlow, ["대답이 느림", "it answers too slowly"], ["`--limit`를 늘려 다시 해 주세요.", "try again with a longer `--limit`"]),
        row(Restarted, ["묻는 도중에 다시 시작함", "it restarted meanwhile"], ["전원을 더 센 것으로 바꿔 주세요(순간 2 A).", "use a stronger supply (2 A for moments)"]),
        row(NotRestored, ["시험한 설정이 남음", "a setting that was tried stayed"], ["모뎀을 다시 시작하면 원래대로 됩니다.", "a restart of the modem sets it back"]),
        row(SimPin, ["유심에 PIN이 걸림", "the SIM wants its PIN"], ["휴대전화에서 풀거나 설정에 `sim_pin_file`을 적어 주세요.", "remove it in a telephone, or set `sim_pin_file`"]),
        row(SimPuk, ["유심이 잠김", "the SIM is blocked"], ["PUK를 통신사에 물어보셔야 합니다.", "its carrier knows the PUK"]),
        row(SimUnusable, ["유심을 쓸 수 없음", "the SIM cannot be used"], ["꽂혀 있는지, 방향이 맞는지 보아 주세요.", "is it there, and the right way round?"]),
        row(NotRegistered, ["통신망에 등록되지 않음", "not registered with the network"], ["안테나와 유심 개통 상태를 확인해 주세요.", "check the antenna and whether the SIM is active"]),
        row(WeakSignal, ["신호가 약함", "the signal is weak"], ["안테나를 창가로 옮기거나 더 좋은 것으로 바꿔 주세요.", "move the antenna to a window, or use a better one"]),
        row(NoVolte, ["VoLTE가 붙지 않음", "VoLTE is not up"], ["통신사에 단말 등록이 필요한지 물어보아 주세요.", "ask the carrier whether the device has to be registered"]),
        row(CardRefused, ["펌웨어가 USB 사운드 카드로 소리를 보내지 않음", "the firmware sends no voice to its sound card"], ["설정에 `audio = \"serial\"`을 적어 주세요.", "write `audio = \"serial\"`"]),
        row(CardOff, ["USB 사운드 카드가 꺼져 있음", "its sound card is switched off"], ["그대로도 됩니다. 켜려면 usbcfg의 마지막 값을 1로 바꿔 주세요.", "it works as it is; to switch it on, the last value of `usbcfg` becomes 1"]),
        row(TextsFull, ["문자 보관함이 거의 참", "the modem's store for texts is nearly full"], ["문지기를 켜 두면 읽고 비웁니다.", "the running box reads and empties it"]),
        row(ServiceDown, ["문지기가 실행 중이 아님", "the box does not run"], ["`sudo systemctl start munjigi`로 켜고, 다시 꺼지면 `journalctl -u munjigi`를 보아 주세요.", "`sudo systemctl start munjigi`; if it stops again, `journalctl -u munjigi`"]),
        row(ServiceDenied, ["문지기에게 물을 권한이 없음", "the box may not be asked"], ["`sudo`로 하거나 사용자를 `munjigi` 그룹에 넣어 주세요.", "use `sudo`, or add the user to the group `munjigi`"]),
        row(ServiceStrange, ["문지기가 제대로 대답하지 않음", "the box does not answer as it should"], ["`sudo systemctl restart munjigi`로 다시 시작해 주세요.", "`sudo systemctl restart munjigi`"]),
        row(ServiceUnwell, ["문지기가 무언가 안 된다고 함", "the box says that something does not work"], ["함께 적힌 대로 해 주세요. 모두 보려면 `munjigi health`.", "do what stands with it; `munjigi health` shows all"]),
        row(DataDenied, ["데이터를 볼 권한이 없음", "the data may not be looked at"], ["`sudo munjigi doctor`로 다시 해 주세요.", "try again with `sudo munjigi doctor`"]),
        row(DiskFull, ["저장 공간이 모자람", "the disk is full, or nearly"], ["`journalctl --vacuum-size=50M`, 필요 없는 파일을 지워 주세요.", "`journalctl --vacuum-size=50M`, and remove what is not needed"]),
        row(ClockUnset, ["시계가 맞지 않음(2024년 이전)", "the clock is before 2024"], ["유심이 망에 붙으면 맞춰집니다. 급하면 `sudo date -s`.", "the network sets it once the SIM is registered; or `sudo date -s`"]),
        row(KeyMissing, ["녹음은 있는데 열쇠(vault.key)가 없음", "recordings without their key (`vault.key`)"], ["따로 둔 열쇠를 제자리에 넣어 주세요(권한 600). 없으면 그 녹음은 열 수 없습니다.", "put the copy of the key back (mode 600); without it they cannot be opened"]),
        row(KeyOpen, ["남이 열쇠를 읽을 수 있음", "others can read the key"], ["`sudo chmod 600`으로 고쳐 주세요. 그때까지 녹음하지 않습니다.", "`sudo chmod 600` it; nothing is recorded before"]),
        row(KeyBroken, ["열쇠 파일이 깨짐", "the key file is broken"], ["따로 둔 열쇠로 바꿔 주세요.", "put the copy of the key in its place"]),
        row(DatabaseDamaged, ["데이터베이스가 손상됨", "the database is damaged"], ["서비스를 멈추고 파일을 옮겨 둔 뒤 백업을 넣어 주세요. 저장장치를 바꾸는 것이 좋습니다.", "stop the service, move the file aside, put a backup in its place; better change the disk too"]),
        row(DatabaseUnusable, ["데이터베이스를 열 수 없음", "the database cannot be opened"], ["디스크가 차지 않았는지, 파일의 주인이 `munjigi`인지 보아 주세요.", "is the disk full, and does the file belong to `munjigi`?"]),
        row(ModelMissing, ["음성 모델이 없음", "a speech model is missing"], ["모델 업데이트를 설치해 주세요(개발 기계에서는 `sh scripts/setup.sh`).", "install the update of the models (in a source tree `sh scripts/setup.sh`)"]),
        row(ModelDamaged, ["음성 모델이 손상됨", "a speech model is damaged"], ["모델 업데이트를 다시 설치해 주세요.", "install the update of the models again"]),
        row(NoAdviser, ["설정의 언어 모델이 없음", "the language model of the settings does not listen"], ["그 프로그램을 켜거나 설정에서 `[understanding]`을 지워 주세요. 없어도 전화는 받습니다.", "start it, or take `[understanding]` out of the settings; calls are answered without it"]),
    ]
};

/// The page of all numbers, `docs/doctor.md`.
#[must_use]
pub fn page() -> String {
    let mut page = "# What the doctor finds · 진단 번호\n\n\
        `munjigi doctor` (on the serial console: page 2, `d`) names what it finds by these numbers, which stay the same in \
        every version. This page is printed by `munjigi doctor --numbers`.\n\n\
        `munjigi doctor`가 찾은 것의 번호입니다. 판이 바뀌어도 번호의 뜻은 바뀌지 않습니다.\n\n\
        | 번호 | 무엇 / what | 할 일 / remedy |\n|---|---|---|\n"
        .to_owned();
    for row in &ROWS {
        let ([korean, english], [do_korean, do_english]) = (row.what, row.remedy);
        page.push_str(&format!(
            "| {} | {korean}<br>{english} | {do_korean}<br>{do_english} |\n",
            row.number
        ));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_in_order_and_every_row_is_in_both_languages() {
        assert!(ROWS.is_sorted_by_key(|row| row.number as u16));
        for pair in ROWS.windows(2) {
            assert_ne!(pair[0].number, pair[1].number);
        }
        let hangul = |text: &str| text.chars().any(|c| ('가'..='힣').contains(&c));
        for row in &ROWS {
            for [korean, english] in [row.what, row.remedy] {
                assert!(hangul(korean), "{}", row.number);
                assert!(!english.is_empty() && !hangul(english), "{}", row.number);
            }
        }
        assert_eq!(Number::PortDenied.to_string(), "M012");
    }

    #[test]
    fn the_page_is_the_one_that_is_printed() {
        let there = std::fs::read_to_string("docs/doctor.md").unwrap();
        assert_eq!(
            there,
            page(),
            "cargo run -- doctor --numbers > docs/doctor.md"
        );
    }
}
