//! What can be typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use jiff::civil::DateTime;

use crate::{
    app::profile,
    optout::Entry,
    phone::{Keys, PhoneNumber},
    speech::host::{Fault, Role},
};

/// 문지기: 가게 전화를 대신 받는 상자 / the doorkeeper of a small shop's phone
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub struct Args {
    /// 결과를 JSON으로 출력 / print the result as JSON
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub verb: Verb,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// 전화를 받습니다 / answer calls
    Run {
        /// 설정 파일 / the settings file
        #[arg(long, default_value = "munjigi.toml")]
        config: PathBuf,
    },
    /// 장비 없이 전화 한 통을 보여 줍니다 / watch the box take a call, without any hardware
    Demo(Demo),
    /// 상자의 목소리로 말합니다 / speak with the box's voice
    Say(Say),
    /// 소리 파일을 알아듣습니다 / recognise a sound file
    Hear(Hear),
    /// 시나리오로 시험합니다 / play scenarios
    #[command(subcommand)]
    Sim(Sim),
    /// 설정을 확인합니다 / look at the settings
    #[command(subcommand)]
    Config(ConfigVerb),
    /// 통화 기록을 봅니다 / look at calls
    #[command(subcommand)]
    Call(CallVerb),
    /// 예약을 봅니다 / look at bookings
    #[command(subcommand)]
    Booking(BookingVerb),
    /// 대답하지 못한 질문을 봅니다 / look at unanswered questions
    #[command(subcommand)]
    Question(QuestionVerb),
    /// 모뎀을 진찰합니다 / examine the modems
    ///
    /// 아무것도 바꾸지 않고, 전화를 걸거나 문자를 보내지 않습니다 / changes nothing, dials and sends nothing
    Doctor(Doctor),
    /// 기술자의 화면을 엽니다(직렬 콘솔) / the technician's screen, for a serial line
    Console(Console),
    /// 켜져 있는 문지기와 회선의 상태 / how the running box and its lines stand
    ///
    /// 종료 코드: 0 모두 받을 수 있음, 1 어떤 회선이 안 됨, 2 꺼져 있거나 모든 회선이 안 됨 /
    /// exit code: 0 every line takes calls, 1 some line does not, 2 none does or the box is down
    Status {
        #[command(flatten)]
        here: Here,
    },
    /// 필요한 것이 모두 되는지 봅니다 / whether everything works that a box needs
    ///
    /// 종료 코드: 0 좋음, 1 알아 둘 것이 있음, 2 고쳐야 함 / exit code: 0 ok, 1 degraded, 2 failed
    Health {
        /// 한 문장을 말하고 알아들어 봅니다 / speak a sentence and recognise it as well
        #[arg(long)]
        speech: bool,
        #[command(flatten)]
        here: Here,
    },
    /// 켜져 있는 문지기의 모뎀에 묻습니다 / ask a modem of the running box
    #[command(subcommand)]
    Modem(ModemVerb),
    /// 상자를 처음으로 되돌립니다 / back to how the box came
    Reset(Reset),
    /// 도와줄 사람에게 보낼 묶음을 만듭니다(전화번호, 이름, 말은 들어가지 않습니다) / a file for whoever helps; no number, name or
    /// word of anybody is in it
    SupportBundle {
        /// 만들 파일 / the file to write
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
        /// 모뎀 하나에 쓸 시간(초) / seconds for each modem
        #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u16).range(1..=3600))]
        limit: u16,
        #[command(flatten)]
        here: Here,
    },
    /// 문자 메시지를 들여다봅니다 / look into text messages
    #[command(subcommand)]
    Sms(SmsVerb),
    /// 광고 문자의 080 수신거부 / 080 opt-out of ad texts
    #[command(subcommand, name = "optout")]
    OptOut(OptOutVerb),
    /// 업데이트 / updates
    #[command(subcommand)]
    Ota(super::ota::OtaVerb),
    /// 음성 모델을 확인합니다 / look at the speech models
    #[command(subcommand)]
    Models(ModelsVerb),
    /// 버전 / the version
    Version,
    /// 안에서만 씁니다 / internal: an engine process of a running box
    #[command(hide = true)]
    Engine(Engine),
}

