#!/bin/sh
# The release of a board: a Debian package, and the folder that an update is made of.
#
#   sh scripts/package.sh [--keys FOLDER] [--counter N] [--built | --check]
#
#   --keys FOLDER   current.pub and next.pub: whose updates the box will take (board/keys/README.md)
#   --counter N     grows with every release; the number of commits when it is not given
#   --built         take target/cross/…/release as it is, and do not build
#   --check         the same package out of the profile that is built soonest: for tests, never for a shop
#
# What comes out, in target/dist:
#   munjigi_VERSION_arm64.deb    the factory slot, the launcher, units, rules, snippets, licences
#   bundle/                      bin/, lib/, LICENCES.gz: signed and packed by scripts/bundle.sh
#
# Models are no part of either: they are large, change rarely, and have bundles of their own. Only for 64-bit ARM: a
# board that can run the models is one (docs/adr/0036).
#
# Exit codes: those of scripts/cross-arm64.sh and scripts/licences.py; 6: a part of the package is missing; 7: what was
# built does not fit a board; 8: a Debian package is missing.
set -eu
cd -- "$(dirname -- "$0")/.."

arch=arm64
target=aarch64-unknown-linux-gnu
dist=target/dist
# What a board with Debian 12 has: glibc 2.36.
newest_glibc=2.36
# Libraries that the package depends on (board/debian/control), or brings.
known="libasound.so.2 libgcc_s.so.1 libm.so.6 libc.so.6 ld-linux-aarch64.so.1 libstdc++.so.6 libdl.so.2 libpthread.so.0 \
librt.so.1 libonnxruntime.so libsherpa-onnx-c-api.so"

fail() { # exit code, Korean, English
    printf '패키지 만들기 실패: %s\nPackaging failed: %s\n' "$2" "$3" >&2
    exit "$1"
}

keys=
counter=
built=
profile=release
while [ $# -gt 0 ]; do
    case $1 in
    --keys)
        [ $# -ge 2 ] || fail 2 "--keys 다음에 폴더를 적어 주세요." "--keys wants a folder."
        keys=$2
        shift
        ;;
    --counter)
        [ $# -ge 2 ] || fail 2 "--counter 다음에 번호를 적어 주세요." "--counter wants a number."
        counter=$2
        shift
        ;;
    --built) built=yes ;;
    --check) profile=arm-check ;;
    *) fail 2 "모르는 옵션입니다: $1" "unknown option: $1" ;;
    esac
    shift
done
for key in ${keys:+current.pub next.pub}; do
    [ -s "$keys/$key" ] || fail 6 "$keys/$key 가 없습니다." "there is no $keys/$key."
done
# Everything that the package is made of, before an hour is spent on the build.
for part in board/launch board/update.sh board/firstboot board/as-root board/wrapper; do
    [ -s "$part" ] || fail 6 "$part 가 없습니다." "there is no $part."
done
[ -n "$counter" ] || counter=$(git rev-list --count HEAD)

# No desk handset on a board.
case $built:$profile in
yes:*) ;;
*:release) sh scripts/cross-arm64.sh --no-default-features ;;
*) sh scripts/cross-arm64.sh --check --no-default-features ;;
esac
sh scripts/packages.sh binutils-aarch64-linux-gnu

version=$(sed -n 's/^version *= *"\(.*\)"/\1/p' Cargo.toml | head -1)
binary=target/cross/$target/$profile/munjigi
[ -x "$binary" ] || fail 6 "$binary 가 없습니다." "there is no $binary."
rm -rf "$dist"
bundle=$dist/bundle
mkdir -p "$bundle/bin" "$bundle/lib"
aarch64-linux-gnu-strip -o "$bundle/bin/munjigi" "$binary"

