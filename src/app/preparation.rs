//! The shop's sentences, rendered beside the calls.
//!
//! **Rule:** a box that can say how a call begins takes calls; the rest is rendered one sentence at a time, and none is begun
//! while a line is busy. What a caller needs before its turn is rendered for them, as names and numbers are.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use crate::{
    control::{Check, Verdict},
    speech::{PromptCache, Synthesizer},
};

use super::control::held;

/// Between two looks whether the lines are idle again.
const LOOK: Duration = Duration::from_millis(500);
/// What could not be rendered is tried once more: an engine may have been started again meanwhile.
const ROUNDS: usize = 2;

/// Sentences that are not rendered yet.
pub struct Preparation {
    sentences: Vec<String>,
    prompts: Arc<PromptCache>,
    voice: Arc<Mutex<Box<dyn Synthesizer>>>,
}

/// How far it is, for whoever asks.
#[derive(Debug, Default)]
pub(super) struct Progress {
    all: AtomicUsize,
    left: AtomicUsize,
    failed: AtomicUsize,
}

impl Progress {
    /// What is said of it. A caller is answered while it goes on: that is not unwell.
    pub fn check(&self) -> Check {
        let [all, left, failed] =
            [&self.all, &self.left, &self.failed].map(|count| count.load(Ordering::Relaxed));
        let (verdict, korean, english) = if failed > 0 {
            let korean = format!("미리 만들지 못한 문장 {failed}개");
            let english = format!("{failed} sentences could not be rendered");
            (Verdict::Degraded, korean, english)
        } else if left > 0 {
            let done = all - left.min(all);
            let korean = format!("문장을 만드는 중 {done}/{all}");
            let english = format!("{done} of {all} sentences rendered, the others between calls");
            (Verdict::Ok, korean, english)
        } else {
            let (korean, english) = ("문장 준비됨", "all sentences are rendered");
            (Verdict::Ok, korean.to_owned(), english.to_owned())
        };
        Check::new("sentences", verdict, &korean, &english)
    }
}

enum Attempt {
    Rendered,
    Failed,
    DiskFull,
}

impl Preparation {
    pub(super) fn new(
        sentences: Vec<String>,
        prompts: Arc<PromptCache>,
        voice: Box<dyn Synthesizer>,
    ) -> Self {
        Self {
            sentences,
            prompts,
            voice: Arc::new(Mutex::new(voice)),
        }
    }

    /// Says that nothing is known to be there yet.
    pub(super) fn announce(&self, progress: &Progress) {
        let all = self.sentences.len();
        progress.all.store(all, Ordering::Relaxed);
        progress.left.store(all, Ordering::Relaxed);
    }

    /// Renders all that is missing, until it is done or dropped. `busy` says whether a caller may need the voice.
    pub(super) async fn go_on(self, progress: Arc<Progress>, busy: impl Fn() -> bool) {
        self.announce(&progress);
        let all = self.sentences.len();
        let mut new = 0_usize;
        for _ in 0..ROUNDS {
            let missing = tokio::task::block_in_place(|| self.prompts.hold(&self.sentences));
            progress.left.store(missing.len(), Ordering::Relaxed);
            for at in missing {
                while busy() {
                    tokio::time::sleep(LOOK).await;
                }
                match self.render(at).await {
                    Attempt::Rendered => new += 1,
                    Attempt::Failed => {}
                    Attempt::DiskFull => {
                        let left = progress.left.swap(0, Ordering::Relaxed);
                        progress.failed.store(left, Ordering::Relaxed);
                        return;
                    }
                }
                progress.left.fetch_sub(1, Ordering::Relaxed);
            }
        }
        // Also what calls have rendered meanwhile is held from here on.
        let failed = tokio::task::block_in_place(|| self.prompts.hold(&self.sentences)).len();
        progress.failed.store(failed, Ordering::Relaxed);
        tracing::info!(new, all, failed, "sentences ready");
    }

