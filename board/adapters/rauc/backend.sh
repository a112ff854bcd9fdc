#!/bin/sh
# A bootloader backend for RAUC (`bootloader=custom`, `[handlers] bootloader-custom-backend=`) that keeps its answers in
# files, on a board whose bootloader can read them, and for scripts/rauc-test.sh. README.md says what a Raspberry Pi needs.
#
#   get-primary | set-primary SLOT | get-state SLOT | set-state SLOT good|bad | get-current
#
# STORE: the folder (default /boot/rauc). Each answer is on disk before the call returns. Exit codes: 0; 1 not possible.
set -eu
store=${STORE:-/boot/rauc}

keep() { # file, word
    printf '%s\n' "$2" | dd of="$store/$1.tmp" conv=fsync 2>/dev/null
    mv -f "$store/$1.tmp" "$store/$1"
    sync "$store"
}

case ${1:-} in
get-primary) cat "$store/primary" ;;
set-primary) keep primary "$2" ;;
get-state) cat "$store/state.$2" 2>/dev/null || echo bad ;;
set-state) keep "state.$2" "$3" ;;
get-current) cat "$store/current" ;;
*) exit 1 ;;
esac