# The libraries that it asks for, and the runtime that it opens by name.
needed() { aarch64-linux-gnu-readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'; }
for name in libonnxruntime.so $(needed "$bundle/bin/munjigi"); do
    from=third_party/sherpa/aarch64/lib/$name
    if [ -e "$from" ]; then
        # As it came: by the sha256 of models/catalog.toml it can still be told what it is.
        install -m 0644 "$from" "$bundle/lib/$name"
    fi
done
for file in "$bundle"/bin/munjigi "$bundle"/lib/*.so; do
    for name in $(needed "$file"); do
        case " $known " in
        *" $name "*) ;;
        *) fail 7 "$file 에 모르는 라이브러리 $name 이 필요합니다." "$file needs $name, which no dependency brings." ;;
        esac
    done
    newest=$(aarch64-linux-gnu-objdump -T "$file" | sed -n 's/.*(\{0,1\}GLIBC_\([0-9.]*\).*/\1/p' | sort -Vu | tail -1)
    [ "$(printf '%s\n' "$newest" "$newest_glibc" | sort -V | tail -1)" = "$newest_glibc" ] ||
        fail 7 "$file 은 glibc $newest 이 필요합니다." "$file needs glibc $newest."
    if grep -qaF -e "$PWD/" -e "${CARGO_HOME:-$HOME/.cargo}/" "$file"; then
        fail 7 "$file 에 이 컴퓨터의 경로가 들어 있습니다." "$file carries a path of this machine."
    fi
done
python3 scripts/licences.py --target "$target" --out "$bundle/LICENCES.gz"

# The package.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || date +%s)
export SOURCE_DATE_EPOCH
root=$dist/root
put() { # mode, from, to
    install -D -m "$1" "$2" "$root/$3"
}
own=usr/lib/munjigi
put 0755 board/launch $own/launch
put 0755 board/update.sh $own/update
put 0755 board/firstboot $own/firstboot
put 0755 board/as-root $own/as-root
put 0440 board/conf/sudoers etc/sudoers.d/munjigi
put 0755 board/hooks/gpio $own/hooks/gpio
put 0755 board/wrapper usr/bin/munjigi
for adapter in board/adapters/*/*; do
    case $adapter in
    *.md | *.service) mode=0644 ;;
    *) mode=0755 ;;
    esac
    put $mode "$adapter" "$own/adapters/${adapter#board/adapters/}"
done
put 0755 "$bundle/bin/munjigi" $own/factory/bin/munjigi
for library in "$bundle"/lib/*.so; do
    put 0644 "$library" "$own/factory/lib/$(basename "$library")"
done
# What the launcher compares with the slots of updates. Written by the very program that it speaks of.
sh scripts/arm.sh cortex-a72 "$bundle/bin/munjigi" ota manifest "$bundle" --counter "$counter" \
    >"$dist/MANIFEST.json" || fail 7 "MANIFEST.json 을 만들지 못했습니다." "MANIFEST.json could not be made."
put 0644 "$dist/MANIFEST.json" $own/factory/MANIFEST.json
put 0644 board/keys/README.md $own/keys/README.md
for key in ${keys:+current.pub next.pub}; do
    put 0644 "$keys/$key" "$own/keys/$key"
done
for unit in board/systemd/*.service; do
    put 0644 "$unit" "lib/systemd/system/$(basename "$unit")"
done
for rules in udev/*.rules; do
    put 0644 "$rules" "lib/udev/rules.d/$(basename "$rules")"
done
for profile in board/profiles/*.toml; do
    put 0644 "$profile" "usr/share/munjigi/boards/$(basename "$profile")"
done
put 0644 board/conf/sysusers.conf usr/lib/sysusers.d/munjigi.conf
put 0644 board/conf/tmpfiles.conf usr/lib/tmpfiles.d/munjigi.conf
put 0644 board/conf/modules.conf usr/lib/modules-load.d/munjigi.conf
put 0644 board/conf/journald.conf usr/lib/systemd/journald.conf.d/munjigi.conf
put 0644 board/conf/watchdog.conf usr/lib/systemd/system.conf.d/munjigi.conf
doc=usr/share/doc/munjigi
put 0644 board/debian/copyright $doc/copyright
put 0644 "$bundle/LICENCES.gz" $doc/LICENCES.gz
gzip -9 -n -c CHANGELOG.md >"$dist/changelog.gz"
put 0644 "$dist/changelog.gz" $doc/changelog.gz
# Debian's own form of it, which its tools want.
printf 'munjigi (%s) unstable; urgency=medium\n\n  * See changelog.gz.\n\n -- The Munjigi developers <developers@munjigi.example>  %s\n' \
    "$version" "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9 -n -c >"$dist/changelog.Debian.gz"
put 0644 "$dist/changelog.Debian.gz" $doc/changelog.Debian.gz
put 0644 board/README.md $doc/README.board.md
put 0644 board/debian/lintian-overrides usr/share/lintian/overrides/munjigi

mkdir -p "$root/DEBIAN"
size=$(du -sk --apparent-size "$root" | cut -f1)
sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@SIZE@/$size/" board/debian/control >"$root/DEBIAN/control"
echo /etc/sudoers.d/munjigi >"$dist/conffiles"
put 0644 "$dist/conffiles" DEBIAN/conffiles
for script in postinst prerm postrm; do
    put 0755 "board/debian/$script" "DEBIAN/$script"
done
(cd "$root" && find etc usr lib -type f | LC_ALL=C sort | xargs md5sum) >"$dist/md5sums"
put 0644 "$dist/md5sums" DEBIAN/md5sums
find "$root" -print0 | xargs -0 touch --no-dereference --date="@$SOURCE_DATE_EPOCH"
deb=$dist/munjigi_${version}_$arch.deb
dpkg-deb --root-owner-group -Zxz --build "$root" "$deb" >/dev/null

kilo() { du -k --apparent-size "$1" | cut -f1; }
packed=$(tar -C "$bundle" -cf - . | xz -T0 -c | wc -c)
echo "  munjigi $version, counter $counter"
echo "  $deb: $(kilo "$deb") KiB, $size KiB installed"
echo "  $bundle: binary $(kilo "$bundle/bin/munjigi") KiB, libraries $(du -ck --apparent-size "$bundle"/lib/*.so | tail -1 | cut -f1) KiB; $((packed / 1024)) KiB with xz"
[ "$packed" -le 60000000 ] || fail 7 "업데이트가 60 MB보다 큽니다." "an update would be larger than 60 MB."
[ -n "$keys" ] || echo "  서명 키가 없어 업데이트를 받지 않는 상자가 됩니다(--keys) / no keys: a box that takes no updates (--keys)"