/// Which box is meant.
#[derive(Debug, clap::Args)]
pub struct Here {
    /// 설정 파일(기본: munjigi.toml, 없으면 /etc/munjigi/munjigi.toml) / the settings file; usually munjigi.toml, or else
    /// /etc/munjigi/munjigi.toml
    #[arg(long)]
    pub config: Option<PathBuf>,
    /// 문지기의 소켓(기본: 설정의 것, 없으면 /run/munjigi/control.sock) / the socket of the running box; usually that of the
    /// settings, or else /run/munjigi/control.sock
    #[arg(long)]
    pub socket: Option<PathBuf>,
}

/// `munjigi console`
#[derive(Debug, clap::Args)]
pub struct Console {
    #[command(flatten)]
    pub here: Here,
    /// 화면을 ASCII로만 그립니다(영어) / draw with ASCII alone, in English
    #[arg(long)]
    pub ascii: bool,
    /// 영어로 시작합니다 / begin in English
    #[arg(long)]
    pub english: bool,
    /// root만 할 수 있는 명령 앞에 둘 말 / what stands before a command that only root may run
    #[arg(long, default_value = "sudo -n")]
    pub as_root: String,
}

/// `munjigi modem`
#[derive(Debug, Subcommand)]
pub enum ModemVerb {
    /// 목록에 있는 질문 하나를 합니다. 아무것도 바꾸지 않습니다 / ask one of the list; changes nothing
    Ask {
        /// AT+CSQ 처럼 / like AT+CSQ
        question: String,
        /// 회선 이름 / which line
        #[arg(long, default_value = "1")]
        line: String,
        #[command(flatten)]
        here: Here,
    },
    /// 할 수 있는 질문의 목록 / the questions that can be asked
    Questions,
}

/// `munjigi reset`
#[derive(Debug, clap::Args)]
pub struct Reset {
    /// 공장 초기화: 통화, 예약, 메모, 문자, 녹음과 그 열쇠, 만들어 둔 문장을 지웁니다. 설정과 모델은 남습니다 / factory reset:
    /// erases calls, bookings, messages, texts, recordings with their key, rendered prompts; settings and models stay
    #[arg(
        long,
        required_unless_present = "claim",
        requires = "yes_erase_everything"
    )]
    pub factory: bool,
    /// 되살릴 수 없다는 것을 압니다 / I know that nothing of it can be brought back
    #[arg(long, requires = "factory")]
    pub yes_erase_everything: bool,
    /// 사장님 등록 풀기: 문자로 등록한 번호를 잊고 새 등록번호를 만듭니다 / gives the box up: forgets who has claimed it by
    /// text, and makes a new code
    #[arg(long, conflicts_with = "factory")]
    pub claim: bool,
    #[command(flatten)]
    pub here: Here,
}

/// `munjigi engine`: started by `run` and `demo`, with a pipe as standard input that tells it when to
/// end. Not for people; its options change without notice.
#[derive(Debug, clap::Args)]
pub struct Engine {
    /// hearing or voice
    pub role: Role,
    /// Where to listen.
    #[arg(long)]
    pub socket: PathBuf,
    /// Which start of this engine it is.
    #[arg(long, default_value_t = 1)]
    pub start: u32,
    /// The folder of the models.
    #[arg(long)]
    pub models: Option<PathBuf>,
    /// The voice.
    #[arg(long)]
    pub voice: Option<String>,
    /// The speed.
    #[arg(long)]
    pub speed: Option<f32>,
    /// Threads for each model.
    #[arg(long)]
    pub threads: Option<u8>,
    /// No models: a list of what is heard, a hum for a voice.
    #[arg(long)]
    pub scripted: bool,
    /// What is heard, one turn after the other.
    #[arg(long, requires = "scripted")]
    pub heard: Vec<String>,
    /// What shall go wrong, and when.
    #[arg(long, requires = "scripted")]
    pub fault: Option<Fault>,
}

