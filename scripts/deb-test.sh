#!/bin/sh
# The package, installed with `apt` in a Debian 12 for 64-bit ARM: with its dependencies, over itself, removed, purged, installed
# again. Its maintainer scripts and its program are the real ones, under an emulator; no systemd runs there, as in a chroot
# or while an image is made, and the scripts have to cope with that.
#
#   sh scripts/deb-test.sh [--deb FILE] [--old FILE]
#
#   --deb FILE   the package (default: the one in target/dist)
#   --old FILE   an earlier one, which is installed first
#
# The emulator is told to this test's own kernel namespace only (binfmt_misc belongs to a user namespace since Linux 6.7): nothing
# of this machine is changed. Not part of .ci/run: it takes five minutes and more, most of it for Debian itself, which is kept
# in .cache/deb-test.
#
# Needs Debian 12 for amd64, root, Linux 6.7, 1 GB of disk; brings its own packages. Exit codes: 0 all held; 1 something did
# not; 2 the command line is wrong; 6 there is no package; 8 a Debian package is missing.
set -eu
cd -- "$(dirname -- "$0")/.."

fail() { # exit code, Korean, English
    printf '패키지 시험 실패: %s\nThe package test failed: %s\n' "$2" "$3" >&2
    exit "$1"
}

if [ "${1:-}" = --inside ]; then
    # In namespaces of its own, in which it is root.
    base=$2
    work=$3
    mount -t proc proc /proc
    mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
    # Programs for 64-bit ARM, by their first octets; the emulator is opened now (F), and so is there in any root.
    printf '%s' ':arm64:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:/usr/bin/qemu-aarch64-static:F' \
        >/proc/sys/fs/binfmt_misc/register
    # Always named: scripts/arm.sh says why.
    export QEMU_CPU=cortex-a76 DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
    if [ ! -e "$base" ]; then
        # Without /sys, which may not be mounted in here, and without devices, which may not be made.
        TMPDIR=$work mmdebstrap --quiet --mode=root --variant=apt --architectures=arm64 --format=tar --skip=output/dev,output/mknod,chroot/mount/sys \
            --include=systemd-sysv,udev --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
            bookworm "$base.new" "deb http://deb.debian.org/debian bookworm main" \
            "deb http://deb.debian.org/debian-security bookworm-security main" >"$work/said" 2>&1 || {
            cat "$work/said" >&2
            exit 1
        }
        mv "$base.new" "$base"
    fi
    root=$work/root
    mkdir "$root"
    tar -xf "$base" -C "$root" --exclude='./dev/*'
    cp "$work"/*.deb "$root/srv/"
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    # The speech library asks which processor this is, and has to be told of the emulated one.
    for core in 0 1; do
        printf 'processor\t: %s\nFeatures\t: fp asimd evtstrm crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp\n' "$core"
        printf 'CPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x0\nCPU part\t: 0xd0b\nCPU revision\t: 3\n\n'
    done >"$work/cpuinfo"
    mkdir -p "$root/dev" "$root/proc"
    mount -t tmpfs dev "$root/dev"
    for device in null zero full random urandom tty; do
        : >"$root/dev/$device"
        mount --bind "/dev/$device" "$root/dev/$device"
    done
    ln -s /proc/self/fd "$root/dev/fd"
    mount -t proc proc "$root/proc"
    mount --bind "$work/cpuinfo" "$root/proc/cpuinfo"

    failed=0
    wrong() { # Korean, English
        printf 'FAILS: %s / %s\n' "$1" "$2"
        failed=$((failed + 1))
    }
    in_root() { chroot "$root" "$@"; }
    # Runs apt; what it says is shown when it fails, or when a script of the package complains.
    apt() { # what, apt's words
        what=$1
        shift
        begun=$(date +%s)
        code=0
        in_root apt-get -q -y -o Dpkg::Use-Pty=0 "$@" >"$work/said" 2>&1 || code=$?
        if [ $code -ne 0 ] || grep -Eq '^(dpkg: (error|warning)|.*munjigi.*(rror|annot|ailed))' "$work/said"; then
            wrong "$what" "$what: apt ended with $code"
            cat "$work/said"
        else
            printf 'holds: %s (%s s)\n' "$what" "$(($(date +%s) - begun))"
        fi
    }
    is() { # path, mode, owner
        said=$(in_root stat -c '%a %U:%G' "$1" 2>&1) || :
        [ "$said" = "$2 $3" ] || wrong "$1: $said" "$1 is $said and not $2 $3"
    }
    there() { [ -e "$root$1" ] || [ -L "$root$1" ] || wrong "$1 이 없습니다" "there is no $1"; }
    gone() { if [ -e "$root$1" ] || [ -L "$root$1" ]; then wrong "$1 이 남았습니다" "$1 is still there"; fi; }
    installed() {
        is /usr/bin/munjigi 755 root:root
        is /usr/lib/munjigi/launch 755 root:root
        is /etc/sudoers.d/munjigi 440 root:root
        is /etc/munjigi 2750 root:munjigi
        is /var/lib/munjigi 700 munjigi:munjigi
        is /opt/munjigi/slots 755 root:root
        is /opt/munjigi/backup 700 root:root
        for unit in munjigi munjigi-firstboot; do
            there /etc/systemd/system/multi-user.target.wants/$unit.service
        done
        there /etc/systemd/system/munjigi.service.wants/munjigi-settle.service
        # shellcheck disable=SC2016 # for dpkg-query itself
        [ "$(in_root dpkg-query -W -f '${db:Status-Abbrev}' munjigi)" = "ii " ] || wrong "설치되지 않았습니다" "it is not installed"
        in_root dpkg --verify munjigi >"$work/said" 2>&1 || :
        # Documentation is left out of this Debian.
        grep -v /usr/share/doc/ "$work/said" && wrong "파일이 다릅니다" "files are not as the package brings them"
        said=$(in_root munjigi version 2>&1) || wrong "munjigi version" "munjigi version ended with $?"
        case $said in
        *"$version"*) ;;
        *) wrong "munjigi version: $said" "munjigi version says: $said" ;;
        esac
    }

    version=$(dpkg-deb -f "$root/srv/new.deb" Version)
    apt "apt-get update" update
    if [ -e "$root/srv/old.deb" ]; then
        apt "이전 패키지 설치 / an earlier package" install /srv/old.deb
        apt "그 위에 설치 / this one over it" install /srv/new.deb
    else
        apt "의존성과 함께 설치 / installed with its dependencies" install /srv/new.deb
    fi
    installed
    in_root getent passwd munjigi >"$work/user" || wrong "사용자가 없습니다" "there is no user munjigi"
    for group in dialout audio; do
        in_root id -nG munjigi | tr ' ' '\n' | grep -qx $group || wrong "munjigi 가 $group 에 없습니다" "munjigi is not in the group $group"
    done

    # What a technician would type next. There is no modem here and no model: it has to say so, and not fall over.
    code=0
    in_root munjigi config first >"$work/said" 2>&1 || code=$?
    [ $code -eq 0 ] || { wrong "config first: $code" "munjigi config first ended with $code" && cat "$work/said"; }
    code=0
    in_root munjigi config check /etc/munjigi/munjigi.toml >"$work/said" 2>&1 || code=$?
    [ $code -eq 0 ] || { wrong "config check: $code" "munjigi config check ended with $code" && cat "$work/said"; }
    code=0
    in_root munjigi doctor >"$work/doctor" 2>&1 || code=$?
    case $code in
    # No modem is there, and no model.
    6) printf 'holds: munjigi doctor: %s, %s lines\n' "$code" "$(wc -l <"$work/doctor")" ;;
    *) wrong "munjigi doctor: $code" "munjigi doctor ended with $code" && cat "$work/doctor" ;;
    esac
    [ "$(wc -l <"$work/doctor")" -ge 5 ] || wrong "munjigi doctor" "munjigi doctor says next to nothing"

    in_root munjigi models list >"$work/said" 2>&1 || :
    grep -q /opt/munjigi/models/current "$work/said" || wrong "models list: 다른 폴더" "munjigi models list looks in another folder"

    # What a shop leaves behind.
    echo kept >"$root/var/lib/munjigi/kept"
    echo '# kept' >>"$root/etc/munjigi/munjigi.toml"
    mkdir -p "$root/opt/munjigi/slots/9.9.9"
    ln -sfn slots/9.9.9 "$root/opt/munjigi/previous"
    in_root systemctl disable --quiet munjigi.service || wrong "disable" "munjigi.service could not be disabled"
    apt "같은 패키지를 다시 / over itself" install --reinstall /srv/new.deb
    gone /etc/systemd/system/multi-user.target.wants/munjigi.service
    in_root systemctl enable --quiet munjigi.service
    installed
    grep -q kept "$root/etc/munjigi/munjigi.toml" || wrong "설정이 바뀌었습니다" "the settings have changed"

    apt "지우기 / removed" remove munjigi
    gone /usr/bin/munjigi
    gone /usr/lib/munjigi/factory/bin/munjigi
    there /etc/munjigi/munjigi.toml
    there /var/lib/munjigi/kept
    there /opt/munjigi/slots/9.9.9
    there /etc/sudoers.d/munjigi

    apt "다시 설치 / installed again" install /srv/new.deb
    installed
    apt "완전히 지우기 / purged" purge munjigi
    gone /opt/munjigi/slots
    gone /opt/munjigi/previous
    gone /etc/sudoers.d/munjigi
    gone /etc/systemd/system/multi-user.target.wants/munjigi.service
    gone /var/lib/systemd/deb-systemd-helper-enabled/munjigi.service.dsh-also
    # Settings and what callers have said stay, and so does the user whose files they are.
    there /etc/munjigi/munjigi.toml
    there /var/lib/munjigi/kept
    in_root getent passwd munjigi >/dev/null || wrong "사용자가 없어졌습니다" "the user is gone, and files of a number without a name are left"
    find "$root"/usr "$root"/lib "$root"/etc -name '*munjigi*' -not -path "*/etc/munjigi*" -not -path '*/share/doc/*' >"$work/left"
    [ ! -s "$work/left" ] || { wrong "남은 파일" "files are left" && cat "$work/left"; }
    apt "지운 뒤 다시 설치 / installed again after that" install /srv/new.deb
    installed
    [ "$(in_root getent passwd munjigi)" = "$(cat "$work/user")" ] || wrong "사용자 번호가 바뀌었습니다" "the user has another number"
    grep -q kept "$root/etc/munjigi/munjigi.toml" || wrong "설정이 없습니다" "the settings are gone"

    cp "$work/doctor" "$work/out"
    [ $failed -eq 0 ] || exit 1
    exit 0
