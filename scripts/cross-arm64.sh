#!/bin/sh
# The ARM binary of a board (Cortex-A53 and up, 64 bit), built on Debian 12 for amd64.
#
#   sh scripts/cross-arm64.sh [--dev | --check] [arguments of `cargo build`]
#
# With --dev: the profile of the tests instead of the release's. With --check: the one that is built soonest.
#
# What comes out is tried in an emulator of the processor at every change (scripts/arm-check.sh), and on a stock Debian
# kernel in QEMU, two modems and all (`just box-test`). It has not run on a board yet. What goes onto a board is packed by
# scripts/package.sh.
#
# How: Debian's own security archive carries a Rust (rustc-web) whose standard library installs for
# arm64 beside amd64's. Cargo stays the one of rust-toolchain.toml; only the compiler is Debian's.
# No container, no emulator, no other toolchain: `cross` and `rustup` are never called.
#
# The first time it installs about 300 MB of Debian packages. What is linked against needs glibc
# 2.34: Debian 12, Raspberry Pi OS "bookworm", or newer.
#
# Exit codes: those of scripts/setup.sh and cargo; 8: a Debian package is missing.
set -eu
cd -- "$(dirname -- "$0")/.."

target=aarch64-unknown-linux-gnu
profile=release folder=release
case ${1-} in
--dev)
    shift
    profile=dev folder=debug
    ;;
--check)
    shift
    profile=arm-check folder=arm-check
    ;;
esac
packages="rustc-web libstd-rust-web-dev:arm64 gcc-aarch64-linux-gnu libc6-dev-arm64-cross libasound2-dev:arm64 pkg-config"

fail() { # exit code, Korean, English
    printf '교차 빌드 실패: %s\nCross build failed: %s\n' "$2" "$3" >&2
    exit "$1"
}

[ "$(dpkg --print-architecture 2>/dev/null)" = amd64 ] ||
    fail 8 "amd64용 Debian 12 이상에서 실행해 주세요." "run this on Debian 12 or newer for amd64."

# shellcheck disable=SC2086 # a list of words
sh scripts/packages.sh $packages

# The native speech libraries for the board; models are the same everywhere.
sh scripts/setup.sh --arch aarch64

# The linker and the libraries to link stand in .cargo/config.toml.
export RUSTC=/usr/bin/rustc
export PKG_CONFIG_ALLOW_CROSS=1
export PKG_CONFIG_LIBDIR=/usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig
# What is built here goes elsewhere, and takes no path of this machine along.
export RUSTFLAGS="--remap-path-prefix=$PWD=. --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src=crates"
# A folder of its own: two compilers would throw each other's work away.
cargo build --locked --profile "$profile" --target "$target" --target-dir target/cross "$@"

echo "  target/cross/$target/$folder/munjigi"
echo "  third_party/sherpa/aarch64/lib/*.so -> 상자에서는 bin/munjigi 옆의 lib/ / beside it on the box: bin/munjigi, lib/*.so"