/// `munjigi optout`
#[derive(Debug, Subcommand)]
pub enum OptOutVerb {
    /// 표준 입력의 문자(글 또는 JSON 줄)에서 수신거부 번호를 찾습니다 / find the opt-out number in texts from standard
    /// input, one text or lines of JSON
    Extract,
    /// 표준 입력의 안내 음성 받아쓰기(글 또는 JSON 줄)를 판정합니다 / judge what a line has said, from standard input
    Judge,
    /// 광고 문자와 그 결과 / ad texts and what came of them
    List {
        /// 데이터베이스 / the database
        #[arg(long, default_value = "data/munjigi.db")]
        db: PathBuf,
    },
    /// 수신거부 전화를 걸게 합니다(문지기가 켜져 있어야 겁니다) / have a number called (the running box dials)
    Add {
        /// 080 번호 / the toll-free number
        number: PhoneNumber,
        /// 광고에 적힌 번호 / the ID of the ad
        #[arg(long)]
        id: Option<Keys>,
        /// 아무것도 누르지 않고 안내만 들어 봅니다 / press nothing, learn what the line asks for
        #[arg(long)]
        listen: bool,
        /// 회선 이름 / over which line
        #[arg(long, default_value = "1")]
        line: String,
        /// 데이터베이스 / the database
        #[arg(long, default_value = "data/munjigi.db")]
        db: PathBuf,
    },
    /// 한 번호에 건 전화의 증거: 안내, 누른 것, 시각, 녹음 / the evidence of one: what was said and entered, when, and the
    /// recording
    Show {
        /// `optout list`의 번호 / the number of its row in `optout list`
        row: i64,
        /// 데이터베이스 / the database
        #[arg(long, default_value = "data/munjigi.db")]
        db: PathBuf,
    },
    /// 수신거부 뒤에도 오는 광고를 신고할 글 / a complaint about ads that go on, to be sent as it is
    Report {
        /// `optout list`의 번호 / the number of its row in `optout list`
        row: i64,
        /// 데이터베이스 / the database
        #[arg(long, default_value = "data/munjigi.db")]
        db: PathBuf,
    },
    /// 번호마다 알고 있는 것 / what is known of each line
    #[command(subcommand)]
    Pattern(PatternVerb),
}

/// `munjigi optout pattern`
#[derive(Debug, Subcommand)]
pub enum PatternVerb {
    /// 모두 보여 줍니다 / all of them
    List {
        /// 데이터베이스 / the database
        #[arg(long, default_value = "data/munjigi.db")]
        db: PathBuf,
    },
    /// 표준 입력의 파일(export가 쓴 것 또는 옛 patterns.json)을 읽어 들입니다 / read a file from standard input: one that
    /// export has written, or an old patterns.json
    Import {
        /// 데이터베이스 / the database
        #[arg(long, default_value = "data/munjigi.db")]
        db: PathBuf,
    },
    /// import가 읽는 파일로 씁니다 / write a file that import reads
    Export {
        /// 데이터베이스 / the database
        #[arg(long, default_value = "data/munjigi.db")]
        db: PathBuf,
    },
    /// 무엇을 누르는지 적습니다: phone#, id#, yes, 또는 키 / say what is entered: phone#, id#, yes, or keys
    Set {
        /// 080 번호 / the toll-free number
        number: PhoneNumber,
        /// 차례대로 / in order
        #[arg(value_name = "ENTRY")]
        entered: Vec<Entry>,
        /// 누구의 번호인지 / whose it is
        #[arg(long)]
        name: Option<String>,
        /// 버튼음을 소리로 냅니다 / play the keys as sound
        #[arg(long)]
        by_sound: bool,
        /// 데이터베이스 / the database
        #[arg(long, default_value = "data/munjigi.db")]
        db: PathBuf,
    },
    /// 한 번호를 잊습니다 / forget one number
    Forget {
        /// 080 번호 / the toll-free number
        number: PhoneNumber,
        /// 데이터베이스 / the database
        #[arg(long, default_value = "data/munjigi.db")]
        db: PathBuf,
    },
}

/// `munjigi demo`
#[derive(Debug, clap::Args)]
pub struct Demo {
    /// 이 컴퓨터의 마이크와 스피커로 직접 통화합니다 / be the caller, on this machine's microphone and speaker
    #[arg(long, conflicts_with = "scenario")]
    pub talk: bool,
    /// 결과를 둘 곳 / where the recording and the database go
    #[arg(long, default_value = "demo-out")]
    pub out: PathBuf,
    /// 다른 시나리오 / another scenario than the first call
    #[arg(long)]
    pub scenario: Option<PathBuf>,
    /// 끝나고 녹음을 다시 알아듣는 확인을 건너뜁니다 / skip reading the recording back at the end
    #[arg(long)]
    pub no_check: bool,
}

