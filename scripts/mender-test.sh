#!/bin/sh
# The adapter of board/adapters/mender with the real Mender client (without a server), the real program and a box that runs.
# Mender looks for its modules in one place only; mounts of our own hide it. Debian packages: mender-client mender-artifact
# minisign.
#
#   sh scripts/mender-test.sh
#
# What is tried: a box in a call puts an artifact off and keeps what it has; a bundle of another key, one that was changed
# and an artifact that was changed are refused; what does not get well goes back; an idle box takes it and Mender commits
# it; `mender rollback` goes back to the one before, and says so when it cannot. Each time: what Mender answers, and what it
# believes to be installed. What is not real: see scripts/adapters-box.sh.
# MUNJIGI: the program (target/debug/munjigi). Exit codes: 0; 1 something was not as it has to be; 3 a tool is missing.
set -eu
cd -- "$(dirname -- "$0")/.."

# Root's own mounts, or those of somebody who is root in there.
mounts=-m
unshare "$mounts" true 2>/dev/null || mounts=-rm
unshare "$mounts" true || {
    echo "관리자 권한이 필요합니다 / this needs root, and mounts of its own" >&2
    exit 3
}
# shellcheck source=scripts/adapters-box.sh
. scripts/adapters-box.sh
needs "mender-client mender-artifact minisign" mender mender-artifact

# Neither is brought by the package; without them nothing is installed.
mkdir "$box/mender" "$box/etc" "$box/modules"
echo device_type=munjigi-test >"$box/mender/device_type"
echo artifact_name=release-1 >"$box/etc/artifact_info"
echo '{}' >"$box/etc/mender.conf"
cp "$adapters/mender/munjigi" "$box/modules/"

mender() {
    # shellcheck disable=SC2016 # of the inner shell
    unshare "$mounts" sh -c 'mount --bind "$1/modules" /usr/share/mender/modules/v3 && mount --bind "$1/etc" /etc/mender &&
        data=$1/mender && shift && exec mender --no-syslog --data "$data" "$@"' sh "$box" "$@"
}
artifact() { # a bundle of the box's folder, its name for Mender
    mender-artifact write module-image -T munjigi -n "$2" -t munjigi-test -f "$box/$1" -o "$box/$1.mender" 2>/dev/null ||
        fail "the artifact of $1 could not be made"
}
believes() { mender show-artifact 2>/dev/null; }
nothing_changed() { # what
    is "slot after $1" "$(slot)" "$before"
    is "folders after $1" "$(state)" "$folders"
    is "artifact after $1" "$(believes)" release-1
}

bundle good 7 "$box/key"
artifact good release-2
before=$(slot) folders=$(state)

rings
ends "a busy box" 1 mender install "$box/good.mender"
says "a busy box" "exit status 75"
nothing_changed "a busy box"
hangs_up
echo "ok: a box in a call puts it off, and Mender goes on believing what was there"

bundle other 7 "$box/other.key"
artifact other release-2
ends "another key" 1 mender install "$box/other.mender"
says "another key" "exit status 11"
nothing_changed "another key"
changed "$box/good" "$box/changed"
artifact changed release-2
ends "a changed bundle" 1 mender install "$box/changed.mender"
says "a changed bundle" "exit status 11"
nothing_changed "a changed bundle"
echo "ok: another key and a changed bundle are refused"

changed "$box/good.mender" "$box/torn.mender"
ends "a changed artifact" 1 mender install "$box/torn.mender"
nothing_changed "a changed artifact"
echo "ok: a changed artifact is refused"

bundle ill 6 "$box/key" exits
artifact ill release-2
ends "what does not get well" 1 mender install "$box/ill.mender"
says "what does not get well" "exit status 12"
is "slot after what does not get well" "$(slot)" "$before"
is "artifact after what does not get well" "$(believes)" release-1
waits_for "well again" ready
echo "ok: what does not get well goes back, and Mender goes back with it"

ends "an idle box" 0 mender install "$box/good.mender"
is "slot after the update" "$(slot)" "$version-7"
ends "the end of it" 0 mender commit
is "artifact after the update" "$(believes)" release-2
ready >/dev/null || fail "the box does not answer after the update"
echo "ok: an idle box takes it, and Mender commits it"

bundle next 8 "$box/key"
artifact next release-3
ends "the next one" 0 mender install "$box/next.mender"
is "slot after the next one" "$(slot)" "$version-8"
ends "back from the next one" 0 mender rollback
is "slot after going back" "$(slot)" "$version-7"
is "artifact after going back" "$(believes)" release-2
echo "ok: somebody at the box goes back with mender rollback"

mkdir "$box/content-models"
echo heard >"$box/content-models/model.onnx"
MUNJIGI=$program sh scripts/bundle.sh "$box/content-models" 3 "$box/key" "$box/models" --kind models --name ear --release 1.0.0 >/dev/null ||
    fail "the bundle of models could not be made"
artifact models models-1
ends "models" 0 mender install "$box/models.mender"
ends "back from models" 1 mender rollback
is "slot after models" "$(slot)" "$version-7"
is "artifact after models" "$(believes)" models-1_INCONSISTENT
echo "ok: from models there is no way back, and the program is let alone"
