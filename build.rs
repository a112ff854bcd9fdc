//! Tells the linker where the speech libraries lie at run time: beside the binary on a box
//! (`bin/munjigi`, `lib/*.so`), and also in `third_party/` in a checkout. A dependency's own link
//! arguments do not reach our binary, so we give them here.

use std::{env, path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
    println!("cargo:rerun-if-changed=build.rs");
    let (Ok(root), Ok(arch)) = (
        env::var("CARGO_MANIFEST_DIR"),
        env::var("CARGO_CFG_TARGET_ARCH"),
    ) else {
        eprintln!("build.rs: cargo did not say where the package is or what it is built for");
        return ExitCode::FAILURE;
    };
    let lib = PathBuf::from(root)
        .join("third_party/sherpa")
        .join(&arch)
        .join("lib");
    println!("cargo:rerun-if-changed={}", lib.display());
    if !lib.join("libsherpa-onnx-c-api.so").exists() {
        eprintln!(
            "The speech libraries are missing: {} has no libsherpa-onnx-c-api.so.\n\
             Run `sh scripts/setup.sh` once; it fetches them from the package registry and checks them.",
            lib.display()
        );
        return ExitCode::FAILURE;
    }
    println!("cargo:rustc-link-arg=-Wl,-rpath,$ORIGIN/../lib");
    // What is built for another machine goes there, and takes no path of this one along.
    if env::var_os("HOST") == env::var_os("TARGET") {
        println!("cargo:rustc-link-arg=-Wl,-rpath,{}", lib.display());
    }
    ExitCode::SUCCESS
}