/// `munjigi doctor`
#[derive(Debug, clap::Args)]
pub struct Doctor {
    #[command(flatten)]
    pub here: Here,
    /// 모든 번호와 할 일을 출력합니다(docs/doctor.md) / print the page of all numbers and remedies
    #[arg(long)]
    pub numbers: bool,
    /// 모뎀 하나에 쓸 시간(초) / seconds for each modem
    #[arg(long, default_value_t = 120, value_parser = clap::value_parser!(u16).range(1..=3600))]
    pub limit: u16,
    /// /sys 대신 볼 곳 / where /sys is
    #[arg(long, default_value = "/sys")]
    pub sys_root: PathBuf,
    /// /dev 대신 볼 곳 / where /dev is
    #[arg(long, default_value = "/dev")]
    pub dev_root: PathBuf,
    /// /proc 대신 볼 곳 / where /proc is
    #[arg(long, default_value = "/proc")]
    pub proc_root: PathBuf,
}

/// `munjigi say`
#[derive(Debug, clap::Args)]
pub struct Say {
    /// 할 말 / what to say
    pub text: String,
    /// WAV 파일(8 kHz, 전화 음질) / the WAV file to write (8 kHz, as the line carries it)
    #[arg(long, default_value = "say.wav")]
    pub out: PathBuf,
    /// 목소리 / the voice; several joined by +
    #[arg(long)]
    pub voice: Option<String>,
    /// 말 빠르기 / the speed, 1.0 is the voice's own
    #[arg(long)]
    pub speed: Option<f32>,
    /// 천천히: "천천히 말씀해 주세요" 뒤처럼 / as it speaks after it was asked to speak more slowly
    #[arg(long)]
    pub slowly: bool,
}

/// `munjigi hear`
#[derive(Debug, clap::Args)]
pub struct Hear {
    /// WAV 파일(모노 16비트, 8 또는 16 kHz) / a WAV file: mono, 16 bits, 8 or 16 kHz
    pub file: PathBuf,
}

/// `munjigi sim`
#[derive(Debug, Subcommand)]
pub enum Sim {
    /// 시나리오 파일을 돌립니다 / play scenario files
    Run(SimRun),
    /// 손으로 다루는 가상 EC25 / the virtual EC25 by hand
    Modem(SimModem),
    /// 글로 전화해 봅니다 / call the receptionist in writing
    Chat(SimChat),
    /// 시나리오를 여러 번 돌려 종류별로 셉니다 / play scenarios several times and count by kind
    Eval(SimEval),
}

/// `munjigi sim eval`
#[derive(Debug, clap::Args)]
pub struct SimEval {
    /// 시나리오 파일 / scenario files
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// 몇 번씩 / how often each, with other dice
    #[arg(long, default_value_t = 3)]
    pub repeat: u32,
    /// 말을 목소리로 만들어 전화선에 보내고 음성 인식으로 듣습니다 / speak, carry and recognise what is said
    #[arg(long)]
    pub heard: bool,
    /// 말의 시작과 끝, 끼어들기까지 실제 귀가 듣고, 차례를 얼마나 잘 지키는지 잽니다 / real ears hear when turns begin and end and who
    /// interrupts; how well the box takes turns is measured
    #[arg(long, conflicts_with = "heard")]
    pub ears: bool,
    /// 상대의 목소리 / the voice at the other end, where a scenario names none
    #[arg(long)]
    pub voice: Option<String>,
    /// 시나리오에 잡음이 없을 때의 잡음(dB) / noise of lines that have none of their own, in dB below the speech
    #[arg(long)]
    pub noise_db: Option<f32>,
    /// 누가 언제 말했는지 보여 줍니다 / show who spoke when
    #[arg(long, requires = "ears")]
    pub turns: bool,
    /// 그르친 통화의 대화를 보여 줍니다 / show the talk of what failed
    #[arg(long)]
    pub talk: bool,
}

/// `munjigi sim chat`
#[derive(Debug, clap::Args)]
pub struct SimChat {
    /// 가게 파일 / the shop file
    #[arg(long, default_value = "shop.toml")]
    pub shop: PathBuf,
    /// 거는 번호, 또는 withheld / the number that calls, or `withheld`
    #[arg(long, default_value = "010-2345-6789")]
    pub from: String,
    /// 전화한 때, 2026-11-19T18:03 처럼. 없으면 지금 / when; now if it is not given
    #[arg(long, value_parser = moment)]
    pub at: Option<DateTime>,
}

