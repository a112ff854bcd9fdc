//! `munjigi run` with a language model beside it: a question that the box does not understand is answered with what
//! the model has chosen, the owner can see that, and the log holds no word of it.
//!
//! Everything but the words and the model is real: a process of its own over the terminals of a virtual EC25, and a
//! server on a Unix socket.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]
#![expect(clippy::disallowed_methods, reason = "it waits for a program")]

mod running;

use std::{
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use munjigi::{
    audio::{Frame, Hz8k},
    phone::Caller,
    sim::{
        caller::{Ear, Noticed},
        ec25::{Ec25, Happening, Profile},
        model::Model,
        pty::{Network, VirtualBox},
        scenario::Advice,
    },
    store::{Store, TurnRow},
    time,
};

use running::{Given, MUNJIGI, Running};

const QUESTION: &str = "혹시 타고 가는 거 근처에 놔둘 만한 데가 있으려나 모르겠네요?";
const GIVEN: Given<'static> = Given {
    shop: "name = '가나분식'\nparking = '가게 앞에 두 대까지 대실 수 있어요.'\n[hours]\ndaily = '11:00-21:00'\n",
    // Whoever is not answered says no to what is offered instead, and asks once more.
    heard: "['혹시 타고 가는 거 근처에 놔둘 만한 데가 있으려나 모르겠네요?', '아니요 됐어요']",
    more: "[understanding]\nsocket = 'model.sock'\nmodel = 'small'\n",
    env: &[("MUNJIGI_LOG", "munjigi=info")],
};
const PATIENCE: Duration = Duration::from_secs(120);
/// Beats of quiet after which the far end speaks, and for how many.
const TURN: u32 = 45;
const SPEAKS: u32 = 40;
/// After so many turns it hangs up.
const TURNS: u32 = 8;

/// Speaks whenever the box has fallen silent.
struct Far {
    network: Network,
    ear: Ear,
    quiet: Option<u32>,
    speaking: u32,
    turns: u32,
}

impl Far {
    fn beat(&mut self, beat: u64, said: &Frame) -> Frame {
        match self.ear.hear(said, time::Instant::from_millis(beat * 20)) {
            Some((Noticed::BoxAudible, _)) => self.quiet = None,
            Some(_) => self.quiet = Some(0),
            None => self.quiet = self.quiet.map(|beats| beats + 1),
        }
        if self.speaking > 0 {
            self.speaking -= 1;
            return tone();
        }
        if self.quiet.is_some_and(|beats| beats > TURN) {
            self.quiet = None;
            self.turns += 1;
            if self.turns > TURNS {
                let _full = self.network.try_send(Happening::RemoteHangUp);
            } else {
                self.speaking = SPEAKS;
            }
        }
        Frame::SILENCE
    }
}

/// 20 ms of 500 Hz.
fn tone() -> Frame {
    let wave = [0, 2_121, 3_000, 2_121, 0, -2_121, -3_000, -2_121];
    let samples: [i16; Frame::<Hz8k>::LEN] = std::array::from_fn(|n| wave[n / 2 % wave.len()]);
    Frame::from_slice(&samples)
}

/// What was said in the first call that has ended; `None` until then.
fn call(folder: &Path) -> Option<Vec<TurnRow>> {
    let store = Store::open(&folder.join("data/munjigi.db")).ok()?;
    let calls = store.calls().ok()?;
    let call = calls.iter().find(|call| call.ended_at.is_some())?;
    store.turns(call.id).ok()
}

#[test]
fn what_the_model_chooses_is_answered_and_can_be_seen() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let advice = Advice {
        said: "타고 가는 거".to_owned(),
        chosen: "주차".to_owned(),
        late: false,
    };
    let model = Model::start(&folder.join("model.sock"), vec![advice]).unwrap();
    let modem = VirtualBox::start_with(Ec25::new(Profile::default(), 7), |network| {
        let mut far = Far {
            network,
            ear: Ear::default(),
            quiet: None,
            speaking: 0,
            turns: 0,
        };
        move |beat, said: &Frame| far.beat(beat, said)
    })
    .unwrap();
    let running = Running::start(folder, &modem, GIVEN);
    let by = Instant::now() + PATIENCE;
    // Announced until somebody answers: the modem is set up meanwhile.
    let mut announced = Instant::now() - PATIENCE;
    let turns = loop {
        if let Some(turns) = call(folder) {
            break turns;
        }
        assert!(Instant::now() < by, "no call; its log:\n{}", running.log());
        let answered = Store::open(&folder.join("data/munjigi.db"))
            .and_then(|store| store.calls())
            .is_ok_and(|calls| calls.iter().any(|call| call.answered_at.is_some()));
        if !answered && announced.elapsed() > Duration::from_secs(12) {
            announced = Instant::now();
            let from = Caller::Known("01023456789".parse().unwrap());
            modem
                .network()
                .send(Happening::IncomingCall { from })
                .unwrap();
        }
        thread::sleep(Duration::from_millis(50));
    };
    let shown = Command::new(MUNJIGI)
        .args(["call", "show", "1", "--db"])
        .arg(folder.join("data/munjigi.db"))
        .output()
        .unwrap();
    let log = running.log();
    running.stop();

    assert!(model.asked() > 0, "{log}");
    let chosen = turns.iter().position(|turn| turn.who == "model");
    let chosen = chosen.unwrap_or_else(|| panic!("nothing was chosen: {turns:?}\n{log}"));
    let [before, question, answer] = &turns[chosen - 1..=chosen + 1] else {
        panic!("{turns:?}");
    };
    assert_eq!(
        (before.who.as_str(), before.text.as_str()),
        ("caller", QUESTION)
    );
    assert_eq!(question.text, "주차할 수 있나요?");
    assert_eq!(answer.who, "box");
    assert!(answer.text.contains("두 대까지"), "{answer:?}");
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains("모델: 주차할 수 있나요?"), "{shown}");
    assert!(
        log.contains("answered what the language model has chosen"),
        "{log}"
    );
    assert!(!log.contains("주차") && !log.contains("타고"), "{log}");
}
