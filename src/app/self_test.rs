//! Whether the engines of a box that runs hear and speak.

use std::sync::{Arc, Mutex, PoisonError};

use crate::{
    control::{Check, Verdict},
    speech::{
        Recognizer, Synthesizer,
        host::{Host, Readiness, Role},
        understands_itself,
    },
};

use super::Engines;

/// The engines, to be tried out.
pub(super) struct SelfTest {
    /// Their processes; none when they are in this one.
    hosts: Vec<Readiness>,
    /// `None`: these engines do not understand (a list of what is heard, a hum for a voice).
    parts: Option<Arc<Mutex<Parts>>>,
}

struct Parts {
    ear: Box<dyn Recognizer>,
    voice: Box<dyn Synthesizer>,
}

impl SelfTest {
    /// Of these engines.
    pub fn of(engines: &Engines, understands: bool) -> Self {
        let ears = engines.ears().ok().filter(|_| understands);
        Self {
            hosts: engines.hosts().into_iter().map(Host::readiness).collect(),
            parts: ears.map(|ears| {
                let ear = ears.recognizer;
                let voice = engines.voice();
                Arc::new(Mutex::new(Parts { ear, voice }))
            }),
        }
    }

    /// Whether the engines' processes answer.
    pub fn engines(&self) -> [Check; 2] {
        [Role::Hearing, Role::Voice].map(|role| {
            let (name, korean, english) = match role {
                Role::Hearing => ("hearing", "음성 인식 엔진", "the engine that hears"),
                Role::Voice => ("voice", "음성 합성 엔진", "the engine that speaks"),
            };
            let mut of_role = self.hosts.iter().filter(|host| host.role() == role);
            if of_role.all(Readiness::is_ready) {
                let english = format!("{english} answers");
                Check::new(name, Verdict::Ok, &format!("{korean} 정상"), &english)
            } else {
                let english = format!("{english} is away; it is being started again");
                Check::new(
                    name,
                    Verdict::Failed,
                    &format!("{korean} 재시작 중"),
                    &english,
                )
            }
        })
    }

    /// A sentence that is spoken and recognised.
    pub async fn round_trip(&self) -> Check {
        let Some(parts) = self.parts.clone() else {
            let (korean, english) = ("시험용 엔진", "engines of a bench, which do not understand");
            return Check::new("speech", Verdict::Degraded, korean, english);
        };
        let heard = tokio::task::spawn_blocking(move || {
            let mut parts = parts.lock().unwrap_or_else(PoisonError::into_inner);
            let Parts { ear, voice } = &mut *parts;
            understands_itself(&mut **voice, &mut **ear)
        });
        let failed =
            |english: &str| Check::new("speech", Verdict::Failed, "말하고 알아듣지 못함", english);
        match heard.await {
            Ok(Ok(true)) => {
                let (korean, english) = ("말하고 알아들음", "speaks and understands itself");
                Check::new("speech", Verdict::Ok, korean, english)
            }
            Ok(Ok(false)) => failed("does not understand what it says itself: models damaged?"),
            Ok(Err(error)) => failed(&format!("speaking or recognising failed: {error}")),
            Err(_) => failed("speaking or recognising failed"),
        }
    }
}
