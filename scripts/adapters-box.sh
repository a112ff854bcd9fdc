# shellcheck shell=sh
# A box in a folder, for the tests of what installs updates (`. scripts/adapters-box.sh` in a script that has gone to the
# repository's root): the real program with the virtual EC25, scripted speech, the real launcher, a key of its own.
#
# What is not as on a box: `systemctl` is a loop here that starts the service again, as its unit would; and an update
# stays when it is well for 2 s, instead of 30. Debian packages: minisign.
# MUNJIGI: the program (target/debug/munjigi).
# shellcheck disable=SC2034 # `adapters` and `slot` are for those who read this in

program=$(readlink -f "${MUNJIGI:-${CARGO_TARGET_DIR:-target}/debug/munjigi}" || true)
if [ ! -x "$program" ]; then
    echo "munjigi가 없습니다: cargo build --locked / the program munjigi is missing" >&2
    exit 3
fi
adapters=$PWD/board/adapters
sources=$PWD

fail() {
    echo "$(basename "$0" .sh): $*" >&2
    [ ! -f "$box/said" ] || tail -n 40 "$box/said" >&2
    [ ! -f "$box/log" ] || tail -n 40 "$box/log" >&2
    exit 1
}
is() { [ "$2" = "$3" ] || fail "$1: \"$2\", not \"$3\""; }
says() { grep -q -- "$2" "$box/said" || fail "$1: nothing is said of \"$2\""; }

# What has to be there: programs, and the Debian packages that bring them.
needs() { # packages, programs...
    packages=$1
    shift
    for tool; do
        command -v "$tool" >/dev/null || {
            echo "$tool이 없습니다: sudo apt install $packages / $tool is missing" >&2
            exit 3
        }
    done
}

# Calls it, keeps what it says in `said`, and holds it to its exit code.
ends() { # what it is called here, exit code, command...
    what=$1 code=$2 rc=0
    shift 2
    "$@" >"$box/said" 2>&1 || rc=$?
    [ "$rc" -eq "$code" ] || fail "$what: ends with $rc, not $code"
}

waits_for() { # what, command...
    what=$1
    shift
    for _ in $(seq 300); do
        if "$@" >/dev/null 2>&1; then return; fi
        sleep 0.1
    done
    fail "not $what after 30 s"
}

# The slot that runs.
slot() { "$program" --json ota status | sed -n 's/.*"running":{[^}]*"slot":"\([^"]*\)".*/\1/p'; }
ready() { "$program" ota ready; }
busy() { ! ready; }
# All that an update could change.
state() { (cd "$MUNJIGI_ROOT/opt/munjigi" && find . ! -name lock -printf '%p %l %s\n' | LC_ALL=C sort); }

type_in() { echo "$*" >&9; } # at the modem
rings() {
    type_in ring 01023456789
    waits_for "in a call" busy
}
hangs_up() {
    type_in hangup
    waits_for "out of the call" ready
}

# A program for a slot: the one that is tried, started by a script, because every slot has to hold another file.
content() { # folder, what makes it another, exits: it cannot be run as the service
    mkdir -p "$1/bin"
    cat >"$1/bin/munjigi" <<END
#!/bin/sh
# $2
[ "$3\$1" != exitsrun ] || exit 1
exec "$program" "\$@"
END
    chmod +x "$1/bin/munjigi"
}
# A bundle in the box's folder.
bundle() { # name, counter, key, exits
    content "$box/content-$1" "$2" "${4:-}"
    MUNJIGI=$program sh "$sources/scripts/bundle.sh" "$box/content-$1" "$2" "$3" "$box/$1" >/dev/null ||
        fail "the bundle $1 could not be made"
}
# The same with one octet in its middle changed.
changed() { # file, which is made of it
    half=$(($(wc -c <"$1") / 2))
    { head -c "$half" "$1"; printf 'X'; tail -c +$((half + 2)) "$1"; } >"$2"
    ! cmp -s "$1" "$2" || printf 'Y' | dd of="$2" conv=notrunc bs=1 seek="$half" 2>/dev/null
}
version=$("$program" version | sed 's/.* //')

# The service, as its unit has it.
serves() {
    while [ ! -e "$box/stop" ]; do
        sh "$sources/board/launch" prepare
        sh "$sources/board/launch" exec run --config "$box/settings/munjigi.toml" 9>&- &
        echo $! >"$box/pid"
        wait $! || true
        sleep 0.2
    done
}

modem=
service=
others=
goes_away() {
    # shellcheck disable=SC2086 # a list
    [ -z "$others" ] || kill $others 2>/dev/null || true
    touch "$box/stop"
    [ ! -f "$box/pid" ] || kill "$(cat "$box/pid")" 2>/dev/null || true
    [ -z "$service" ] || wait "$service" 2>/dev/null || true
    [ -z "$modem" ] || kill "$modem" 2>/dev/null || true
    [ -z "$modem" ] || wait "$modem" 2>/dev/null || true
    rm -rf "$box"
}

# Makes it and starts it.
box=$(mktemp -d)
trap goes_away EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
export MUNJIGI_ROOT="$box/root" MUNJIGI="$box/bin/munjigi" WAIT=1s PATH="$box/bin:$PATH"
own=$MUNJIGI_ROOT/usr/lib/munjigi
for folder in opt/munjigi/slots opt/munjigi/models opt/munjigi/backup run/munjigi var/lib/munjigi usr/lib/munjigi/keys; do
    mkdir -p "$MUNJIGI_ROOT/$folder"
done
mkdir "$box/bin" "$box/settings"
needs minisign minisign
minisign -G -W -p "$own/keys/current.pub" -s "$box/key" >/dev/null
minisign -G -W -p "$box/other.pub" -s "$box/other.key" >/dev/null
content "$own/factory" 0 ""

cat >"$box/bin/munjigi" <<END
#!/bin/sh
case "\$1 \${2:-}" in
"ota install" | "ota rollback" | "ota settle") set -- "\$@" --gate 60s --steady 2s ;;
esac
exec sh "$sources/board/launch" exec "\$@"
END
cat >"$box/bin/systemctl" <<END
#!/bin/sh
[ "\$*" = "--no-block restart munjigi" ] || exit 1
kill "\$(cat "$box/pid")"
END
chmod +x "$box/bin/munjigi" "$box/bin/systemctl"

cat >"$box/settings/shop.toml" <<END
name = "가나분식"
owner = "010-9876-5432"
[hours]
daily = "11:00-21:00"
END
cat >"$box/settings/munjigi.toml" <<END
shop = "shop.toml"
data = "$MUNJIGI_ROOT/var/lib/munjigi"
control = "$MUNJIGI_ROOT/run/munjigi/control.sock"
[modem]
at = "$box/modem/dev/ttyUSB2"
pcm = "$box/modem/dev/ttyUSB1"
[speech]
engine = "scripted"
heard = ["여보세요"]
END
mkfifo "$box/typed"
"$program" sim modem --dir "$box/modem" <"$box/typed" >"$box/modem.log" 2>&1 &
modem=$!
exec 9>"$box/typed"
waits_for "a modem" test -e "$box/modem/dev/ttyUSB2"
serves >"$box/log" 2>&1 &
service=$!
# What works before an update has to work after it, so that it is waited for. Not quite well (1): its engines are scripted.
well() { "$program" health --socket "$MUNJIGI_ROOT/run/munjigi/control.sock" || [ $? -eq 1 ]; }
waits_for "well" well
waits_for "idle" ready