    async fn render(&self, at: usize) -> Attempt {
        let sentence = self.sentences[at].clone();
        let (prompts, voice) = (Arc::clone(&self.prompts), Arc::clone(&self.voice));
        let work = move || {
            // A call may have had it rendered.
            if prompts.get(&sentence).is_some() {
                return Attempt::Rendered;
            }
            let clip = match held(&voice).speak(&sentence) {
                Ok(clip) => clip,
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "a sentence could not be rendered");
                    return Attempt::Failed;
                }
            };
            if let Err(error) = prompts.add(&sentence, clip) {
                let error = &error as &dyn std::error::Error;
                tracing::error!(
                    error,
                    "sentences are rendered when they are needed, since none can be kept"
                );
                return Attempt::DiskFull;
            }
            Attempt::Rendered
        };
        tokio::task::spawn_blocking(work)
            .await
            .unwrap_or(Attempt::Failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        audio::{Hz8k, Pcm},
        speech::{SpeechError, VoicePrint},
    };
    use std::sync::atomic::AtomicBool;

    /// Says everything but what it is told not to, and counts.
    struct Voice {
        asked: Arc<AtomicUsize>,
        refuses: &'static str,
    }

    impl Synthesizer for Voice {
        fn speak(&mut self, text: &str) -> Result<Pcm<Hz8k>, SpeechError> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            if text == self.refuses {
                return Err(SpeechError::Malformed {
                    path: "voice".into(),
                    why: "for a test",
                });
            }
            Ok(Pcm::silence(Duration::from_millis(20)))
        }

        fn print(&self) -> VoicePrint {
            crate::speech::HummingVoice.print()
        }
    }

    fn preparation(refuses: &'static str) -> (Preparation, Arc<AtomicUsize>, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let voice = Voice {
            asked: Arc::clone(&asked),
            refuses,
        };
        let prompts = PromptCache::open(folder.path(), voice.print(), 1 << 20).unwrap();
        let sentences = ["하나", "둘", "셋"].map(str::to_owned).to_vec();
        let made = Preparation::new(sentences, Arc::new(prompts), Box::new(voice));
        (made, asked, folder)
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn nothing_is_rendered_while_a_line_is_busy_and_everything_afterwards() {
        let (preparation, asked, _folder) = preparation("");
        let prompts = Arc::clone(&preparation.prompts);
        let (progress, busy) = (
            Arc::new(Progress::default()),
            Arc::new(AtomicBool::new(true)),
        );
        let looked = Arc::new(AtomicUsize::new(0));
        let (told, in_call, looks) = (
            Arc::clone(&progress),
            Arc::clone(&busy),
            Arc::clone(&looked),
        );
        let work = tokio::spawn(preparation.go_on(told, move || {
            looks.fetch_add(1, Ordering::SeqCst);
            in_call.load(Ordering::SeqCst)
        }));
        while looked.load(Ordering::SeqCst) < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(asked.load(Ordering::SeqCst), 0);
        let check = progress.check();
        assert_eq!(check.verdict, Verdict::Ok);
        assert!(check.english.starts_with("0 of 3"), "{check:?}");
        // A call renders one of them itself.
        prompts
            .put("둘", &Pcm::silence(Duration::from_millis(20)))
            .unwrap();
        busy.store(false, Ordering::SeqCst);
        work.await.unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), 2);
        assert!(prompts.get("셋").is_some());
        assert_eq!(progress.check().english, "all sentences are rendered");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_cannot_be_rendered_is_tried_twice_and_told() {
        let (preparation, asked, _folder) = preparation("둘");
        let progress = Arc::new(Progress::default());
        preparation.go_on(Arc::clone(&progress), || false).await;
        assert_eq!(asked.load(Ordering::SeqCst), 4);
        let check = progress.check();
        assert_eq!(check.verdict, Verdict::Degraded);
        assert!(check.korean.contains("1개"), "{check:?}");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_disk_that_takes_nothing_ends_it() {
        let (preparation, asked, folder) = preparation("");
        let progress = Arc::new(Progress::default());
        // What was a folder is none any more.
        std::fs::remove_dir(folder.path()).unwrap();
        preparation.go_on(Arc::clone(&progress), || false).await;
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        assert_eq!(progress.check().verdict, Verdict::Degraded);
    }
}