fi

deb='' old=''
while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || fail 2 "$1 다음에 파일을 적어 주세요." "$1 wants a file."
    case $1 in
    --deb) deb=$2 ;;
    --old) old=$2 ;;
    *) fail 2 "모르는 옵션입니다: $1" "unknown option: $1" ;;
    esac
    shift 2
done
[ "$(id -u)" -eq 0 ] || fail 1 "root 로 실행해 주세요." "run this as root."
[ -n "$deb" ] || deb=$(ls target/dist/munjigi_*_arm64.deb 2>/dev/null) ||
    fail 6 "패키지가 없습니다: sh scripts/package.sh" "there is no package: sh scripts/package.sh"
for file in "$deb" $old; do
    [ -r "$file" ] || fail 6 "$file 이 없습니다." "there is no $file."
done
sh scripts/packages.sh mmdebstrap arch-test qemu-user-static debian-archive-keyring

mkdir -p .cache/deb-test
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
cp "$deb" "$work/new.deb"
[ -z "$old" ] || cp "$old" "$work/old.deb"
mkfifo "$work/go"
# It is root there from the program on that is started after it was said who is who.
# shellcheck disable=SC2016 # for a shell of its own
unshare --user --mount --pid --fork --kill-child sh -c 'read -r _ <"$2/go"; exec sh scripts/deb-test.sh --inside "$@"' \
    sh "$PWD/.cache/deb-test/base.tar" "$work" &
inside=$!
until [ "$(readlink "/proc/$inside/ns/user")" != "$(readlink /proc/self/ns/user)" ]; do sleep 0.1; done
for kind in uid gid; do
    echo "0 0 65536" >"/proc/$inside/${kind}_map"
done
echo go >"$work/go"
code=0
wait "$inside" || code=$?
[ $code -eq 0 ] || fail 1 "지켜지지 않은 것이 있습니다." "something did not hold."
echo "package test: all held"
