#!/bin/sh
# The image of a box, started in QEMU as a shop would start it: the first start without a keyboard, calls over two virtual
# EC25s, the console on the serial port, an update that is kept, updates that are taken back, and the power cut again and
# again. The kernel, systemd, udev, the launcher and the binary for ARM are the real ones; board, modems, network and ears are
# not.
#
#   sh scripts/image-test.sh [--cuts N] [--only STAGE]... [--built] [--verbose]
#
#   --cuts N       how often the power is cut in each of the two stages that do it (20)
#   --only STAGE   start, calls, console, update, bad-update, cut-update, cut-calls
#   --built        take the image and the bundles that are in target/image-test
#
# Not part of .ci/run: it takes an hour and more. Cutting the power is killing QEMU: what the guest's kernel had not written
# is gone; what a card would lose of its own is not tried by this.
#
# Needs Debian 12 for amd64, root, 4 GB of disk; brings its own packages. Exit codes: 0 all held; 1 something did not; others:
# of the scripts that it calls.
set -eu
cd -- "$(dirname -- "$0")/.."

out=target/image-test
built=
pass=
while [ $# -gt 0 ]; do
    case $1 in
    --built) built=yes ;;
    --cuts | --only | --seed)
        pass="$pass $1 $2"
        shift
        ;;
    --verbose) pass="$pass $1" ;;
    *)
        printf '모르는 옵션입니다: %s / unknown option: %s\n' "$1" "$1" >&2
        exit 2
        ;;
    esac
    shift
done

sh scripts/packages.sh qemu-system-arm ipxe-qemu minisign zstd cpio e2fsprogs fdisk mtools

if [ -z "$built" ]; then
    rm -rf "$out"
    mkdir -p "$out/keys" "$out/data/etc" "$out/data/test"
    for key in current next stranger; do
        minisign -G -W -p "$out/keys/$key.pub" -s "$out/keys/$key.key" >/dev/null
    done
    # The release's own profile: what is not optimised is slower than sound, in here.
    sh scripts/package.sh --keys "$out/keys" --counter 200
    version=$(sed -n 's/^version *= *"\(.*\)"/\1/p' Cargo.toml | head -1)

    # The bundles. The program that makes them is the one that is in them.
    here=$PWD
    printf '#!/bin/sh\nexec sh %s/scripts/arm.sh cortex-a76 %s/target/dist/bundle/bin/munjigi "$@"\n' "$here" "$here" >"$out/munjigi"
    chmod 755 "$out/munjigi"
    MUNJIGI=$here/$out/munjigi
    export MUNJIGI
    bundle() { # name, folder, counter, key, options
        name=$1 folder=$2 counter=$3 key=$4
        shift 4
        sh scripts/bundle.sh "$folder" "$counter" "$out/keys/$key.key" "$out/data/test/$name.bundle" "$@" >/dev/null
    }
    bundle a target/dist/bundle 201 current
    bundle b target/dist/bundle 202 next
    # One that says a version other than its own, and one that can say its version and nothing else.
    bundle lies target/dist/bundle 204 current --release 99.0.0
    mkdir -p "$out/crashes/bin"
    # shellcheck disable=SC2016 # for a shell of its own
    printf '#!/bin/sh\n[ "$1" = version ] && echo munjigi %s && exit 0\nexit 1\n' "$version" >"$out/crashes/bin/munjigi"
    chmod 755 "$out/crashes/bin/munjigi"
    bundle crashes "$out/crashes" 205 current
    bundle stranger "$out/crashes" 206 stranger

    cp tests/image/settings/munjigi.toml "$out/data/etc/munjigi.toml"
    cp tests/shops/bunsik.toml "$out/data/etc/shop.toml"
    sh board/image/build.sh --board qemu --models none --data "$out/data" --out "$out/munjigi.img"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck disable=SC2086 # words
python3 tests/image/run.py --image "$out/munjigi.img" --work "$work" --bundles "$out/data/test" $pass