fn moment(text: &str) -> Result<DateTime, &'static str> {
    text.parse()
        .map_err(|_| "2026-11-19T18:03처럼 적어 주세요 / write it like 2026-11-19T18:03")
}

/// `munjigi booking`
#[derive(Debug, Subcommand)]
pub enum BookingVerb {
    /// 예약 목록 / all bookings
    List {
        /// 데이터베이스 / the database
        #[arg(long, default_value = "data/munjigi.db")]
        db: PathBuf,
    },
    /// 예약이 어떻게 되었는지 적습니다: stands, cancelled, kept, no-show / say how a booking stands
    Mark {
        /// 예약 번호 / the booking's number
        booking: i64,
        /// stands, cancelled, kept, no-show
        state: String,
        /// 데이터베이스 / the database
        #[arg(long, default_value = "data/munjigi.db")]
        db: PathBuf,
    },
}

/// `munjigi question`
#[derive(Debug, Subcommand)]
pub enum QuestionVerb {
    /// 대답하지 못한 질문들 / questions that could not be answered
    List {
        /// 데이터베이스 / the database
        #[arg(long, default_value = "data/munjigi.db")]
        db: PathBuf,
    },
    /// 질문에 대답을 적습니다. 다음 전화부터 그렇게 말합니다 / answer one; callers get it from then on
    Answer {
        /// 질문 번호 / the question's number
        question: i64,
        /// 대답 / the answer
        answer: String,
        /// 데이터베이스 / the database
        #[arg(long, default_value = "data/munjigi.db")]
        db: PathBuf,
    },
}

/// `munjigi sim run`
#[derive(Debug, clap::Args)]
pub struct SimRun {
    /// 시나리오 파일 / scenario files
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// 소리 없이 가상 시간으로 / in virtual time, without sound
    #[arg(long)]
    pub fast: bool,
    /// 여러 번 돌려 가장 나쁜 결과를 봅니다 / play each so often and report the worst
    #[arg(long, default_value_t = 1)]
    pub repeat: u32,
    /// 시나리오의 것을 대신할 시드 / a seed instead of the scenario's own
    #[arg(long)]
    pub seed: Option<u64>,
    /// 녹음을 둘 곳 / where recordings go (not with --fast)
    #[arg(long)]
    pub out: Option<PathBuf>,
}

/// `munjigi sim modem`
#[derive(Debug, clap::Args)]
pub struct SimModem {
    /// 포트와 가짜 /sys를 둘 곳 / where its ports and a tree like /sys go
    #[arg(long)]
    pub dir: Option<PathBuf>,
    /// 시드 / the seed of its latencies
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// 어떤 모듈인지 / which module: ec25, ec20, ep06, eg25-a0.302, qdc507
    #[arg(long, default_value = "ec25")]
    pub profile: String,
    /// 사운드 카드가 있는 것처럼 / show a sound card as well (UAC)
    #[arg(long)]
    pub card: bool,
    /// 모뎀 두 개 / two modems
    #[arg(long)]
    pub second: bool,
    /// 커널의 가상 USB에 꽂습니다(관리자, vhci-hcd) / on the kernel's virtual USB host controller (root, vhci-hcd)
    #[arg(long)]
    pub usb: bool,
    /// 상대가 차례를 지켜 말합니다 / the far end speaks in turn instead of humming all the time
    #[arg(long)]
    pub talks: bool,
    /// 어긴 규칙을 끝에 보여 줍니다 / show the rules that the host has broken at the end
    #[arg(long)]
    pub strict: bool,
}

/// `munjigi config`
#[derive(Debug, Subcommand)]
pub enum ConfigVerb {
    /// 설정 파일의 잘못을 모두 보여 줍니다 / show every mistake in the settings
    Check {
        /// 설정 파일 / the settings file
        #[arg(default_value = "munjigi.toml")]
        config: PathBuf,
        /// 설정 파일 대신 보드 프로필을 봅니다 / look at the profile of a board instead
        #[arg(long, value_name = "FILE", conflicts_with = "config")]
        board: Vec<PathBuf>,
    },
    /// 처음 켤 때: 없는 설정 파일을 이 보드에 맞게 만듭니다 / first start: write the settings that are not there, for this
    /// board
    First {
        /// 둘 곳 / where they go
        #[arg(long, default_value = "/etc/munjigi")]
        dir: PathBuf,
        /// 보드 프로필이 있는 폴더 / the folder of the board profiles
        #[arg(long, default_value = "/usr/share/munjigi/boards")]
        boards: PathBuf,
        /// 보드 이름이 적힌 곳 / where the board says what it is
        #[arg(long, default_value = profile::COMPATIBLE)]
        compatible: PathBuf,
    },
    /// shop.toml에 적을 수 있는 것을 모두 보여 줍니다 / everything that shop.toml may hold
    Shop,
}

