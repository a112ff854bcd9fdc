//! Whether the engines of a box that runs hear and speak.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::{
    control::{Check, Verdict},
    speech::{
        Recognizer, Synthesizer,
        host::{Host, Readiness, Role},
        understands_itself,
    },
    time::Instant,
};

use super::{Engines, control::held};

/// A test that went well counts for so long: an update at its gate asks every two seconds, and the engines are there for
/// callers.
const COUNTS: Duration = Duration::from_secs(60);

/// The engines, to be tried out.
pub(super) struct SelfTest {
    /// Their processes; none when they are in this one.
    hosts: Vec<Readiness>,
    /// `None`: these engines do not understand (a list of what is heard, a hum for a voice).
    parts: Option<Arc<Mutex<Parts>>>,
    /// What came of the last test, and when that was.
    last: Mutex<Option<(Instant, Check)>>,
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
            last: Mutex::default(),
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

    /// What is known of the engines' understanding: tried now, unless a call is on (`busy`) or they did well a short while
    /// ago. `None`: a call is on, and nothing has been tried yet.
    pub async fn speech(&self, now: Instant, busy: bool) -> Option<Check> {
        let last = held(&self.last).clone();
        match last {
            Some((at, check))
                if busy || (check.verdict == Verdict::Ok && now.since(at) < COUNTS) =>
            {
                Some(check)
            }
            _ if busy => None,
            _ => {
                let check = self.round_trip().await;
                *held(&self.last) = Some((now, check.clone()));
                Some(check)
            }
        }
    }

    /// A sentence that is spoken and recognised.
    async fn round_trip(&self) -> Check {
        let Some(parts) = self.parts.clone() else {
            let (korean, english) = ("시험용 엔진", "engines of a bench, which do not understand");
            return Check::new("speech", Verdict::Degraded, korean, english);
        };
        let heard = tokio::task::spawn_blocking(move || {
            let mut parts = held(&parts);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::{HummingVoice, ListRecognizer};

    #[tokio::test]
    async fn a_call_does_not_make_engines_unwell_and_a_good_test_counts_for_a_minute() {
        // Understands the sentence once, and then something else.
        let heard = ["안녕하세요, 반갑습니다.", "여덟 시요", "여덟 시요"];
        let parts = Parts {
            ear: Box::new(ListRecognizer::new(heard.map(str::to_owned).to_vec())),
            voice: Box::new(HummingVoice),
        };
        let test = SelfTest {
            hosts: Vec::new(),
            parts: Some(Arc::new(Mutex::new(parts))),
            last: Mutex::default(),
        };
        let at = |seconds: u64| Instant::from_millis(seconds * 1_000);
        let verdict = async |seconds, busy| {
            let check = test.speech(at(seconds), busy).await;
            check.map(|check| check.verdict)
        };
        assert_eq!(verdict(0, true).await, None, "nothing is known yet");
        assert_eq!(verdict(1, false).await, Some(Verdict::Ok));
        assert_eq!(
            verdict(30, false).await,
            Some(Verdict::Ok),
            "not tried again"
        );
        assert_eq!(verdict(900, true).await, Some(Verdict::Ok), "a call is on");
        assert_eq!(verdict(901, false).await, Some(Verdict::Failed));
        assert_eq!(verdict(902, true).await, Some(Verdict::Failed));
    }
}
