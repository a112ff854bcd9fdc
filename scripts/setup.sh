#!/bin/sh
# From a fresh Debian 12 (or newer) to a machine that builds and runs Munjigi: packages, libraries, models.
#
#   scripts/setup.sh [options of models/setup.py: --cache DIR, --arch aarch64, --verify, --offline, ...]
#
# Safe to run again: what is there is left alone, and then no network is needed and it takes about a second.
# It never installs or changes Rust. Exit codes: those of models/setup.py; 8: a system package is missing
# and could not be installed.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

fail() { # exit code, Korean, English
    printf '설정 실패: %s\nSet-up failed: %s\n' "$2" "$3" >&2
    exit "$1"
}

# Which of the packages are missing? Asked of the machine itself and not of dpkg, so that it also works
# where a compiler or a Python came from elsewhere.
missing=
need() { missing="$missing $1"; }
command -v cc >/dev/null 2>&1 || need gcc
[ -e /usr/include/stdio.h ] || need libc6-dev
command -v pkg-config >/dev/null 2>&1 || need pkg-config
if command -v pkg-config >/dev/null 2>&1; then
    pkg-config --exists alsa || need libasound2-dev
else
    [ -e /usr/include/alsa/asoundlib.h ] || need libasound2-dev
fi
if command -v python3 >/dev/null 2>&1; then
    python3 -c 'import ensurepip, venv' 2>/dev/null || need python3-venv
else
    need python3
    need python3-venv
fi

if [ -n "$missing" ]; then
    sudo=
    [ "$(id -u)" -eq 0 ] || sudo=sudo
    command -v apt-get >/dev/null 2>&1 ||
        fail 8 "다음이 필요합니다:$missing (Debian 이름). apt-get 이 없으니 직접 설치한 뒤 다시 실행하세요." \
               "these are needed:$missing (Debian names); there is no apt-get here, so install them and run this again."
    if [ -n "$sudo" ] && ! command -v sudo >/dev/null 2>&1; then
        fail 8 "관리자 권한이 필요합니다. 먼저 실행하세요: apt-get install$missing" \
               "this needs root; first run: apt-get install$missing"
    fi
    echo "  시스템 패키지 설치 / installing system packages:$missing"
    # shellcheck disable=SC2086 # a list of words, and sudo may be nothing
    { $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $missing >/dev/null; } ||
        fail 8 "시스템 패키지를 설치하지 못했습니다:$missing. 네트워크를 확인하고 다시 실행하세요." \
               "system packages could not be installed:$missing; check the network and run this again."
fi

python3 "$root/models/setup.py" --libs --models "$@"

command -v cargo >/dev/null 2>&1 || {
    rust=$(sed -n 's/^rust-version *= *"\(.*\)".*/\1/p' "$root/Cargo.toml")
    echo "  cargo 가 없습니다. https://rustup.rs 의 안내대로 Rust $rust 이상을 설치하면 빌드할 수 있습니다 / no cargo here: to build, install Rust $rust or newer as https://rustup.rs says"
}