/// `munjigi call`
#[derive(Debug, Subcommand)]
pub enum CallVerb {
    /// 통화 목록 / all calls
    List {
        /// 데이터베이스 / the database
        #[arg(long, default_value = "data/munjigi.db")]
        db: PathBuf,
    },
    /// 시험 전화를 겁니다 / place a test call (the running box dials)
    Dial {
        /// 걸 번호 / whom to call
        number: PhoneNumber,
        /// 받으면 누를 번호 / keys to press once it is answered
        #[arg(long, conflicts_with_all = ["loop_back", "tone"])]
        press: Option<Keys>,
        /// 10초 동안 들리는 소리를 1초 뒤에 돌려줍니다 / for 10 s play back what is heard, a second later
        #[arg(long = "loop", conflicts_with = "tone")]
        loop_back: bool,
        /// 1004 Hz를 5초, 그다음 모든 버튼음을 냅니다 / play 1004 Hz for 5 s, then every key
        #[arg(long)]
        tone: bool,
        /// 회선 이름 / over which line
        #[arg(long, default_value = "1")]
        line: String,
        /// 데이터베이스 / the database
        #[arg(long, default_value = "data/munjigi.db")]
        db: PathBuf,
    },
    /// 암호로 잠긴 녹음을 WAV로 꺼냅니다. 왜 듣는지 적어야 하고, 그 기록이 남습니다 / unlock a recording into a WAV file; the
    /// reason is asked for and written down
    Export {
        /// 통화 번호 / the call's number
        call: i64,
        /// WAV 파일(왼쪽 상대, 오른쪽 문지기) / the WAV file: the far end left, the box right
        #[arg(long)]
        out: PathBuf,
        /// 왜 듣는지 / why
        #[arg(long)]
        reason: String,
        /// 데이터베이스 / the database
        #[arg(long, default_value = "data/munjigi.db")]
        db: PathBuf,
    },
    /// 한 통화의 내용 / what was said in one call
    Show {
        /// 통화 번호 / the call's number
        call: i64,
        /// 데이터베이스 / the database
        #[arg(long, default_value = "data/munjigi.db")]
        db: PathBuf,
    },
}

/// `munjigi sms`
#[derive(Debug, Subcommand)]
pub enum SmsVerb {
    /// PDU를 풀어 보여 줍니다. 여러 개면 이어 붙입니다 / show what PDUs say; several parts are joined
    Decode {
        /// 16진수 PDU, 또는 AT+CMGR·AT+CMGL의 답 그대로. 없으면 표준 입력에서 읽습니다 /
        /// hexadecimal PDUs, or the answers to AT+CMGR and AT+CMGL as they are; standard input if none
        #[arg(value_name = "HEX", allow_hyphen_values = true)]
        pdus: Vec<String>,
    },
}

/// `munjigi models`
#[derive(Debug, Subcommand)]
pub enum ModelsVerb {
    /// 목록의 모든 모델과, 이 기계에 있는지를 보여 줍니다 / the models of the catalog, and which are here
    List {
        /// 모델 폴더 / the models folder
        #[arg(long)]
        folder: Option<PathBuf>,
    },
    /// 없는 모델을 가져옵니다. 모두 있으면 네트워크를 쓰지 않습니다 / bring what is missing; uses no network if nothing is
    Fetch {
        /// 모델 이름. 없으면 전화를 받는 데 필요한 것 모두 / their ids; all that calls need if none is given
        #[arg(value_name = "ID")]
        ids: Vec<String>,
        /// 모델 폴더 (`models`라는 이름이어야 합니다) / the models folder (its name must be `models`)
        #[arg(long)]
        folder: Option<PathBuf>,
    },
    /// 모델 파일이 목록과 같은지 확인합니다 / check every model file against the catalog
    Verify {
        /// 모델 폴더 / the models folder
        #[arg(long)]
        folder: Option<PathBuf>,
    },
}
