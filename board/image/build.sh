#!/bin/sh
# A disk image for a board: Debian 12, its kernel, Munjigi's package; a root that is never written, and one partition for
# everything else. No keyboard is needed at the first start, and no loop device to build it.
#
#   sh board/image/build.sh --board qemu|rpi4|rpi5|rk3588 [--deb FILE] [--models FOLDER] [--data FOLDER] [--out FILE]
#
#   --board    a profile of board/profiles
#   --deb      the package (default: the one in target/dist, made by scripts/package.sh)
#   --models   what becomes /usr/lib/munjigi/models (default: .cache/models); `none` for an image without
#   --data     what lies on the data partition from the beginning: etc/munjigi.toml, etc/shop.toml, …
#   --out      default: target/image/munjigi-BOARD.img; the kernel and its initramfs lie beside it
#
# Only `qemu` has been started (scripts/image-test.sh). Those of real boards are built the same way, from what their
# documentation says of the first partition, and looked through by board/image/check.py: that whatever their disk and their
# USB hang on has a driver. Nobody has put one on a card yet.
#
#   partition   file system   what it holds
#   boot        vfat          what starts the kernel; kernel, initramfs, device trees
#   root        ext4, ro      Debian, Munjigi's package, models; no journal, because nothing is written
#   data        ext4          settings, slots of updates, database; 64 MiB here and what --data brings, grown to the disk's end at the first start
#
# Packages are unpacked and not installed: no maintainer script runs, so none is emulated, and it takes half a minute and
# not a quarter of an hour. What those scripts would have done and the box needs is done below, and is little. The
# box has no `dpkg` to be updated with: Munjigi is updated through slots, Debian by a new image (docs/adr/0037).
#
# Needs Debian 12, root, and 2 GB of disk; brings its own packages. Exit codes: 0 built; 1 it could not be built; 2 the
# command line is wrong; 6 a part is missing; 8 a Debian package is missing.
set -eu
cd -- "$(dirname -- "$0")/../.."

fail() { # exit code, Korean, English
    printf '이미지 만들기 실패: %s\nBuilding the image failed: %s\n' "$2" "$3" >&2
    exit "$1"
}

board='' deb='' models=.cache/models data='' out=''
while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || fail 2 "$1 다음에 값을 적어 주세요." "$1 wants a value."
    case $1 in
    --board) board=$2 ;;
    --deb) deb=$2 ;;
    --models) models=$2 ;;
    --data) data=$2 ;;
    --out) out=$2 ;;
    *) fail 2 "모르는 옵션입니다: $1" "unknown option: $1" ;;
    esac
    shift 2
done
profile=board/profiles/$board.toml
{ [ -n "$board" ] && [ -r "$profile" ]; } ||
    fail 2 "--board 다음에 $(cd board/profiles && echo ./*.toml) 중 하나를 적어 주세요." "--board wants one of $(cd board/profiles && echo ./*.toml)."
[ "$(id -u)" -eq 0 ] || fail 1 "root 로 실행해 주세요." "run this as root: the files of the image are root's."
[ -n "$deb" ] || deb=$(ls target/dist/munjigi_*_arm64.deb 2>/dev/null) ||
    fail 6 "패키지가 없습니다: sh scripts/package.sh" "there is no package: sh scripts/package.sh"
[ -r "$deb" ] || fail 6 "$deb 가 없습니다." "there is no $deb."
[ "$models" = none ] || [ -d "$models" ] || fail 6 "$models 가 없습니다: sh scripts/setup.sh" "there is no $models: sh scripts/setup.sh"
out=${out:-target/image/munjigi-$board.img}

sh scripts/packages.sh mmdebstrap qemu-user-static e2fsprogs fdisk dosfstools mtools cpio kmod systemd gzip xz-utils

# What the profile says, as words for a shell.
says() { # table, key
    python3 - "$profile" "$@" <<'PY'
import sys, tomllib
with open(sys.argv[1], "rb") as file:
    table = tomllib.load(file)
for key in sys.argv[2:]:
    table = table.get(key, "") if isinstance(table, dict) else ""
print(" ".join(map(str, table)) if isinstance(table, list) else table)
PY
}
boot=$(says image boot)
packages=$(says image packages)
modules=$(says image modules)
kernel=$(says image kernel)
port=$(says console port)
baud=$(says console baud)
watchdog=$(says watchdog)
kernel=${kernel:-linux-image-arm64}

mkdir -p .cache/image "$(dirname "$out")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
stage() { printf '  %4s s  %s\n' $(($(date +%s) - begin)) "$*"; }
begin=$(date +%s)

