#!/bin/sh
# The update script: finds a bundle, waits for a quiet moment, installs it. 업데이트 스크립트.
#
#   update.sh FILE | http(s)://HOST/PATH | usb      usb: munjigi-*.bundle on any stick that is mounted
#
# Run it as root, by hand or from a timer at night. Nothing about the box is sent: a URL is asked for once, with a fixed
# User-Agent and nothing else. What is trusted is the bundle's signature, not where it comes from.
#
# Exit codes, those of `munjigi` passed on: 0 installed; 11 the bundle is refused (also: is installed already), do not
# try it again; 12 it was tried and the version before runs again; 75 not now, try later; 20 no bundle there, or it
# could not be fetched; anything else: see README.md.
# WAIT: how long a quiet moment is waited for (15m). DOWNLOAD: where a bundle from the network is kept meanwhile.
set -u
say() { echo "update: $*" >&2; }

source=${1:-usb}
fetched=
trap '[ -z "$fetched" ] || rm -f "$fetched"' EXIT INT TERM

case $source in
usb)
    bundle=
    # The newest by name, on whatever is mounted there.
    for found in /media/*/munjigi-*.bundle /media/*/*/munjigi-*.bundle /mnt/munjigi-*.bundle /mnt/*/munjigi-*.bundle \
        /run/media/*/*/munjigi-*.bundle; do
        [ -f "$found" ] && bundle=$found
    done
    [ -n "$bundle" ] || { say "USB에 munjigi-*.bundle이 없습니다 / no munjigi-*.bundle on a stick"; exit 20; }
    ;;
http://* | https://*)
    fetched=$(mktemp "${DOWNLOAD:-/var/tmp}/munjigi-XXXXXX") || exit 1
    bundle=$fetched
    if command -v curl >/dev/null; then
        curl -fsSL --retry 3 --max-time 3600 --max-filesize 8589934592 -A munjigi-update -o "$bundle" -- "$source"
    else
        wget -q -t 3 -T 60 -U munjigi-update -O "$bundle" -- "$source"
    fi || { say "받지 못했습니다 / could not fetch $source"; exit 20; }
    ;;
*)
    bundle=$source
    [ -f "$bundle" ] || { say "파일이 없습니다 / no such file: $bundle"; exit 20; }
    ;;
esac

munjigi ota verify "$bundle" || exit
munjigi ota ready --wait "${WAIT:-15m}" || exit
munjigi ota install "$bundle"
