//! A cache in a folder of its own, filled by a synthesizer without a model.

use super::*;
use crate::speech::tests::{Teller, folder};
use std::time::Duration;

fn cache(name: &str, limit: u64) -> PromptCache {
    PromptCache::open(&folder(name), Teller.print(), limit).unwrap()
}

fn files(cache: &PromptCache) -> usize {
    fs::read_dir(&cache.folder).unwrap().count()
}

#[test]
fn a_sentence_is_rendered_once() {
    let cache = cache("once", 1 << 20);
    let mut teller = Teller;
    let sentences = ["가".to_owned(), "나다".to_owned(), "가".to_owned()];
    let mut steps = Vec::new();
    let first = cache
        .render_all(&sentences, &mut teller, |done, all| steps.push((done, all)))
        .unwrap();
    assert_eq!((first.new, first.kept), (2, 1));
    // The one that is there twice counts as kept.
    assert_eq!(steps, [(1, 3), (2, 3), (3, 3)]);
    let again = cache
        .render_all(&sentences, &mut teller, |_, _| {})
        .unwrap();
    assert_eq!((again.new, again.kept), (0, 3));
    assert_eq!(cache.get("나다").unwrap().len(), 1_600);
    assert!(cache.get("라").is_none());
}

#[test]
fn another_voice_is_another_sentence() {
    let first = cache("voices", 1 << 20);
    first
        .put("가", &Pcm::silence(Duration::from_millis(10)))
        .unwrap();
    assert!(first.get("가").is_some());
    let print = VoicePrint {
        voice: "b".into(),
        ..Teller.print()
    };
    let other = PromptCache::open(&first.folder, print, 1 << 20).unwrap();
    assert!(other.get("가").is_none());
}

#[test]
fn a_broken_file_is_rendered_anew_and_a_left_over_one_removed() {
    let cache = cache("broken", 1 << 20);
    cache
        .put("가", &Pcm::silence(Duration::from_millis(10)))
        .unwrap();
    let path = cache.path(cache.print.key("가"));
    fs::write(&path, b"").unwrap();
    assert!(cache.get("가").is_none());
    assert!(!path.exists());
    fs::write(path.with_extension("new"), b"RIFF").unwrap();
    let cache = PromptCache::open(&cache.folder, Teller.print(), 1 << 20).unwrap();
    assert_eq!(files(&cache), 0);
}

#[test]
fn the_limit_takes_the_oldest_and_spares_the_shop() {
    let tenth = Duration::from_millis(100); // 1,644 bytes as a file
    let cache = cache("limit", 4 * 1_644);
    cache
        .render_all(&["가".to_owned()], &mut Teller, |_, _| {})
        .unwrap();
    let age = |text: &str, seconds: u64| {
        let path = cache.path(cache.print.key(text));
        let file = fs::File::options().write(true).open(path).unwrap();
        let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 - seconds);
        file.set_modified(then).unwrap();
    };
    age("가", 1_000);
    for (text, seconds) in [("나", 300), ("다", 200), ("라", 100)] {
        cache.put(text, &Pcm::silence(tenth)).unwrap();
        age(text, seconds);
    }
    assert!(cache.get("나").is_some(), "used just now");
    cache.put("마", &Pcm::silence(tenth)).unwrap();
    assert!(cache.get("다").is_none());
    for text in ["가", "나", "라", "마"] {
        assert!(cache.get(text).is_some(), "{text}");
    }
}

#[test]
fn what_cannot_be_rendered_is_reported_and_the_rest_is_there() {
    let cache = cache("failed", 1 << 20);
    let sentences = ["가".to_owned(), "!".to_owned(), "나".to_owned()];
    let done = cache
        .render_all(&sentences, &mut Teller, |_, _| {})
        .unwrap();
    assert_eq!(done.new, 2);
    assert_eq!(done.failed[0].0, 1);
}

#[test]
fn what_is_missing_is_told_once_and_held_once_it_is_there() {
    let cache = cache("missing", 1 << 20);
    let sentences = ["가", "나", "가", "다", "나"].map(str::to_owned);
    cache
        .put("다", &Pcm::silence(Duration::from_millis(10)))
        .unwrap();
    assert_eq!(cache.hold(&sentences), [0, 1]);
    cache
        .add("나", Pcm::silence(Duration::from_millis(20)))
        .unwrap();
    assert_eq!(cache.hold(&sentences), [0]);
    assert_eq!(cache.shop().len(), 2, "in memory");
}
