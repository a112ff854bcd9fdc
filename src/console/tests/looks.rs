//! Pages as they look, in both languages.

use super::*;
use crate::console::Page;

#[test]
fn every_page_in_both_languages() {
    for (language, name) in [(Language::Korean, "ko"), (Language::English, "en")] {
        let mut screen = running(language, Charset::Utf8);
        for page in Page::ALL {
            press(&mut screen, &page.number().to_string());
            insta::assert_snapshot!(format!("page_{}_{name}", page.number()), seen(&screen));
        }
    }
}

/// Terminals do not agree how wide the others are.
#[test]
fn every_character_is_as_wide_everywhere() {
    use unicode_width::UnicodeWidthStr as _;
    for language in [Language::Korean, Language::English] {
        let mut screen = running(language, Charset::Utf8);
        for page in Page::ALL {
            press(&mut screen, &page.number().to_string());
            for (n, row) in seen(&screen).lines().enumerate().filter(|(n, _)| *n != 2) {
                assert_eq!(row.width(), row.width_cjk(), "{page:?} {n}: {row}");
            }
        }
    }
}

#[test]
fn a_box_that_is_down_says_so_and_what_to_do() {
    let why = "문지기가 실행 중이 아닙니다(/run/munjigi/control.sock). systemctl status munjigi 로 확인해 주세요 / \
               no running box at /run/munjigi/control.sock: see systemctl status munjigi";
    for (language, name) in [(Language::Korean, "ko"), (Language::English, "en")] {
        let mut screen = screen(language, Charset::Utf8);
        screen.tick(at(0));
        screen.news(News::Answer(Question::Status, Err(why.to_owned())), at(1));
        insta::assert_snapshot!(format!("down_{name}"), seen(&screen));
        press(&mut screen, "4\n");
        assert!(seen(&screen).contains(if name == "ko" {
            "서비스가 꺼져 있어"
        } else {
            "The service is down"
        }));
    }
}

#[test]
fn without_utf8_everything_is_ascii_and_english() {
    let mut screen = running(Language::Korean, Charset::Ascii);
    for page in Page::ALL {
        press(&mut screen, &page.number().to_string());
        let seen = seen(&screen);
        assert!(seen.is_ascii(), "{seen}");
    }
    press(&mut screen, "1");
    insta::assert_snapshot!("page_1_ascii", seen(&screen));
    press(&mut screen, "l");
    assert!(seen(&screen).contains("press u"));
    press(&mut screen, "u");
    assert!(seen(&screen).contains("문지기 Munjigi"));
}

#[test]
fn the_modem_is_asked_from_the_list_and_by_typing() {
    let mut screen = running(Language::Korean, Charset::Utf8);
    let orders = press(&mut screen, "4/+cs\n");
    assert!(
        !orders
            .iter()
            .any(|order| matches!(order, Order::Ask(Question::Modem { .. })))
    );
    assert!(
        seen(&screen).contains("목록에 있는 질문만"),
        "two begin like this"
    );
    let orders = press(&mut screen, "/+csq\n");
    let question = Question::Modem {
        line: "1".to_owned(),
        question: "AT+CSQ".to_owned(),
    };
    assert_eq!(orders, [Order::Ask(question.clone())]);
    let answer = Answer::Lines {
        lines: vec!["+CSQ: 24,99".to_owned()],
        result: "OK".to_owned(),
    };
    screen.news(News::Answer(question, Ok(answer)), at(20));
    insta::assert_snapshot!("asked_the_modem", seen(&screen));
    // What is not on the list is not sent, however it is written.
    for typed in ["D01023456789;", "+CSQ;D01023456789;", "+CFUN=1,1", ""] {
        assert_eq!(press(&mut screen, &format!("/{typed}\n")), [], "{typed}");
    }
    assert_eq!(press(&mut screen, "/+qin\t"), []);
    assert!(seen(&screen).contains("> AT+QIN"));
}

#[test]
fn a_test_call_wants_a_number_and_its_word() {
    let mut screen = running(Language::English, Charset::Utf8);
    press(&mut screen, "5\n112\n");
    assert!(seen(&screen).contains("does not dial"), "{}", seen(&screen));
    press(&mut screen, "\nabc\n");
    assert!(seen(&screen).contains("no telephone number"));
    screen.key(Key::Down, at(0));
    press(&mut screen, "\n010-2345-6789\n");
    insta::assert_snapshot!("call_is_asked_for", seen(&screen));
    let orders = press(&mut screen, "call\n");
    let [Order::Do(crate::console::Act::TestCall { to, line, kind })] = orders.as_slice() else {
        panic!("{orders:?}");
    };
    assert_eq!(
        (to.digits(), line.as_str(), *kind),
        ("01023456789", "1", crate::console::TestKind::Loop)
    );
    let shown = seen(&screen);
    assert!(
        shown.contains("010-****-6789") && !shown.contains("2345"),
        "{shown}"
    );
}

#[test]
fn the_factory_reset_says_what_is_lost_and_shows_how_it_went() {
    let mut screen = running(Language::Korean, Charset::Utf8);
    press(&mut screen, "9");
    for _ in 0..9 {
        screen.key(Key::Down, at(0));
    }
    press(&mut screen, "\n");
    press(&mut screen, "erase");
    insta::assert_snapshot!("reset_is_asked_for", seen(&screen));
    let orders = press(&mut screen, " everything\n");
    assert_eq!(orders, [Order::Do(crate::console::Act::Reset)]);
    screen.news(News::Said("지웠습니다 / erased".to_owned()), at(1));
    screen.news(News::Ended(Ok(0)), at(2));
    insta::assert_snapshot!("reset_is_over", seen(&screen));
    screen.key(Key::Esc, at(3));
    assert!(seen(&screen).contains("전원 끄기"));
}

#[test]
fn one_command_at_a_time() {
    let mut screen = running(Language::English, Charset::Utf8);
    press(&mut screen, "2");
    assert_eq!(
        press(&mut screen, "d"),
        [Order::Do(crate::console::Act::Doctor)]
    );
    press(&mut screen, "9\n");
    assert!(seen(&screen).contains("still running"), "{}", seen(&screen));
    screen.news(News::Ended(Ok(10)), at(5));
    press(&mut screen, "2");
    assert!(seen(&screen).contains("Ended with code 10"));
}

#[test]
fn it_asks_once_and_again_when_it_is_time() {
    let mut screen = screen(Language::Korean, Charset::Utf8);
    assert_eq!(screen.tick(at(0)), [Order::Ask(Question::Status)]);
    assert_eq!(
        screen.tick(at(60_000)),
        [],
        "the first has not been answered"
    );
    let answer = News::Answer(Question::Status, Ok(Answer::Status(status())));
    screen.news(answer, at(60_000));
    assert_eq!(screen.tick(at(60_500)), []);
    assert_eq!(screen.tick(at(61_000)), [Order::Ask(Question::Status)]);
    assert_eq!(press(&mut screen, "3"), [Order::Calls]);
    assert_eq!(press(&mut screen, "333"), [], "it is being read");
}

#[test]
fn output_of_others_cannot_move_the_cursor() {
    let mut screen = running(Language::English, Charset::Utf8);
    press(&mut screen, "2");
    press(&mut screen, "d");
    screen.news(News::Said("\u{1b}[2J\u{7}\u{9b}1mred".to_owned()), at(1));
    let shown = seen(&screen);
    assert!(!shown.contains('\u{1b}') && !shown.contains('\u{9b}'));
    assert!(shown.contains("?[2J??1mred"), "{shown}");
}
