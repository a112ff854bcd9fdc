#!/bin/sh
# The adapter of board/adapters/swupdate with the real SWUpdate, the real program and a box that runs. Debian packages:
# swupdate cpio openssl minisign.
#
#   sh scripts/swupdate-test.sh
#
# What is tried: a box in a call puts an image off and keeps what it has; a bundle of another key, one that was changed and
# an image that was changed are refused; what does not get well goes back; an idle box takes it. Each time: what SWUpdate
# answers, and that no bundle is left behind. What is not real: see scripts/adapters-box.sh.
# MUNJIGI: the program (target/debug/munjigi). Exit codes: 0; 1 something was not as it has to be; 3 a tool is missing.
set -eu
cd -- "$(dirname -- "$0")/.."
# shellcheck source=scripts/adapters-box.sh
. scripts/adapters-box.sh
needs "swupdate cpio openssl minisign" swupdate cpio openssl sha256sum

# Debian's SWUpdate takes signed images only.
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$box/key.pem" -out "$box/cert.pem" -subj /CN=munjigi-test -days 2 \
    -addext keyUsage=digitalSignature -addext extendedKeyUsage=emailProtection 2>/dev/null
export BUNDLE="$box/taken/munjigi.bundle" TMPDIR="$box/tmp"
mkdir "$box/taken" "$box/tmp"

sum() { sha256sum "$1" | cut -d ' ' -f 1; }
image() { # a bundle of the box's folder; what comes out is called $1.swu
    (
        mkdir "$box/image-$1"
        cd "$box/image-$1"
        cp "$adapters/swupdate/update.sh" .
        cp "$box/$1" munjigi.bundle
        cat >sw-description <<END
software = {
    version = "1.4.0";
    hardware-compatibility: [ "1.0" ];
    scripts: ( { filename = "update.sh"; type = "shellscript"; sha256 = "$(sum update.sh)"; } );
    files: ( { filename = "munjigi.bundle"; path = "$BUNDLE"; sha256 = "$(sum munjigi.bundle)"; } );
}
END
        openssl cms -sign -in sw-description -out sw-description.sig -signer "$box/cert.pem" -inkey "$box/key.pem" \
            -outform DER -nosmimecap -binary
        printf '%s\n' sw-description sw-description.sig update.sh munjigi.bundle | cpio -o -H crc --quiet >"$box/$1.swu"
    ) || fail "the image of $1 could not be made"
}

# The service, as on a box. The answer is the service's own, because the client may miss it (README.md of the adapter).
swupdate -l 3 -H munjigi-test:1.0 -k "$box/cert.pem" >>"$box/news" 2>&1 9>&- &
others=$!
waits_for "a service of SWUpdate" test -e "$TMPDIR/sockinstctrl"
installs() {
    : >"$box/news"
    for _ in 1 2 3 4 5; do
        swupdate-client "$1" >"$box/client" 2>&1 || true
        # It is not yet back from the one before.
        grep -q "swupdate_async_start returns" "$box/client" || break
        sleep 1
    done
    for _ in $(seq 1200); do
        if grep -q "Waiting for requests" "$box/news"; then break; fi
        sleep 0.1
    done
    cat "$box/news"
    grep -q "SWUPDATE successful" "$box/news"
}
nothing_changed() { # what
    is "slot after $1" "$(slot)" "$before"
    is "folders after $1" "$(state)" "$folders"
    is "left behind by $1" "$(ls "$box/taken")" ""
}

bundle good 7 "$box/key"
image good
before=$(slot) folders=$(state)

rings
ends "a busy box" 1 installs "$box/good.swu"
says "a busy box" "통화"
nothing_changed "a busy box"
hangs_up
echo "ok: a box in a call puts it off, and SWUpdate says why"

bundle other 7 "$box/other.key"
image other
ends "another key" 1 installs "$box/other.swu"
says "another key" "the bundle is refused"
nothing_changed "another key"
changed "$box/good" "$box/changed"
image changed
ends "a changed bundle" 1 installs "$box/changed.swu"
says "a changed bundle" "the bundle is refused"
nothing_changed "a changed bundle"
echo "ok: another key and a changed bundle are refused"

changed "$box/good.swu" "$box/torn.swu"
ends "a changed image" 1 installs "$box/torn.swu"
nothing_changed "a changed image"
echo "ok: a changed image is refused"

bundle ill 6 "$box/key" exits
image ill
ends "what does not get well" 1 installs "$box/ill.swu"
says "what does not get well" "the version before runs again"
is "slot after what does not get well" "$(slot)" "$before"
is "left behind by what does not get well" "$(ls "$box/taken")" ""
waits_for "well again" ready
echo "ok: what does not get well goes back, and SWUpdate says so"

ends "an idle box" 0 installs "$box/good.swu"
says "an idle box" "$version-7: 설치했습니다"
is "slot after the update" "$(slot)" "$version-7"
is "left behind by the update" "$(ls "$box/taken")" ""
ready >/dev/null || fail "the box does not answer after the update"
echo "ok: an idle box takes it"
