//! Modems for lines, as settings and sockets have them.

use super::*;

fn line(name: &str, modem: Selector) -> LineConfig {
    LineConfig {
        name: name.to_owned(),
        owner: None,
        number: None,
        modem,
        audio: AudioChoice::Auto,
        pin: None,
    }
}

fn socket(text: &str) -> Socket {
    text.parse().unwrap()
}

fn imei(text: &str) -> Imei {
    text.parse().unwrap()
}

fn found(at: &str, first: u32) -> Found {
    let port = |n: u32| Some(PathBuf::from(format!("/dev/ttyUSB{}", first + n)));
    Found {
        socket: socket(at),
        vendor: 0x2C7C,
        product: 0x0125,
        main: port(2),
        second: port(3),
        pcm: port(1),
        card: Some(Card {
            index: first,
            id: "Android".to_owned(),
        }),
    }
}

fn nobody(_: &Found) -> Option<Imei> {
    panic!("no modem is opened when nobody asks for an IMEI")
}

fn why(located: Located) -> Vec<NoModem> {
    located.problems.into_iter().map(|p| p.why).collect()
}

#[test]
fn named_modems_go_first_and_the_rest_to_auto() {
    let lines = [
        line("이층", Selector::Auto),
        line("매장", Selector::Socket(socket("1-1.3"))),
    ];
    let all = [found("1-1.3", 0), found("1-1.4", 4)];
    let sites = resolve(&lines, &all, &mut nobody).sites;
    assert_eq!(sites[0].line, "이층");
    assert_eq!(sites[0].socket, Some(socket("1-1.4")));
    assert_eq!(sites[0].at, PathBuf::from("/dev/ttyUSB6"));
    assert_eq!(sites[1].socket, Some(socket("1-1.3")));
    assert_eq!(sites[1].card.as_ref().unwrap().pcm(), "hw:0,0");
}

#[test]
fn an_imei_is_found_wherever_it_is_plugged_in() {
    let wanted = imei("866758041234567");
    let lines = [line("1", Selector::Imei(wanted.clone()))];
    let all = [found("1-1.3", 0), found("1-1.4", 4)];
    let mut answers =
        |found: &Found| (found.socket == socket("1-1.4")).then(|| imei("866758041234567"));
    let sites = resolve(&lines, &all, &mut answers).sites;
    assert_eq!(sites[0].socket, Some(socket("1-1.4")));
    let missing = why(resolve(&lines, &all[..1], &mut answers));
    assert_eq!(missing, [NoModem::Imei(wanted)]);
}

#[test]
fn one_modem_serves_one_line() {
    let lines = [
        line("1", Selector::Socket(socket("1-1.3"))),
        line("2", Selector::Imei(imei("866758041234567"))),
        line("3", Selector::Auto),
    ];
    let mut answers = |_: &Found| Some(imei("866758041234567"));
    let problems = why(resolve(&lines, &[found("1-1.3", 0)], &mut answers));
    assert_eq!(problems, [NoModem::Taken(socket("1-1.3")), NoModem::None]);
}

#[test]
fn any_one_of_several_is_not_guessed() {
    let lines = [line("1", Selector::Auto)];
    let all = [found("1-1.3", 0), found("1-1.4", 4)];
    let located = resolve(&lines, &all, &mut nobody);
    assert!(located.check().is_err(), "waiting does not help");
    let problems = located.problems;
    let said = problems[0].to_string();
    assert!(said.contains("socket: 1-1.3, 1-1.4"), "{said}");
    assert!(said.contains("모뎀이 여럿입니다"), "{said}");
}

#[test]
fn what_is_missing_or_unknown_is_said() {
    let lines = [line("1", Selector::Auto)];
    let mut no_at = found("1-1.3", 0);
    no_at.main = None;
    let located = resolve(&lines, &[no_at], &mut nobody);
    assert!(located.check().is_ok(), "it may come yet");
    let problems = located.problems;
    let said = problems[0].to_string();
    assert!(said.contains("lacks the AT port (interface 02)"), "{said}");

    let mut card = line("1", Selector::Auto);
    card.audio = AudioChoice::Card;
    let mut silent = found("1-1.3", 0);
    silent.card = None;
    let missing = why(resolve(&[card], &[silent.clone()], &mut nobody));
    assert_eq!(missing, [NoModem::Missing(socket("1-1.3"), Part::Card)]);
    assert_eq!(why(resolve(&lines, &[silent], &mut nobody)), []);

    let mut unknown = found("1-1.3", 0);
    unknown.product = 0x0800;
    assert_eq!(
        why(resolve(&lines, &[unknown], &mut nobody)),
        [NoModem::None]
    );
    let gone = [line("1", Selector::Socket(socket("2-1")))];
    let problems = resolve(&gone, &[found("1-1.3", 0)], &mut nobody).problems;
    let said = problems[0].to_string();
    assert!(said.contains("found: EC25/EG25-G in 1-1.3"), "{said}");
}

#[test]
fn ports_need_no_search() {
    let (at, pcm) = (PathBuf::from("/dev/a"), PathBuf::from("/dev/b"));
    let lines = [line(
        "1",
        Selector::Ports {
            at: at.clone(),
            pcm: pcm.clone(),
        },
    )];
    let nowhere = Roots::below("/no/such/root".as_ref());
    let clock = crate::clock::MonotonicClock::start();
    let located = locate(&lines, &nowhere, &clock).unwrap();
    assert_eq!(located.sites, [Site::of_ports("1", at, pcm)]);
    let auto = [line("1", Selector::Auto)];
    assert!(locate(&auto, &nowhere, &clock).is_err());
}
