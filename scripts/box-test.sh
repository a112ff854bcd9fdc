#!/bin/sh
# The box test: the ARM binary on a stock Debian kernel in QEMU, with virtual EC25s on the kernel's
# virtual USB host controller. The kernel's own drivers (`option`, `snd-usb-audio`), udev and our
# rules are the real ones; the modem, its descriptors, the network and the ears are not.
#
#   sh scripts/box-test.sh [--keep]      --keep: leave what was built in .cache/box for a look
#
# What it checks is tests/box/guest.sh; what the guest writes is shown, and judged by its last line.
# Needs a Debian for amd64 and about 1.5 GB of disk; the first run installs packages (QEMU,
# mmdebstrap, the cross compiler). Guest time is exact (icount): a busy machine makes it slow, not
# different.
#
# Exit codes: 0 all held; 1 something did not; 8 a package is missing; others: of the cross build.
set -eu
cd -- "$(dirname -- "$0")/.."

cache=.cache/box
packages="qemu-system-arm ipxe-qemu mmdebstrap cpio kmod"
target=aarch64-unknown-linux-gnu

fail() { # exit code, Korean, English
    printf '상자 시험 실패: %s\nBox test failed: %s\n' "$2" "$3" >&2
    exit "$1"
}

# shellcheck disable=SC2086 # a list of words
sh scripts/packages.sh $packages
sh scripts/cross-arm64.sh --dev --no-default-features

mkdir -p "$cache"
# The guest's world: packages unpacked as they are, no maintainer script has run.
if [ ! -e "$cache/root.tar" ]; then
    mmdebstrap --quiet --variant=extract --format=tar --architectures=arm64 \
        --include=udev,kmod,busybox-static,libasound2,libasound2-data,libstdc++6,libgcc-s1,linux-image-arm64 \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' \
        bookworm "$cache/root.tar.new"
    mv "$cache/root.tar.new" "$cache/root.tar"
fi

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
# Only what is used goes in: the whole system lives in the guest's memory.
tar -xf "$cache/root.tar" -C "$root" --wildcards \
    './bin/busybox' './bin/kmod' './bin/udevadm' './sbin/modprobe' './lib/systemd/systemd-udevd' \
    './lib/udev/*' './lib/modprobe.d/*' './etc/udev/*' \
    './usr/share/alsa/*' './boot/vmlinuz-*' './lib/modules/*/modules.*' \
    './lib/modules/*/kernel/drivers/usb/*' './lib/modules/*/kernel/sound/*' \
    './lib/modules/*/kernel/drivers/media/mc/*' './lib/aarch64-linux-gnu/*' './lib/ld-linux-aarch64.so.1' \
    './usr/lib/aarch64-linux-gnu/*.so*'
depmod -b "$root" "$(basename "$root"/lib/modules/*)"
printf 'root:x:0:0::/root:/bin/sh\n' >"$root/etc/passwd"
for group in root:0 tty:5 disk:6 lp:7 dialout:20 kmem:15 cdrom:24 tape:26 audio:29 video:44 input:101 \
    sgx:102 kvm:103 render:104; do
    echo "${group%:*}:x:${group#*:}:"
done >"$root/etc/group"
mkdir -p "$root/dev" "$root/proc" "$root/sys" "$root/run" "$root/tmp" "$root/opt/munjigi/bin" \
    "$root/opt/munjigi/lib" "$root/etc/udev/rules.d" "$root/etc/munjigi"
aarch64-linux-gnu-strip -o "$root/opt/munjigi/bin/munjigi" "target/cross/$target/debug/munjigi"
cp third_party/sherpa/aarch64/lib/*.so* "$root/opt/munjigi/lib/"
cp udev/*.rules "$root/etc/udev/rules.d/"
cp tests/box/munjigi.toml tests/box/guest.sh "$root/etc/munjigi/"
cp tests/shops/bunsik.toml "$root/etc/munjigi/shop.toml"
cp tests/box/init "$root/init"
chmod 755 "$root/init"
(cd "$root" && find . -path ./boot -prune -o -print | cpio --quiet -o -H newc) >"$cache/initramfs"

cp "$root"/boot/vmlinuz-* "$cache/vmlinuz"

begin=$(date +%s)
# One processor and counted instructions: the guest's clock does not depend on how busy this is.
timeout 600 qemu-system-aarch64 -M virt,gic-version=3 -cpu cortex-a76 -accel tcg \
    -smp 1 -icount shift=0,sleep=off -rtc clock=vm -m 1536 \
    -kernel "$cache/vmlinuz" -initrd "$cache/initramfs" \
    -append "console=ttyAMA0 quiet loglevel=1 panic=-1" \
    -nic none -display none -monitor none -serial "file:$cache/console.log" -no-reboot </dev/null ||
    echo "QEMU ended with $?" >>"$cache/console.log"
tr -d '\r' <"$cache/console.log"
printf '  %s s\n' $(($(date +%s) - begin))
[ "${1-}" = --keep ] || rm -f "$cache/initramfs" "$cache/vmlinuz"
tr -d '\r' <"$cache/console.log" | grep -qx 'box test: all held' ||
    fail 1 "위의 기록을 보세요. 전체: $cache/console.log" "see above; all of it: $cache/console.log"
