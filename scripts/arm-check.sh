#!/bin/sh
# Builds the binary for ARM and runs it, here, under an emulator of the processor: that it starts, that it knows how to
# answer (a scenario in virtual time), that it speaks a sentence with the real voice, and that the real recogniser
# understands it.
#
#   sh scripts/arm-check.sh [--built] [CPU...]     cortex-a72 and cortex-a76 when none is named
#
#   --built    do not build: take target/cross/…/arm-check as it is
#
# The two processors are those of the boards: the older one lacks the instructions for products of octets (asimddp), so
# that other code of the speech library runs on each. A processor is always named: under QEMU's default, the octet
# models recognised nothing at all.
#
# The engines of a box are processes of their own, started from the same file, which an emulator of a processor cannot do;
# here they are loaded by `say` and `hear` themselves. Processes, ports, sound and the modem are those of `just box-test`,
# under an emulator of a whole machine. How long anything takes here says nothing about a board.
#
# Needs Debian 12 for amd64, and the models. Exit codes: 0 all held; 1 something did not; others: of
# scripts/cross-arm64.sh.
set -eu
cd -- "$(dirname -- "$0")/.."

fail() { # exit code, Korean, English
    printf 'ARM 확인 실패: %s\nARM check failed: %s\n' "$2" "$3" >&2
    exit "$1"
}

built=
if [ "${1-}" = --built ]; then
    shift
    built=yes
fi
[ $# -gt 0 ] || set -- cortex-a72 cortex-a76

[ -n "$built" ] || sh scripts/cross-arm64.sh --check --no-default-features

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/bin" "$work/lib"
cp target/cross/aarch64-unknown-linux-gnu/arm-check/munjigi "$work/bin/"
cp third_party/sherpa/aarch64/lib/*.so "$work/lib/"
MUNJIGI_MODELS=${MUNJIGI_MODELS:-$PWD/.cache/models}
export MUNJIGI_MODELS

arm() { sh scripts/arm.sh "$cpu" "$work/bin/munjigi" "$@"; }

version=$(sed -n 's/^version *= *"\(.*\)"/\1/p' Cargo.toml | head -1)
sentence='네, 감사합니다.'
mkdir "$work/sys" "$work/dev" "$work/empty"
for cpu; do
    begin=$(date +%s)

    said=$(arm version)
    [ "$said" = "munjigi $version" ] || fail 1 "version: '$said'" "version: '$said'"

    # There is no modem here, whatever else is plugged in: it says so, and ends as the table in README.md promises.
    code=0
    said=$(arm doctor --json --sys-root "$work/sys" --dev-root "$work/dev" --proc-root "$work/empty" 2>&1) || code=$?
    [ "$code" -eq 6 ] || fail 1 "doctor 가 $code 로 끝났습니다: $said" "doctor ended with $code: $said"

    said=$(arm --json sim run --fast tests/scenarios/one-correction.toml) ||
        fail 1 "시나리오가 맞지 않습니다: $said" "a scenario does not hold: $said"

    arm say "$sentence" --out "$work/said.wav" >/dev/null ||
        fail 1 "말을 만들지 못했습니다." "it could not speak."
    # 8 kHz, 16 bits: between one second and four.
    size=$(wc -c <"$work/said.wav")
    { [ "$size" -gt 16000 ] && [ "$size" -lt 64000 ]; } || fail 1 "소리가 $size 바이트입니다." "its sound has $size octets."
    heard=$(arm hear "$work/said.wav") || fail 1 "알아듣지 못했습니다." "it could not hear."
    case $heard in
    *감사합니다*) ;;
    *) fail 1 "'$sentence'를 '$heard'로 들었습니다." "'$sentence' was heard as '$heard'." ;;
    esac
    echo "  $cpu: munjigi $version, '$sentence' -> '$heard', $(($(date +%s) - begin)) s"
done
