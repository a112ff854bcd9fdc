//! Bundles that are packed, changed and read again, and manifests of all kinds.

use std::{
    fs,
    io::{self, Read},
    path::Path,
};

use proptest::prelude::*;

use super::*;

/// A key pair, made for this run.
struct Signer(minisign::KeyPair);

impl Signer {
    fn new() -> Self {
        Self(minisign::KeyPair::generate_unencrypted_keypair().unwrap())
    }

    fn keys(&self) -> Keys {
        Keys::of(&[&self.0.pk.to_box().unwrap().into_string()]).unwrap()
    }

    fn sign(&self, text: &[u8], comment: &str) -> String {
        minisign::sign(Some(&self.0.pk), &self.0.sk, text, Some(comment), None)
            .unwrap()
            .into_string()
    }
}

fn about() -> About {
    About {
        kind: Kind::App,
        name: "munjigi".into(),
        version: "1.4.0".parse().unwrap(),
        counter: 7,
        arch: "x86_64".into(),
        channel: "stable".into(),
        min_version: "1.0.0".parse().unwrap(),
        schema: 7,
    }
}

/// A folder with a program and a library of some length.
fn content(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::create_dir_all(folder.join("bin")).unwrap();
    fs::create_dir_all(folder.join("lib")).unwrap();
    fs::write(
        folder.join("bin/munjigi"),
        "#!/bin/sh\necho munjigi 1.4.0\n",
    )
    .unwrap();
    fs::set_permissions(
        folder.join("bin/munjigi"),
        fs::Permissions::from_mode(0o755),
    )
    .unwrap();
    let library: Vec<u8> = (0..300_000_u32)
        .map(|n| (n.wrapping_mul(n) >> 7) as u8)
        .collect();
    fs::write(folder.join("lib/one.so"), library).unwrap();
    fs::write(folder.join("lib/empty"), "").unwrap();
}

fn bundle(signer: &Signer, comment: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("slot");
    content(&root);
    let manifest = describe(&root, about()).unwrap();
    let path = folder.path().join(MANIFEST);
    fs::write(&path, manifest.text()).unwrap();
    fs::write(
        folder.path().join(SIGNATURE),
        signer.sign(manifest.text().as_bytes(), comment),
    )
    .unwrap();
    let to = folder.path().join("bundle");
    pack(&root, &path, Squeeze::Quick, &to).unwrap();
    fs::read(to).unwrap()
}

/// Every file as it comes out.
fn unpack(octets: impl Read, keys: &Keys) -> Result<Vec<(String, Vec<u8>)>, BundleError> {
    let mut files = Vec::new();
    Bundle::open(octets, keys)?.files(|entry, content| {
        let mut all = Vec::new();
        let mut buffer = [0; 777];
        loop {
            let n = content.read(&mut buffer)?;
            if n == 0 {
                break;
            }
            all.extend_from_slice(&buffer[..n]);
        }
        files.push((entry.path.clone(), all));
        Ok::<_, BundleError>(())
    })?;
    Ok(files)
}

#[test]
fn what_is_packed_comes_out() {
    let signer = Signer::new();
    let files = unpack(bundle(&signer, "counter:7").as_slice(), &signer.keys()).unwrap();
    let names: Vec<_> = files
        .iter()
        .map(|(name, all)| (name.as_str(), all.len()))
        .collect();
    assert_eq!(
        names,
        [
            ("bin/munjigi", 29),
            ("lib/empty", 0),
            ("lib/one.so", 300_000)
        ]
    );
}

#[test]
fn the_same_folder_gives_the_same_bundle() {
    let signer = Signer::new();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("slot");
    content(&root);
    let manifest = describe(&root, about()).unwrap();
    fs::write(folder.path().join(MANIFEST), manifest.text()).unwrap();
    fs::write(
        folder.path().join(SIGNATURE),
        signer.sign(manifest.text().as_bytes(), "counter:7"),
    )
    .unwrap();
    let packed = |name: &str| {
        let to = folder.path().join(name);
        pack(&root, &folder.path().join(MANIFEST), Squeeze::Quick, &to).unwrap();
        fs::read(to).unwrap()
    };
    assert_eq!(packed("a"), packed("b"));
}

