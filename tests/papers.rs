//! Holds the papers of the house to the house: examples that can be read, tables that are true, links
//! that lead somewhere.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use munjigi::app::Config;

const FRONT_DOORS: [&str; 2] = ["README.md", "README.ko.md"];

#[test]
fn the_settings_of_the_front_doors_can_be_read() {
    for door in FRONT_DOORS {
        let blocks = toml_blocks(&read(door));
        let [config, shop] = blocks.as_slice() else {
            panic!("{door}: munjigi.toml and shop.toml, and no other example");
        };
        let folder = tempfile::tempdir().unwrap();
        // What is left out by a `#` has to be right too.
        for (config, shop) in [
            (config.clone(), shop.clone()),
            (with_options(config), with_options(shop)),
        ] {
            fs::write(folder.path().join("munjigi.toml"), config).unwrap();
            fs::write(folder.path().join("shop.toml"), shop).unwrap();
            if let Err(refused) = Config::load(&folder.path().join("munjigi.toml")) {
                panic!("{door}: {refused}");
            }
        }
    }
}

#[test]
fn the_front_doors_list_every_exit_code() {
    let code = read("src/cli/exit.rs");
    let codes: Vec<&str> = code
        .lines()
        .filter_map(|line| line.trim().strip_suffix(',')?.split_once(" = "))
        .map(|(_, number)| number)
        .filter(|number| number.parse::<u8>().is_ok())
        .collect();
    assert!(codes.len() >= 10, "the exit codes were not found");
    for door in FRONT_DOORS {
        let listed: Vec<String> = read(door)
            .lines()
            .filter_map(|line| line.strip_prefix("| ")?.split_once(" |"))
            .map(|(first, _)| first.to_owned())
            .filter(|first| first.parse::<u8>().is_ok())
            .collect();
        assert_eq!(listed, codes, "{door}");
    }
}

#[test]
fn every_decision_is_on_the_list_and_has_its_parts() {
    let list = read("docs/adr/README.md");
    let mut seen = BTreeSet::new();
    for page in pages("docs/adr") {
        let name = page
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name == "README.md" {
            continue;
        }
        let text = read(&page);
        let title = text.lines().next().unwrap_or_default();
        let (number, title) = title
            .trim_start_matches("# ")
            .split_once(": ")
            .unwrap_or_default();
        assert!(
            name.starts_with(number) && !number.is_empty(),
            "{name}: its title has no number"
        );
        assert!(seen.insert(number.to_owned()), "{number} is there twice");
        assert!(
            list.contains(&format!("| [{number}]({name}) | {title} |")),
            "{name} is not on the list"
        );
        for part in [
            "Date: ",
            "Status: ",
            "## Context",
            "## Decision",
            "## Rejected",
            "## Consequences",
        ] {
            assert!(
                text.contains(&format!("\n{part}")),
                "{name} has no {part:?}"
            );
        }
    }
}

#[test]
fn links_lead_somewhere() {
    let mut broken = Vec::new();
    for folder in [".", "docs", "docs/adr", "models"] {
        for page in pages(folder) {
            for link in links(&read(&page)) {
                let path = link.split('#').next().unwrap_or_default();
                if !path.is_empty()
                    && !link.contains("://")
                    && !Path::new(folder).join(path).exists()
                {
                    broken.push(format!("{}: {link}", page.display()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn decisions_that_are_pointed_to_exist() {
    let numbers: BTreeSet<String> = pages("docs/adr")
        .iter()
        .filter_map(|page| page.file_name()?.to_str()?.get(..4).map(str::to_owned))
        .collect();
    let mut files = vec![PathBuf::from("deny.toml"), PathBuf::from("Cargo.toml")];
    collect(Path::new("src"), &mut files);
    for file in files {
        let text = read(&file);
        for (at, _) in text.match_indices("docs/adr/0") {
            let number = text.get(at + 9..at + 13).unwrap_or_default();
            assert!(
                numbers.contains(number),
                "{}: docs/adr/{number}",
                file.display()
            );
        }
    }
}

#[test]
fn both_ways_to_the_arm_install_the_same_libraries() {
    let script = read("scripts/cross-arm64.sh");
    let packages = script
        .lines()
        .find_map(|line| line.strip_prefix("packages=\"")?.strip_suffix('"'))
        .expect("the list of packages");
    let cross: toml::Table = read("cross.toml").parse().expect("cross.toml");
    let steps = cross["target"]["aarch64-unknown-linux-gnu"]["pre-build"]
        .as_array()
        .expect("pre-build");
    let install = steps
        .last()
        .and_then(toml::Value::as_str)
        .unwrap_or_default();
    let (_, inside) = install
        .split_once("--no-install-recommends ")
        .expect("apt-get install");
    let native = |package: &str| package.replace("$CROSS_DEB_ARCH", "arm64");
    let of_cross: BTreeSet<String> = inside.split_whitespace().map(native).collect();
    // The image of `cross` brings a compiler and a C library; the script installs its own.
    let own = [
        "rustc-web",
        "libstd-rust-web-dev:arm64",
        "gcc-aarch64-linux-gnu",
        "libc6-dev-arm64-cross",
    ];
    let of_script: BTreeSet<String> = packages
        .split(' ')
        .filter(|package| !own.contains(package))
        .map(str::to_owned)
        .collect();
    assert_eq!(of_cross, of_script, "cross.toml and scripts/cross-arm64.sh");
}

fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The Markdown pages of one folder.
fn pages(folder: &str) -> Vec<PathBuf> {
    let mut pages: Vec<_> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{folder}: {error}"))
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .collect();
    pages.sort();
    pages
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of src").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

fn toml_blocks(page: &str) -> Vec<String> {
    page.split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split_once("\n```"))
        .map(|(block, _)| format!("{block}\n"))
        .collect()
}

/// The example with its left-out keys (`# key = …`) and tables (`# [table]`) taken in.
fn with_options(example: &str) -> String {
    example
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(option) if option.contains(" = ") || option.starts_with('[') => option,
            _ => line,
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// What stands in the round brackets of `[…](…)`.
fn links(page: &str) -> Vec<&str> {
    page.split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .collect()
}

#[test]
fn the_page_of_the_shop_file_is_the_one_that_is_printed() {
    let page = munjigi::reception::shop::reference::page();
    let there = fs::read_to_string("docs/shop.md").unwrap();
    assert_eq!(there, page, "cargo run -- config shop > docs/shop.md");
}
