//! Whatever a line delivers: nothing panics, and nothing that matters is done without its word.

use proptest::prelude::*;

use super::*;
use crate::console::{Act, Decoder};

/// Octets that get far: pages, returns, arrows, letters of the words; and any others.
fn octets() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => any::<u8>().prop_map(|octet| vec![octet]),
        4 => (b'1'..=b'9').prop_map(|octet| vec![octet]),
        4 => Just(b"\r".to_vec()),
        3 => Just(b"\x1b[B".to_vec()),
        2 => Just(b"\x1b".to_vec()),
        2 => prop_oneof![
            Just("erase everything"), Just("install"), Just("restart"), Just("power off"), Just("call"),
            Just("rollback"), Just("01023456789"), Just("080-234-5678"),
        ].prop_map(|word| word.as_bytes().to_vec()),
        2 => prop_oneof![Just("eras"), Just("rest"), Just("cal"), Just("instal")]
            .prop_map(|word| word.as_bytes().to_vec()),
    ];
    proptest::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

/// Whether the word was typed as it is, and Return after it.
fn was_typed(octets: &[u8], word: &str) -> bool {
    let [with_return, with_feed] = ["\r", "\n"].map(|end| [word, end].concat().into_bytes());
    let there = |wanted: &[u8]| octets.windows(wanted.len()).any(|window| window == wanted);
    there(&with_return) || there(&with_feed)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_is_done_without_its_word(
        octets in octets(),
        up in any::<bool>(),
        pieces in 1_usize..40,
    ) {
        let mut screen = if up {
            running(Language::Korean, Charset::Utf8)
        } else {
            screen(Language::English, Charset::Ascii)
        };
        let mut decoder = Decoder::default();
        let mut now = 0;
        for piece in octets.chunks(octets.len().div_ceil(pieces).max(1)) {
            now += 40;
            let mut keys = decoder.tick(at(now));
            keys.extend(decoder.push(piece, at(now)));
            for key in keys {
                for order in screen.key(key, at(now)) {
                    let Order::Do(act) = order else { continue };
                    if let Some(word) = act.word() {
                        prop_assert!(was_typed(&octets, word), "{act:?} without {word:?}");
                    }
                    screen.news(News::Ended(Ok(0)), at(now));
                }
            }
            let _any = seen(&screen);
        }
    }

    #[test]
    fn any_octets_make_a_screen(octets in proptest::collection::vec(any::<u8>(), 0..600)) {
        let mut screen = running(Language::Korean, Charset::Utf8);
        let mut decoder = Decoder::default();
        for key in decoder.push(&octets, at(0)) {
            for order in screen.key(key, at(0)) {
                prop_assert!(!matches!(order, Order::Do(act) if act.word().is_some()));
            }
        }
        let _any = seen(&screen);
    }

    #[test]
    fn any_news_make_a_screen(
        text in any::<String>(),
        number in any::<i16>(),
        count in any::<u64>(),
        page in 1_u32..10,
        width in 20_u16..133,
        height in 8_u16..61,
    ) {
        let mut screen = running(Language::Korean, Charset::Utf8);
        let mut strange = status();
        strange.up_seconds = count;
        strange.wall = text.clone();
        for line in &mut strange.lines {
            line.name = text.clone();
            line.korean = text.clone();
            line.rssi_dbm = Some(number);
            line.heard_dbfs = Some(number);
            line.said_dbfs = None;
        }
        screen.news(News::Answer(Question::Status, Ok(Answer::Status(strange))), at(0));
        screen.news(News::Log(Ok(vec![text.clone(); 3])), at(0));
        screen.news(News::Calls(Err(text.clone())), at(0));
        let question = Question::Modem { line: text.clone(), question: text.clone() };
        screen.news(News::Answer(question, Err(text)), at(0));
        press(&mut screen, &page.to_string());
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| draw(&screen, frame)).unwrap();
    }
}

/// The check itself can fail: what is typed as it has to be is done.
#[test]
fn the_word_as_it_is_does_it() {
    let typed = b"9\x1b[B\x1b[B\rrestart\r";
    assert!(was_typed(typed, "restart") && !was_typed(b"restar\rt\r", "restart"));
    let mut screen = running(Language::Korean, Charset::Utf8);
    let mut decoder = Decoder::default();
    let keys = decoder.push(typed, at(0));
    let orders: Vec<_> = keys
        .into_iter()
        .flat_map(|key| screen.key(key, at(0)))
        .collect();
    assert!(orders.contains(&Order::Do(Act::Restart)), "{orders:?}");
}