#[test]
fn a_changed_octet_anywhere_is_refused() {
    let signer = Signer::new();
    let whole = bundle(&signer, "counter:7");
    let keys = signer.keys();
    let expected = unpack(whole.as_slice(), &keys).unwrap();
    // Every octet of the beginning, and some of the rest.
    let places = (0..6_000)
        .chain((6_000..whole.len()).step_by(997))
        .filter(|at| *at < whole.len());
    for at in places {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        match unpack(changed.as_slice(), &keys) {
            Err(_) => {}
            // What nobody reads: padding, and names of owners in a header are covered by its sum.
            Ok(files) => assert_eq!(files, expected, "at {at}"),
        }
    }
}

#[test]
fn a_bundle_that_is_cut_short_is_called_so() {
    let signer = Signer::new();
    let whole = bundle(&signer, "counter:7");
    for length in (0..whole.len() - 1024).step_by(331) {
        let refused = unpack(&whole[..length], &signer.keys());
        assert!(
            matches!(refused, Err(BundleError::Truncated)),
            "{length}: {refused:?}"
        );
    }
}

#[test]
fn other_keys_and_other_comments_are_refused() {
    let signer = Signer::new();
    let refused = |comment: &str, keys: &Keys| match Bundle::open(
        bundle(&signer, comment).as_slice(),
        keys,
    ) {
        Err(BundleError::Signature(error)) => error,
        other => panic!("{other:?}"),
    };
    let stranger = Signer::new().keys();
    assert!(matches!(
        refused("counter:7", &stranger),
        SignatureError::UnknownKey
    ));
    let whole = bundle(&signer, "counter:7");
    let mut changed = whole.clone();
    let at = whole.windows(7).position(|w| w == b"munjigi").unwrap();
    changed[at] = b'n';
    assert!(matches!(
        Bundle::open(changed.as_slice(), &signer.keys()),
        Err(BundleError::Signature(SignatureError::Wrong(_)))
    ));
}

#[test]
fn the_signed_comment_names_the_counter_once() {
    for comment in [
        "",
        "counter:8",
        "counter:07",
        "counter:7 counter:8",
        "counter: 7",
        "xcounter:7",
    ] {
        assert!(
            matches!(
                keys::check_counter(comment, 7),
                Err(SignatureError::Counter { .. })
            ),
            "{comment}"
        );
    }
    keys::check_counter("munjigi 1.4.0 counter:7", 7).unwrap();
}

#[test]
fn both_keys_of_a_folder_are_taken_and_none_is_told() {
    let (current, next) = (Signer::new(), Signer::new());
    let folder = tempfile::tempdir().unwrap();
    let none = Keys::load(folder.path()).unwrap_err();
    assert!(none.to_string().contains("current.pub"), "{none}");
    for (name, signer) in [("current.pub", &current), ("next.pub", &next)] {
        fs::write(
            folder.path().join(name),
            signer.0.pk.to_box().unwrap().into_string(),
        )
        .unwrap();
    }
    let keys = Keys::load(folder.path()).unwrap();
    for signer in [current, next] {
        unpack(bundle(&signer, "counter:7").as_slice(), &keys).unwrap();
    }
    fs::write(folder.path().join("next.pub"), "rubbish").unwrap();
    assert!(matches!(
        Keys::load(folder.path()),
        Err(KeyError::NoKey { .. })
    ));
}

#[test]
fn a_failing_stick_is_not_a_damaged_bundle() {
    struct Failing<'a>(&'a [u8]);
    impl Read for Failing<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            match self.0.read(into)? {
                0 => Err(io::Error::from_raw_os_error(5)),
                n => Ok(n),
            }
        }
    }
    let signer = Signer::new();
    let whole = bundle(&signer, "counter:7");
    for length in [100, 3_000, whole.len() / 2] {
        let refused = unpack(Failing(&whole[..length]), &signer.keys());
        assert!(
            matches!(refused, Err(BundleError::Read(_))),
            "{length}: {refused:?}"
        );
    }
}

#[test]
fn a_later_format_is_told_as_such() {
    let later = br#"{"format":2,"anything":{"else":true}}"#;
    assert!(matches!(
        Manifest::parse(later),
        Err(ManifestError::Format { format: 2 })
    ));
}

