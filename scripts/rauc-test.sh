#!/bin/sh
# The adapter of board/adapters/rauc with the real RAUC, on slots that are files and a bus of its own. Debian packages:
# rauc rauc-service squashfs-tools dbus openssl.
#
#   sh scripts/rauc-test.sh
#
# What is tried: a busy box rejects a bundle and keeps what it has; an idle one takes it, and the other slot becomes the one
# that is started; a changed bundle is refused; after a start into it the slot is marked good, or bad when Munjigi is not well.
# Whether the box is busy or well is said by a stand-in, everything else is real. Exit codes: 0; 1 something was not as it
# has to be; 3 a tool is missing.
set -eu
cd -- "$(dirname -- "$0")/.."
adapter=$PWD/board/adapters/rauc

for tool in rauc mksquashfs dbus-run-session openssl; do
    command -v "$tool" >/dev/null || {
        echo "$tool이 없습니다: sudo apt install rauc rauc-service squashfs-tools dbus openssl / $tool is missing" >&2
        exit 3
    }
done

# In a bus of its own: this script again.
if [ -z "${RAUC_TEST_FOLDER:-}" ]; then
    RAUC_TEST_FOLDER=$(mktemp -d)
    export RAUC_TEST_FOLDER
    trap 'rm -rf "$RAUC_TEST_FOLDER"' EXIT INT TERM
    dbus-run-session -- sh "$0"
    exit
fi
cd "$RAUC_TEST_FOLDER"
export STORE="$PWD/store" MUNJIGI="$PWD/munjigi" WAIT=1s LIMIT=0 REBOOT=true
export DBUS_STARTER_BUS_TYPE=session

fail() {
    echo "rauc-test: $*" >&2
    cat service.log >&2
    exit 1
}
is() { [ "$2" = "$3" ] || fail "$1: $2, not $3"; }

# The stand-in: `ready` and `health` end as the files say.
echo 0 >ready
echo 0 >health
cat >munjigi <<EOF
#!/bin/sh
case "\$1 \${2:-}" in
"ota ready") exit "\$(cat $PWD/ready)" ;;
"health "*) exit "\$(cat $PWD/health)" ;;
esac
exit 2
EOF
chmod +x munjigi

openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -subj /CN=munjigi-test -days 2 2>/dev/null
mkdir store
echo A >store/primary
echo good >store/state.A
echo bad >store/state.B
truncate -s 1M slot-a slot-b
cat >system.conf <<EOF
[system]
compatible=munjigi-test
bootloader=custom
statusfile=$PWD/status
mountprefix=$PWD/mnt
[keyring]
path=$PWD/cert.pem
[handlers]
bootloader-custom-backend=$adapter/backend.sh
[slot.rootfs.0]
device=$PWD/slot-a
type=raw
bootname=A
[slot.rootfs.1]
device=$PWD/slot-b
type=raw
bootname=B
EOF
mkdir content
head -c 300000 /dev/urandom >content/rootfs.img
cp "$adapter/hook.sh" content/
cat >content/manifest.raucm <<EOF
[update]
compatible=munjigi-test
version=1.4.0
[bundle]
format=plain
[hooks]
filename=hook.sh
hooks=install-check
[image.rootfs]
filename=rootfs.img
EOF
rauc --cert=cert.pem --key=key.pem bundle content update.raucb >/dev/null 2>&1 || fail "the bundle could not be made"

service=
serve() { # the slot that was started
    stop
    rauc --conf=system.conf --override-boot-slot="$1" service >>service.log 2>&1 &
    service=$!
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        rauc status >/dev/null 2>&1 && return
        sleep 0.5
    done
    fail "the service of RAUC does not start"
}
stop() {
    [ -z "$service" ] || kill "$service" 2>/dev/null || true
    [ -z "$service" ] || wait "$service" 2>/dev/null || true
    service=
}
trap stop EXIT INT TERM
: >service.log

serve A
echo 75 >ready
if said=$(rauc install update.raucb 2>&1); then fail "a busy box took the bundle"; fi
case $said in *통화*) ;; *) fail "a busy box does not say why: $said" ;; esac
is "primary of a busy box" "$(cat store/primary)" A
echo "ok: a busy box puts the bundle off"

head -c 200000 update.raucb >changed.raucb
printf 'X' | dd of=changed.raucb conv=notrunc bs=1 seek=5000 2>/dev/null
tail -c +200001 update.raucb >>changed.raucb
echo 0 >ready
if rauc install changed.raucb >/dev/null 2>&1; then fail "a changed bundle was taken"; fi
is "primary after a changed bundle" "$(cat store/primary)" A
echo "ok: a changed bundle is refused"

rauc install update.raucb >/dev/null 2>&1 || fail "an idle box did not take the bundle"
is "primary after the update" "$(cat store/primary)" B
cmp -s -n 300000 content/rootfs.img slot-b || fail "the slot does not hold the image"
echo "ok: an idle box takes it, and B is started next"

serve B
sh "$adapter/mark-good.sh" >/dev/null || fail "a well box was not marked good"
is "state of B" "$(cat store/state.B)" good
echo "ok: a box that is well is marked good"

echo 2 >health
if sh "$adapter/mark-good.sh" >/dev/null 2>&1; then fail "a box that is not well was marked good"; fi
is "state of B" "$(cat store/state.B)" bad
echo "ok: a box that is not well is marked bad"
