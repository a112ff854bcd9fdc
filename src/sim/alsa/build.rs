//! The plugin compiled, and the file that tells ALSA about it.

use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use sha2::{Digest, Sha256};

use super::{AlsaError, Sheet, failed};

const SOURCE: &str = include_str!("card.c");

/// The plugin as a library in the folder `into`, compiled if it is not there yet in this version. Any
/// number of processes may do this at once.
///
/// # Errors
/// [`AlsaError::NoCompiler`], or what the compiler says.
pub fn build_plugin(into: &Path) -> Result<PathBuf, AlsaError> {
    let version: String = Sha256::digest(SOURCE)[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let library = into.join(format!("libasound_module_pcm_ec25-{version}.so"));
    if library.exists() {
        return Ok(library);
    }
    fs::create_dir_all(into).map_err(failed(format!("make the folder {}", into.display())))?;
    let mine = |ending: &str| into.join(format!("ec25-{}.{ending}", std::process::id()));
    let (source, fresh) = (mine("c"), mine("so"));
    fs::write(&source, SOURCE).map_err(failed(format!("write {}", source.display())))?;
    let compiled = Command::new("cc")
        .args([
            "-O2",
            "-Wall",
            "-fPIC",
            "-shared",
            "-DPIC",
            "-D_GNU_SOURCE",
            "-o",
        ])
        .args([&fresh, &source])
        .arg("-lasound")
        .output();
    let _ = fs::remove_file(&source);
    let output = compiled.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => AlsaError::NoCompiler,
        _ => failed("start the C compiler")(error),
    })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(AlsaError::Compile(said));
    }
    fs::rename(&fresh, &library).map_err(failed(format!("make {}", library.display())))?;
    Ok(library)
}

/// Writes an `asound.conf` for these cards into `folder`, with a plugin built in `into`, and returns
/// what `ALSA_CONFIG_PATH` has to be. It names our cards and nothing else: no card of the machine gets
/// in the way. The folder's name has to be short (a socket's whole name has 107 octets).
///
/// # Errors
/// As [`build_plugin`], or when the file cannot be written.
pub fn furnish(folder: &Path, into: &Path, cards: &[Sheet]) -> Result<PathBuf, AlsaError> {
    let plugin = build_plugin(into)?;
    let mut text = format!("pcm_type.ec25 {{ lib \"{}\" }}\n", plugin.display());
    for card in cards {
        let _ = writeln!(
            text,
            "pcm.{} {{ type ec25 socket \"{}\" rate {} channels {} }}",
            card.name,
            card.socket(folder).display(),
            card.rate,
            card.channels
        ); // writing to a string cannot fail
    }
    let config = folder.join("asound.conf");
    fs::write(&config, text).map_err(failed(format!("write {}", config.display())))?;
    Ok(config)
}
