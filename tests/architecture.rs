//! Holds the code to the map at the top of `src/lib.rs`: who may use whom, and what the pure rooms
//! must not touch.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Rooms that know the clock, files, threads and devices stand on this floor and above.
const WORLD: u8 = 3;

/// What a pure room must not name, and why.
const FORBIDDEN: &[(&str, &str)] = &[
    ("Instant::now", "time is an argument"),
    ("SystemTime", "time is an argument"),
    ("Zoned::now", "time is an argument"),
    ("Timestamp::now", "time is an argument"),
    ("std::fs", "a pure room opens no file"),
    ("std::env", "a pure room reads no environment"),
    ("std::net", "a pure room opens no socket"),
    ("std::process", "a pure room starts no process"),
    ("std::thread", "a pure room has no thread"),
    ("tokio", "a pure room has no runtime"),
    ("async fn", "a pure room awaits nothing"),
    ("rand::", "a pure room throws no dice"),
    ("unsafe", "no room needs it, a pure one least"),
];

/// A room's floor; rooms "beside" the house stand on none.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Floor {
    At(u8),
    Beside,
}

#[test]
fn no_room_uses_one_above_or_beside_it() {
    let map = map();
    let mut broken = Vec::new();
    for (room, floor) in &map {
        for file in files_of(room) {
            for used in rooms_used(&code_of(&file)) {
                let Some(other) = map.get(&used) else {
                    broken.push(format!(
                        "{}: crate::{used} is not on the map",
                        file.display()
                    ));
                    continue;
                };
                if used != *room && !may_use(room, *floor, &used, *other) {
                    broken.push(format!(
                        "{}: {room} ({floor:?}) uses {used} ({other:?})",
                        file.display()
                    ));
                }
            }
        }
    }
    assert!(
        broken.is_empty(),
        "the map in src/lib.rs is broken:\n{}",
        broken.join("\n")
    );
}

#[test]
fn pure_rooms_hold_no_clock_file_thread_or_runtime() {
    let mut broken = Vec::new();
    for (room, floor) in map() {
        if !matches!(floor, Floor::At(n) if n < WORLD) {
            continue;
        }
        for file in files_of(&room) {
            let code = code_of(&file);
            for (word, why) in FORBIDDEN {
                if code.contains(word) {
                    broken.push(format!("{}: names {word}: {why}", file.display()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_room_is_on_both_maps() {
    let lib = code_of(Path::new("src/lib.rs"));
    let declared: BTreeSet<String> = lib
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect();
    let on_map: BTreeSet<String> = map().into_keys().collect();
    assert_eq!(
        declared, on_map,
        "the modules of src/lib.rs and its map differ"
    );

    let architecture = fs::read_to_string("docs/architecture.md").expect("docs/architecture.md");
    for room in on_map {
        assert!(
            architecture.contains(&format!("`{room}`")),
            "docs/architecture.md does not name the room `{room}`"
        );
    }
}

#[test]
fn the_guard_sees_what_it_should() {
    let code =
        "use crate::{audio::{Frame, Pcm}, call, time::Instant};\nfn f(x: &crate::store::Store) {}";
    let used: Vec<_> = rooms_used(code).into_iter().collect();
    assert_eq!(used, ["audio", "call", "store", "time"]);
    assert!(!may_use("at", Floor::At(1), "modem", Floor::At(3)));
    assert!(!may_use("at", Floor::At(1), "sms", Floor::At(1)));
    assert!(may_use("reception", Floor::At(2), "call", Floor::At(2)));
    assert!(!may_use("line", Floor::At(4), "sim", Floor::Beside));
}

fn may_use(room: &str, floor: Floor, used: &str, other: Floor) -> bool {
    match (floor, other) {
        // The programs of floor 2 share one vocabulary; the world's rooms share a clock and a way to open ttys.
        (Floor::At(2), Floor::At(2)) => used == "call",
        (Floor::At(3), Floor::At(3)) => used == "clock" || used == "tty",
        (Floor::At(6), Floor::At(6)) => room == "cli" && used == "app",
        (Floor::At(a), Floor::At(b)) => b < a,
        // The simulator plays the network around the real thing, and the command line starts it.
        (Floor::Beside, Floor::At(_)) => used != "cli",
        (_, Floor::Beside) => room == "cli",
    }
}

/// Rooms and floors, read from the map at the top of `src/lib.rs`.
fn map() -> BTreeMap<String, Floor> {
    let lib = fs::read_to_string("src/lib.rs").expect("src/lib.rs");
    let mut floor = Floor::Beside;
    let mut rooms = BTreeMap::new();
    for line in lib.lines().filter_map(|l| l.strip_prefix("//! | ")) {
        let mut cells = line.split('|').map(str::trim);
        let (Some(first), Some(names)) = (cells.next(), cells.next()) else {
            continue;
        };
        match first.chars().next() {
            Some(digit @ '0'..='9') => floor = Floor::At(digit as u8 - b'0'),
            Some('b') => floor = Floor::Beside,
            _ => {}
        }
        for name in names.split('`').skip(1).step_by(2) {
            rooms.insert(name.to_owned(), floor);
        }
    }
    assert!(
        rooms.len() > 10,
        "the map in src/lib.rs could not be read: {rooms:?}"
    );
    rooms
}

fn files_of(room: &str) -> Vec<PathBuf> {
    let single = PathBuf::from(format!("src/{room}.rs"));
    if single.exists() {
        return vec![single];
    }
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from(format!("src/{room}"))];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).unwrap_or_else(|e| {
            panic!(
                "the room {room} is on the map but {}: {e}",
                folder.display()
            )
        });
        for entry in entries {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The code of a file without comments, without string literals' contents, and without its tests.
fn code_of(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    if file.file_name().is_some_and(|name| name == "tests.rs") {
        return String::new();
    }
    let mut code = String::with_capacity(text.len());
    for line in text.lines() {
        if line.trim_start().starts_with("#[cfg(test)]") {
            break; // tests stand at the end of a file
        }
        let line = line.split("//").next().unwrap_or_default();
        code.push_str(line);
        code.push('\n');
    }
    code
}

/// The rooms that `crate::…` paths name, grouped imports included.
fn rooms_used(code: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0_u32;
            let mut start = true;
            let mut name = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    c if depth == 0 && start && (c.is_alphanumeric() || c == '_') => name.push(c),
                    _ if !name.is_empty() => {
                        rooms.insert(std::mem::take(&mut name));
                        start = false;
                    }
                    _ => {}
                }
                if c == ',' && !name.is_empty() {
                    rooms.insert(std::mem::take(&mut name));
                }
            }
            if !name.is_empty() {
                rooms.insert(name);
            }
        } else {
            let name: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if !name.is_empty() {
                rooms.insert(name);
            }
        }
    }
    rooms
}