#[test]
fn paths_that_lead_elsewhere_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    content(folder.path());
    let good = describe(folder.path(), about()).unwrap();
    for path in [
        "",
        "/etc/passwd",
        "../x",
        "a/../b",
        "a//b",
        "./a",
        ".hidden",
        "a/.b",
        "a b",
        "a\\b",
        "가",
        "a\n",
        "COUNTER",
        "MANIFEST.json",
        "a/",
        "1/2/3/4/5/6/7/8/9",
        "bin/munjigi",
        "bin",
        "bin/munjigi/x",
    ] {
        let mut bad = good.clone();
        bad.files[1].path = path.to_owned();
        assert!(Manifest::parse(bad.text().as_bytes()).is_err(), "{path}");
    }
    let mut long = good;
    long.files[1].path = "a".repeat(96);
    assert!(Manifest::parse(long.text().as_bytes()).is_err());
    long.files[1].path = "a".repeat(95);
    Manifest::parse(long.text().as_bytes()).unwrap();
}

#[test]
fn values_out_of_bounds_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    content(folder.path());
    let good = describe(folder.path(), about()).unwrap();
    let refused = |change: &dyn Fn(&mut Manifest)| {
        let mut bad = good.clone();
        change(&mut bad);
        assert!(Manifest::parse(bad.text().as_bytes()).is_err(), "{bad:?}");
    };
    refused(&|m| m.counter = 0);
    refused(&|m| m.counter = Limits::COUNTER + 1);
    refused(&|m| m.name = "../x".into());
    refused(&|m| m.arch = "a b".into());
    refused(&|m| m.files.clear());
    refused(&|m| m.files[0].mode = Mode::Plain);
    refused(&|m| m.files[0].size = Limits::FILE + 1);
    refused(&|m| m.files.iter_mut().for_each(|f| f.size = Limits::FILE));
    refused(&|m| m.files[0].sha256 = "0".repeat(63));
    refused(&|m| m.files[0].sha256 = "A".repeat(64));
    let text = good
        .text()
        .replace("\"format\": 1", "\"format\": 1, \"more\": 2");
    assert!(matches!(
        Manifest::parse(text.as_bytes()),
        Err(ManifestError::Json(_))
    ));
}

proptest! {
    #[test]
    fn any_octets_are_read_or_refused(octets: Vec<u8>) {
        let _either = Manifest::parse(&octets);
        let keys = Keys::of(&["untrusted comment: a\nRWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"]).unwrap();
        prop_assert!(Bundle::open(octets.as_slice(), &keys).is_err());
    }

    #[test]
    fn a_path_that_is_taken_stays_below_its_folder(path in "[a-z./_-]{0,30}") {
        if path::wrong(&path).is_none() {
            let full = Path::new("/slot").join(&path);
            prop_assert!(full.starts_with("/slot"));
            prop_assert!(full.components().all(|c| c != std::path::Component::ParentDir));
            prop_assert_eq!(full.to_str().unwrap(), format!("/slot/{path}"));
        }
    }

    #[test]
    fn what_is_written_is_read_back(counter in 1..=Limits::COUNTER, sizes in prop::collection::vec(0..1_000_u64, 0..20)) {
        let folder = tempfile::tempdir().unwrap();
        content(folder.path());
        let mut manifest = describe(folder.path(), about()).unwrap();
        manifest.counter = counter;
        for (n, size) in sizes.into_iter().enumerate() {
            let sha256 = "0".repeat(64);
            manifest.files.push(FileEntry { path: format!("share/{n}"), size, sha256, mode: Mode::Plain });
        }
        prop_assert_eq!(Manifest::parse(manifest.text().as_bytes()).unwrap(), manifest);
    }

    #[test]
    fn versions_are_read_back(a: u32, b: u32, c: u32, early in "(-[a-z0-9.]{1,8})?", build in "(\\+[a-z0-9.]{1,8})?") {
        let text = format!("{a}.{b}.{c}{early}{build}");
        if text.len() <= 48 {
            prop_assert_eq!(text.parse::<Version>().unwrap().to_string(), text);
        }
    }
}
