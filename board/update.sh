#!/bin/sh
# The update script: finds a bundle, waits for a quiet moment, installs it. 업데이트 스크립트.
#
#   update.sh FILE | http(s)://HOST/PATH | usb      usb: the newest munjigi-*.bundle on the sticks that are mounted
#
# Run it as root, by hand or from a timer at night. Nothing about the box is sent: a URL is asked for with a fixed
# User-Agent and nothing else. What is trusted is the bundle's signature, not where it comes from.
#
# Exit codes, those of `munjigi` passed on: 0 installed; 11 the bundle is refused (also: is installed already), do not
# try it again; 12 it was tried and the version before runs again; 75 not now, try later; 20 no bundle there, or it
# could not be fetched; 129, 130, 143 it was told to stop (HUP, INT, TERM); anything else: see README.md.
# WAIT: how long a quiet moment is waited for (15m). DOWNLOAD: where a bundle from the network is kept meanwhile.
# MUNJIGI_ROOT stands before the sticks' folders: for tests.
set -u
say() { echo "update: $*" >&2; }

source=${1:-usb}
root=${MUNJIGI_ROOT:-}
fetched=
child=
stop() {
    # It is gone before its file is.
    [ -z "$child" ] || { kill "$child"; wait "$child"; } 2>/dev/null
    exit "$1"
}
trap '[ -z "$fetched" ] || rm -f "$fetched"' EXIT
trap 'stop 129' HUP
trap 'stop 130' INT
trap 'stop 143' TERM

# What is broken off when we are told to stop: a shell hears of it only while it waits.
apart() {
    "$@" &
    child=$!
    wait "$child"
    rc=$?
    child=
    return "$rc"
}

case $source in
usb)
    # By their names, as versions go: 1.10.0 is newer than 1.9.0.
    bundle=$(
        for found in "$root"/media/*/munjigi-*.bundle "$root"/media/*/*/munjigi-*.bundle "$root"/mnt/munjigi-*.bundle \
            "$root"/mnt/*/munjigi-*.bundle "$root"/run/media/*/munjigi-*.bundle "$root"/run/media/*/*/munjigi-*.bundle; do
            [ ! -f "$found" ] || printf '%s/%s\n' "${found##*/}" "$found"
        done | sort -V | tail -n 1
    )
    bundle=${bundle#*/}
    [ -n "$bundle" ] || { say "USB에 munjigi-*.bundle이 없습니다 / no munjigi-*.bundle on a stick"; exit 20; }
    ;;
http://* | https://*)
    fetched=$(mktemp "${DOWNLOAD:-/var/tmp}/munjigi-XXXXXX") || exit 1
    bundle=$fetched
    # Without anybody's settings, names and passwords.
    if command -v curl >/dev/null; then
        apart curl -q -fsSL --retry 3 --max-time 3600 --max-filesize 8589934592 -A munjigi-update -o "$bundle" -- "$source"
    else
        apart wget --no-config --no-netrc --no-hsts -q -t 3 -T 60 -U munjigi-update -O "$bundle" -- "$source"
    fi || { say "받지 못했습니다 / could not fetch $source"; exit 20; }
    ;;
*)
    bundle=$source
    [ -f "$bundle" ] || { say "파일이 없습니다 / no such file: $bundle"; exit 20; }
    ;;
esac

apart munjigi ota verify "$bundle" || exit
apart munjigi ota ready --wait "${WAIT:-15m}" || exit
# From here on it comes to its end, and its answer is ours.
trap : HUP INT TERM
munjigi ota install "$bundle"