# --- Debian, unpacked; kept for the next time ---------------------------------------------------------------------------
set -- systemd systemd-sysv systemd-resolved udev dbus kmod mount util-linux e2fsprogs fdisk iproute2 procps curl ca-certificates \
    busybox-static libasound2 libstdc++6 libgcc-s1 libc-bin tzdata fake-hwclock sudo gpiod usbutils base-files base-passwd bash \
    coreutils dash debianutils diffutils findutils grep gzip hostname less login ncurses-base ncurses-bin passwd sed tar \
    "$kernel"
for package in $packages; do
    set -- "$@" "$package"
done
wanted=$(echo "$*" | tr ' ' ',')
suites="bookworm bookworm-updates"
case $kernel in */*) suites="$suites ${kernel#*/}" ;; esac
base=.cache/image/base-$(printf '%s %s' "$wanted" "$suites" | sha256sum | cut -c1-16).tar
if [ ! -e "$base" ]; then
    # Delete .cache/image for the Debian of today.
    for suite in $suites; do
        echo "deb http://deb.debian.org/debian $suite main non-free-firmware"
    done >"$work/sources"
    echo "deb http://deb.debian.org/debian-security bookworm-security main" >>"$work/sources"
    mmdebstrap --quiet --variant=extract --format=tar --architectures=arm64 --include="$wanted" \
        --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/bash-completion/*' \
        bookworm "$base.new" "$work/sources" || fail 1 "Debian 을 풀지 못했습니다." "Debian could not be unpacked."
    mv "$base.new" "$base"
fi
mkdir "$root"
tar -xf "$base" -C "$root" --exclude='./dev/*' --exclude='./var/lib/apt/lists/*' --exclude='./var/cache/apt/*'
stage "Debian unpacked"

# --- Munjigi ------------------------------------------------------------------------------------------------------------
dpkg-deb --fsys-tarfile "$deb" | tar -x --keep-directory-symlink -C "$root"
if [ "$models" != none ]; then
    mkdir -p "$root/usr/lib/munjigi/models"
    # Those that are wanted at the least; what only comparisons need stays out.
    for model in "$models"/*/; do
        case $(basename "$model") in
        *-sherpa) ;;
        *) cp -rL --no-preserve=mode,ownership "$model" "$root/usr/lib/munjigi/models/" ;;
        esac
    done
fi

