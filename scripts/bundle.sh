#!/bin/sh
# Makes an update bundle on a developer's machine: manifest, signature, tar. 업데이트 묶음을 만듭니다.
#
#   sh scripts/bundle.sh FOLDER COUNTER SECRET_KEY OUT [options of `munjigi ota manifest`]
#
#   FOLDER      bin/munjigi and lib/*.so, or with --kind models what becomes models/current
#   COUNTER     higher than that of every release before
#   SECRET_KEY  of minisign (`minisign -G`); its public half is /usr/lib/munjigi/keys/current.pub of the boxes
#   OUT         the bundle
#
# The signing key need not be on this machine: stop after the manifest, sign it elsewhere with
# `minisign -S -m MANIFEST.json -t counter:N`, and go on with `munjigi ota pack`.
# MUNJIGI: the program (default: target/release/munjigi, target/debug/munjigi or the one that is installed).
#
# Exit codes: 0 made; 1 something failed; 2 wrong usage; 3 a tool is missing.
set -eu

if [ $# -lt 4 ]; then
    sed -n '2,15s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
folder=$1 counter=$2 key=$3 out=$4
shift 4
cd_root=$(dirname -- "$0")/..

command -v minisign >/dev/null || {
    echo "minisign이 없습니다: sudo apt install minisign / minisign is missing" >&2
    exit 3
}
if [ -z "${MUNJIGI:-}" ]; then
    for candidate in "$cd_root/target/release/munjigi" "$cd_root/target/debug/munjigi" "$(command -v munjigi || true)"; do
        if [ -n "$candidate" ] && [ -x "$candidate" ]; then
            MUNJIGI=$candidate
            break
        fi
    done
fi
[ -n "${MUNJIGI:-}" ] || {
    echo "munjigi가 없습니다: cargo build --release --locked / the program munjigi is missing" >&2
    exit 3
}
small=
if command -v zstd >/dev/null; then small=--small; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
"$MUNJIGI" ota manifest "$folder" --counter "$counter" "$@" >"$work/MANIFEST.json"
minisign -S -s "$key" -m "$work/MANIFEST.json" -t "munjigi counter:$counter" >/dev/null
# shellcheck disable=SC2086 # one option or none
"$MUNJIGI" ota pack "$folder" --manifest "$work/MANIFEST.json" --output "$out" $small
ls -l "$out"
