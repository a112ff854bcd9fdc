//! `munjigi demo --talk`: the person at the keyboard calls the box.

use super::{Exit, Failure, args::Demo};

/// Without a handset there is nobody to talk to.
#[cfg(not(feature = "handset"))]
pub fn talk(_demo: &Demo, _json: bool) -> Result<Exit, Failure> {
    Err(Failure::saying(
        Exit::Failed,
        "이 프로그램은 마이크와 스피커를 쓰지 않게 만들어졌습니다. `munjigi demo`는 됩니다 / this program was \
         built without the feature `handset`; `munjigi demo` works without it",
    ))
}

#[cfg(feature = "handset")]
pub use with_handset::talk;

#[cfg(feature = "handset")]
mod with_handset {
    use std::{
        io::{self, BufRead as _, IsTerminal as _},
        path::Path,
        thread,
    };

    use nix::sys::termios::{FlushArg, tcflush};
    use tokio::sync::mpsc;

    use crate::{
        app::SpeechConfig,
        audio::Frame,
        phone::Caller,
        sim::bench::{self, Run, Talk},
        sound::{Handset, HandsetError},
        speech::host::Launch,
    };

    use super::super::{
        demo::{built_in_shop, print_json},
        run::runtime,
        scenarios::PROMPTS,
        screen::{self, Screen},
    };
    use super::{Demo, Exit, Failure};

    /// Nobody's number.
    const NUMBER: &str = "010-2345-6789";

    /// Puts the person at the keyboard on the telephone.
    pub fn talk(demo: &Demo, json: bool) -> Result<Exit, Failure> {
        // Before anything slow: whoever has no microphone is told at once.
        let handset = Handset::open()?;
        let shop = built_in_shop()?;
        let from = NUMBER
            .parse()
            .map(Caller::Known)
            .map_err(|error| Failure::new(Exit::Failed, &error))?;
        if !json {
            println!(
                "문지기에게 직접 전화합니다 / you call the box yourself: {} · {NUMBER}",
                shop.name
            );
            println!(
                "  이어폰을 써 주세요. 문지기는 아직 제 목소리의 메아리를 지우지 못합니다 / \
                 use headphones: the box does not cancel its own echo yet"
            );
        }
        let stage = Talk {
            shop,
            from,
            speech: SpeechConfig::default(),
            prompts: Path::new(PROMPTS),
            exe: Some(Path::new(Launch::OWN_EXE)),
            out: &demo.out,
        };
        let mut screen = Screen::new();
        let run = runtime()?.block_on(bench::talk(
            stage,
            on_the_line(handset),
            || keys(json),
            |shown| {
                if !json {
                    screen.show(shown);
                }
            },
        ))?;
        if json {
            print_json(demo, &run, None, &run.trouble);
        } else {
            print_result(demo, &run);
        }
        Ok(if run.trouble.is_empty() {
            Exit::Ok
        } else {
            Exit::Expectation
        })
    }

    /// The handset as the far end of the line.
    fn on_the_line(
        mut handset: Handset,
    ) -> impl FnMut(u64, &Frame) -> Option<Frame> + Send + 'static {
        move |beat, heard| {
            if beat == 0 {
                handset.pick_up();
            }
            handset.speaker_frame(heard);
            (!handset.is_gone()).then(|| handset.mic_frame())
        }
    }

    /// The person's way to hang up, from now on: Enter, or Ctrl-C.
    fn keys(json: bool) -> mpsc::Receiver<()> {
        if !json {
            println!("  끊으려면 Enter / press Enter to hang up");
        }
        // Two are all that anybody waits for; what is pressed after them is nothing.
        let (pressed, presses) = mpsc::channel(2);
        let interrupted = pressed.clone();
        tokio::spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                let _enough = interrupted.try_send(());
            }
        });
        let stdin = io::stdin();
        if stdin.is_terminal() {
            // What was typed while the models were loaded is not for this call.
            let _not_flushed = tcflush(&stdin, FlushArg::TCIFLUSH);
        }
        // Left behind when the call ends otherwise: reading a keyboard cannot be cut short.
        let _no_enter_then = thread::Builder::new()
            .name("keyboard".to_owned())
            .spawn(move || {
                for line in stdin.lock().lines() {
                    if line.is_err() || pressed.is_closed() {
                        return;
                    }
                    let _enough = pressed.try_send(());
                }
            });
        presses
    }

    fn print_result(demo: &Demo, run: &Run) {
        println!();
        screen::recordings(&run.recordings);
        println!(
            "예약 / bookings     {}  ({}건)",
            demo.out.join("munjigi.db").display(),
            run.state.bookings.len()
        );
        for trouble in &run.trouble {
            println!("탈 / trouble        {trouble}");
        }
    }

    impl From<HandsetError> for Failure {
        fn from(error: HandsetError) -> Self {
            let why = Self::new(Exit::Failed, &error);
            Self::saying(
                why.exit,
                format!(
                    "{}\n  `munjigi demo`는 마이크와 스피커 없이 됩니다 / `munjigi demo` needs neither",
                    why.message()
                ),
            )
        }
    }
}