# --- What maintainer scripts would have done ------------------------------------------------------------------------------
cp "$root/usr/share/base-passwd/passwd.master" "$root/etc/passwd"
cp "$root/usr/share/base-passwd/group.master" "$root/etc/group"
# Groups that udev's rules name; its own script would have made them.
printf 'g %s -\n' input kvm render sgx >"$root/usr/lib/sysusers.d/udev.conf"
systemd-sysusers --root="$root" >/dev/null 2>"$work/said" || fail 1 "사용자를 만들지 못했습니다." "$(cat "$work/said")"
# Every one of them has a unit.
rm -rf "$root/etc/init.d" "$root"/etc/rc?.d "$root/etc/cron.hourly/fake-hwclock"
version=$(basename "$root"/usr/lib/modules/*)
# Drivers of what no box has: half of them all. Media keeps what sound over USB asks for.
drivers=$root/usr/lib/modules/$version/kernel
mv "$drivers/drivers/media/mc" "$work/mc"
for folder in drivers/gpu drivers/iio drivers/infiniband drivers/media drivers/staging drivers/target drivers/md \
    fs/btrfs fs/ceph fs/gfs2 fs/nfs fs/nfsd fs/ocfs2 fs/smb fs/xfs sound/pci sound/soc net/sctp net/tipc lib/test_bpf.ko; do
    rm -rf "${drivers:?}/$folder"
done
mkdir -p "$drivers/drivers/media"
mv "$work/mc" "$drivers/drivers/media/mc"
depmod -b "$root" "$version"
qemu-aarch64-static "$root/usr/sbin/ldconfig" -r "$root"
cat "$root"/usr/share/ca-certificates/mozilla/*.crt >"$root/etc/ssl/certs/ca-certificates.crt"
ln -sfn /usr/share/zoneinfo/Asia/Seoul "$root/etc/localtime"
echo munjigi >"$root/etc/hostname"
printf '127.0.0.1 localhost\n127.0.1.1 munjigi\n::1 localhost\n' >"$root/etc/hosts"
ln -sfn ../run/systemd/resolve/stub-resolv.conf "$root/etc/resolv.conf"
# Empty: there, so that an identity can be mounted over it, and none, so that no two boxes have the same.
: >"$root/etc/machine-id"
rm -f "$root/var/lib/dbus/machine-id"
cp -r board/image/root/. "$root/"
# Folders and links that are made at a start where the root can be written.
systemd-tmpfiles --root="$root" --create --boot 2>"$work/said" || :
rm -rf "$root"/var/log/* "$root"/run/* "$root"/tmp/*

# --- What of it runs ------------------------------------------------------------------------------------------------------
systemctl --root="$root" --quiet set-default multi-user.target
systemctl --root="$root" --quiet enable munjigi.service munjigi-settle.service munjigi-firstboot.service \
    "munjigi-console@$port.service" systemd-networkd.service systemd-resolved.service fake-hwclock.service \
    munjigi-clock.timer munjigi-grow.service 2>&1 | grep -v '^Created symlink' || :
# The console has the port; nobody logs in here. Nothing is installed or updated by Debian's own timers.
systemctl --root="$root" --quiet mask "serial-getty@$port.service" getty@.service console-getty.service \
    apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer fstrim.timer systemd-networkd-wait-online.service
mkdir -p "$root/etc/systemd/system.conf.d"
printf '# %s\n[Manager]\nRuntimeWatchdogSec=%s\n' "$(says name)" "$watchdog" >"$root/etc/systemd/system.conf.d/munjigi-board.conf"
mkdir -p "$root/data" "$root/etc/munjigi" "$root/opt/munjigi" "$root/var/lib/munjigi" "$root/var/lib/systemd" \
    "$root/boot/firmware"
stage "root set up"

# --- The initramfs: a shell, the modules of the disk, the program that finds it ------------------------------------------
initrd=$work/initrd
mkdir -p "$initrd/bin" "$initrd/modules"
cp "$root/usr/bin/busybox" "$initrd/bin/busybox"
install -m 0755 board/image/init "$initrd/init"
: >"$initrd/modules/order"
# What ext4 sums its blocks with, where that is not in the kernel itself.
if modprobe --dirname "$root" --set-version "$version" --show-depends crc32c_generic >/dev/null 2>&1; then
    modules="$modules crc32c_generic"
fi
for module in $modules; do
    modprobe --dirname "$root" --set-version "$version" --show-depends "$module" 2>/dev/null >"$work/needs" ||
        fail 1 "커널에 $module 이 없습니다." "the kernel has no $module."
    while read -r how path _; do
        [ "$how" = insmod ] || continue
        name=$(basename "$path" .xz)
        [ -e "$initrd/modules/$name" ] || {
            # Newer kernels have them packed; what loads them there unpacks nothing.
            case $path in
            *.xz) xz -dc "$path" >"$initrd/modules/$name" ;;
            *) cp "$path" "$initrd/modules/$name" ;;
            esac
            echo "$name" >>"$initrd/modules/order"
        }
    done <"$work/needs"
done
stem=${out%.img}
(cd "$initrd" && find . | LC_ALL=C sort | cpio --quiet -o -H newc -R 0:0) | gzip -9n >"$stem.initrd"
# Newer packages keep everything below /usr.
for vmlinuz in "$root/boot/vmlinuz-$version" "$root/usr/lib/modules/$version/vmlinuz"; do
    [ ! -e "$vmlinuz" ] || cp "$vmlinuz" "$stem.vmlinuz"
done
rm -rf "${root:?}"/boot/* "$root/usr/lib/modules/$version"/vmlinuz "$root/usr/lib/modules/$version"/System.map \
    "$root/usr/lib/modules/$version"/config
cmdline="root=LABEL=munjigi-root data=LABEL=munjigi-data ro console=$port,$baud quiet loglevel=3 panic=10"
echo "$cmdline" >"$stem.cmdline"

# --- The first partition: what the board's firmware wants ------------------------------------------------------------------
firmware=$work/boot
mkdir "$firmware"
cp "$stem.vmlinuz" "$firmware/vmlinuz"
cp "$stem.initrd" "$firmware/initrd.img"
trees=$root/usr/lib/linux-image-$version
[ ! -d "$root/usr/lib/modules/$version/dtb" ] || trees=$root/usr/lib/modules/$version/dtb
case $boot in
direct) ;;
raspberry-pi)
    # A Pi 5 has its firmware on the board.
    [ ! -d "$root/usr/lib/raspi-firmware" ] || cp "$root"/usr/lib/raspi-firmware/*4*.* "$firmware/"
    case $board in
    rpi4) cp "$trees"/broadcom/bcm2711*.dtb "$firmware/" ;;
    *)
        cp "$trees"/broadcom/bcm2712*.dtb "$firmware/"
        # The processor's later stepping, under the name that the Pi's own kernel gives it as well.
        [ ! -e "$firmware/bcm2712-d-rpi-5-b.dtb" ] || cp "$firmware/bcm2712-d-rpi-5-b.dtb" "$firmware/bcm2712d0-rpi-5-b.dtb"
        ;;
    esac
    # The device trees are those of the kernel as it comes from its makers, and not the Pi's own.
    printf '%s\n' 'arm_64bit=1' 'enable_uart=1' 'upstream_kernel=1' 'kernel=vmlinuz' 'initramfs initrd.img followkernel' \
        'disable_splash=1' >"$firmware/config.txt"
    echo "$cmdline" >"$firmware/cmdline.txt"
    ;;
extlinux)
    mkdir -p "$firmware/extlinux" "$firmware/dtbs"
    cp -r "$trees/rockchip" "$firmware/dtbs/"
    printf 'default munjigi\nlabel munjigi\n    kernel /vmlinuz\n    initrd /initrd.img\n    fdtdir /dtbs\n    append %s\n' \
        "$cmdline" >"$firmware/extlinux/extlinux.conf"
    ;;
*) fail 6 "$profile: boot = $boot" "$profile: boot = $boot is not known here." ;;
esac
rm -rf "$root"/usr/lib/raspi-firmware "$root"/usr/lib/linux-image-* "$root/usr/lib/modules/$version/dtb"
stage "kernel $version and initramfs ($(du -k "$stem.initrd" | cut -f1) KiB)"

# --- Three file systems, one disk ------------------------------------------------------------------------------------------
mib() { echo $((($(du -sk --apparent-size "$1" | cut -f1) + 1023) / 1024)); }
boot_mib=$(($(mib "$firmware") + 32))
root_mib=$(($(mib "$root") * 115 / 100 + 64))
mkdir -p "$work/data/etc" "$work/data/opt" "$work/data/lib" "$work/data/systemd"
[ -z "$data" ] || cp -r "$data/." "$work/data/"
data_mib=$(($(mib "$work/data") * 110 / 100 + 64))
truncate -s "${boot_mib}M" "$work/boot.img"
mkfs.vfat -F 32 -n MUNJIGI "$work/boot.img" >/dev/null
mcopy -s -i "$work/boot.img" "$firmware"/* ::
truncate -s "${root_mib}M" "$work/root.img"
mke2fs -q -t ext4 -O ^has_journal -m 0 -L munjigi-root -d "$root" "$work/root.img"
truncate -s "${data_mib}M" "$work/data.img"
mke2fs -q -t ext4 -m 1 -L munjigi-data -d "$work/data" "$work/data.img"
# A megabyte for the table; the boot loader of some boards lies before the first partition, from 32 KiB to 16 MiB.
first=16
whole=$((first + boot_mib + root_mib + data_mib + 1))
rm -f "$out"
truncate -s "${whole}M" "$out"
case $boot in
raspberry-pi)
    # A GPT is read by some pairs of the board's boot loader and start4.elf, and not by others; an MBR by all.
    sfdisk --quiet "$out" <<TABLE
label: dos
start=${first}MiB, size=${boot_mib}MiB, type=c, bootable
size=${root_mib}MiB, type=83
size=${data_mib}MiB, type=83
TABLE
    ;;
*)
    # U-Boot starts from the partition with this mark.
    mark=''
    [ "$boot" != extlinux ] || mark=', attrs=LegacyBIOSBootable'
    sfdisk --quiet "$out" <<TABLE
label: gpt
first-lba: 2048
start=${first}MiB, size=${boot_mib}MiB, type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7, name=munjigi-boot$mark
size=${root_mib}MiB, type=B921B045-1DF0-41C3-AF44-4C6F280D3FAE, name=munjigi-root, attrs=GUID:60
size=${data_mib}MiB, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, name=munjigi-data
TABLE
    ;;
esac
at=$first
for part in boot root data; do
    dd if="$work/$part.img" of="$out" bs=1M seek="$at" conv=notrunc,sparse status=none
    at=$((at + $(stat -c %s "$work/$part.img") / 1048576))
done
has=yes
[ "$models" != none ] || has=no
python3 board/image/check.py --board "$board" --image "$out" --models "$has" || {
    mv "$out" "$out.refused"
    fail 1 "이 보드에서 켜지지 않을 이미지라 쓰지 않습니다." "the board would not start from this image; it is kept as $out.refused."
}
stage "$out: boot $boot_mib, root $root_mib, data $data_mib MiB; $(($(du -k "$out" | cut -f1) / 1024)) MiB on disk"
[ "$boot" = direct ] || echo "  이 보드에서는 아직 켜 보지 못했습니다 / nobody has started this image on its board yet"
