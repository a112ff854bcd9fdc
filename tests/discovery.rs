//! The driver's discovery in the trees that the simulator builds: two readings of what the kernel
//! shows, which have to agree.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::path::Path;

use munjigi::{
    app::{AudioChoice, LineConfig, Selector, Waiting, locate},
    modem::{
        board::{Board as _, SysfsBoard, Waits},
        discovery::{Roots, Settling, scan},
    },
    sim::tree::{Module, Tree, TtyNumbers},
};

fn ports() -> [Option<&'static Path>; 3] {
    [Some(Path::new("/dev/null")); 3]
}

#[test]
fn two_modules_are_plugged_in_pulled_out_and_plugged_in_again() {
    let folder = tempfile::tempdir().unwrap();
    let tree = Tree::new(folder.path()).unwrap();
    let roots = Roots::below(folder.path());
    assert!(scan(&roots).unwrap().is_empty());

    let first = Module::ec25(TtyNumbers::from(0), ports()).with_card(1, "Android");
    let second = Module::ec25(TtyNumbers::from(4), ports()).with_card(2, "Android_1");
    tree.plug("1-1.3", &first).unwrap();
    tree.plug("1-1.4", &second).unwrap();
    let [three, four] = scan(&roots).unwrap().try_into().unwrap();
    assert_eq!(three.socket.to_string(), "1-1.3");
    assert_eq!(three.main, Some(tree.dev().join("ttyUSB2")));
    assert_eq!(four.main, Some(tree.dev().join("ttyUSB6")));
    assert_eq!(four.card.as_ref().unwrap().pcm(), "hw:2,0");
    assert_eq!(four.missing().count(), 0);

    // The first comes back behind the second, with its name.
    tree.unplug("1-1.3").unwrap();
    assert_eq!(scan(&roots).unwrap(), std::slice::from_ref(&four));
    let again = Module::ec25(TtyNumbers::from(8), ports()).with_card(1, "Android_2");
    tree.plug("1-1.3", &again).unwrap();
    let [three, unmoved] = scan(&roots).unwrap().try_into().unwrap();
    assert_eq!(unmoved, four);
    assert_eq!(three.main, Some(tree.dev().join("ttyUSB10")));
    assert_eq!(three.card.unwrap().id, "Android_2");

    tree.unplug_card(2).unwrap();
    let [_, four] = scan(&roots).unwrap().try_into().unwrap();
    assert!(four.card.is_none() && four.main.is_some());
}

#[test]
fn an_interface_that_is_missing_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let tree = Tree::new(folder.path()).unwrap();
    let [pcm, at, _] = ports();
    let module = Module::ec25(TtyNumbers::from(3), [pcm, at, None]);
    tree.plug("2-1", &module).unwrap();
    let [found] = scan(&Roots::below(folder.path()))
        .unwrap()
        .try_into()
        .unwrap();
    assert!(found.second.is_none() && found.card.is_none());
    assert_eq!(found.main, Some(tree.dev().join("ttyUSB5")));
}

#[test]
fn the_board_finds_the_switches_of_every_socket() {
    let folder = tempfile::tempdir().unwrap();
    let tree = Tree::new(folder.path()).unwrap();
    let mut board = SysfsBoard::with_waits(
        &tree.sys(),
        Waits {
            off: std::time::Duration::ZERO,
            ..Waits::default()
        },
    );
    for socket in ["1-1.3", "1-2", "2-1.1.4"] {
        let module = Module::ec25(TtyNumbers::from(0), ports());
        tree.plug(socket, &module).unwrap();
        let socket = &socket.parse().unwrap();
        board.rebind(socket).unwrap();
        board.port_power(socket).unwrap();
        tree.unplug(&socket.to_string()).unwrap();
    }
}

#[test]
fn a_line_waits_for_its_modem_and_for_all_its_parts() {
    let folder = tempfile::tempdir().unwrap();
    let tree = Tree::new(folder.path()).unwrap();
    let roots = Roots::below(folder.path());
    let clock = munjigi::clock::MonotonicClock::start();
    let named = |name: &str, modem| LineConfig {
        name: name.to_owned(),
        owner: None,
        number: None,
        modem,
        audio: AudioChoice::Auto,
        pin: None,
    };
    let lines = [
        named("hall", Selector::Auto),
        named("stairs", Selector::Socket("1-1.4".parse().unwrap())),
    ];
    let located = locate(&lines, &roots, &clock).unwrap();
    assert!(located.check().is_ok(), "worth waiting for");
    let mut waiting = Waiting::new(&lines, &located);
    let mut settling = Settling::default();
    let mut look = || {
        let seen = settling.look(scan(&roots).unwrap());
        seen.map_or_else(Vec::new, |seen| waiting.look(&seen, &clock))
    };
    assert_eq!(look(), []);
    assert_eq!(look(), []);

    // The ports come first, and the sound card a moment later.
    let first = Module::ec25(TtyNumbers::from(0), ports());
    tree.plug("1-1.4", &first).unwrap();
    assert_eq!(look(), [], "seen once only");
    tree.unplug("1-1.4").unwrap();
    tree.plug("1-1.4", &first.with_card(1, "Android")).unwrap();
    assert_eq!(look(), [], "it has changed");
    let [stairs] = look().try_into().unwrap();
    assert_eq!(stairs.line, "stairs");
    assert!(stairs.card.is_some());
    assert_eq!(look(), [], "the modem of another line is not taken");

    let second = Module::ec25(TtyNumbers::from(4), ports()).with_card(2, "Android_1");
    tree.plug("1-1.3", &second).unwrap();
    assert_eq!(look(), []);
    let [hall] = look().try_into().unwrap();
    assert_eq!(hall.line, "hall");
    assert_eq!(hall.at, tree.dev().join("ttyUSB6"));
    assert!(waiting.is_over());
}
