# shellcheck shell=sh disable=SC2016 # what stands in single quotes is for a shell of its own
# What the box test checks. Every check says what it saw; the last line is the verdict.

at() { cut -d' ' -f1 /proc/uptime; }
failed=0
holds() { # name, command...
    name=$1
    shift
    if "$@" >/tmp/out 2>&1; then
        echo "$(at) holds: $name"
    else
        failed=1
        echo "$(at) FAILS: $name"
        sed 's/^/          /' /tmp/out | tail -20
    fi
}
# Waits until the command succeeds, at most so many seconds of the guest.
within() { # seconds, command...
    patience=$(($1 * 5))
    shift
    while ! "$@" >/dev/null 2>&1; do
        patience=$((patience - 1))
        [ $patience -gt 0 ] || { "$@"; return 1; }
        sleep 0.2
    done
}
says() { grep -q -- "$1" "$2"; }
tell() { echo "$*" >&3; }
log_has() { [ "$(grep -c -- "$1" /tmp/run.log)" -ge "$2" ]; }

# A Thursday evening in Korea, so that tomorrow is a day on which the shop is open.
date -s "2026-11-19 09:03:00" >/dev/null

/lib/systemd/systemd-udevd --daemon
modprobe -a vhci-hcd option snd-usb-audio snd-pcm

cd /etc/munjigi || exit
MUNJIGI_LOG=debug munjigi run --config munjigi.toml >/tmp/run.log 2>&1 &
run=$!
holds "the box starts without a modem, and waits" within 30 log_has 'waits for its modem' 2

mkfifo /tmp/orders
munjigi sim modem --usb --card --second --talks --strict --dir /tmp/modem </tmp/orders >/tmp/modem.log 2>&1 &
exec 3>/tmp/orders

holds "the kernel's own drivers bind to both modems: eight ports, two cards" \
    within 30 test -e /dev/ttyUSB7 -a -e /dev/snd/pcmC1D0c
udevadm settle
holds "udev names the AT port of each socket" within 10 sh -c '[ $(ls /dev/ec25/*-at | wc -l) -eq 2 ]'
holds "udev keeps ModemManager off" sh -c 'udevadm info /sys/bus/usb/devices/1-1 | grep -q ID_MM_DEVICE_IGNORE=1'
holds "udev keeps the modem awake" sh -c '[ "$(cat /sys/bus/usb/devices/1-1/power/control)" = on ]'
cat /proc/asound/cards
ls -l /dev/ec25

holds "both lines become ready" within 90 log_has 'ready for calls' 2

tell 1 ring 01023456789
holds "the first modem takes a call" within 30 says CallAnswered /tmp/modem.log
holds "and books a table by what was heard over the card" \
    within 90 sh -c 'munjigi call list --json --db /tmp/data/munjigi.db | grep -q "\"outcome\":\"booked\""'

tell 1 ring 01034567890
tell 2 ring 01045678901
holds "two calls at once are answered" within 40 sh -c '[ $(grep -c CallAnswered /tmp/modem.log) -ge 3 ]'

tell 1 unplug
holds "the first modem is unplugged in its call" within 10 says 'gone from USB' /tmp/modem.log
sleep 2
tell 1 plug
holds "and comes back to the bus" within 60 says 'back:' /tmp/modem.log
holds "its line becomes ready again" within 120 log_has 'ready for calls' 3
before=$(grep -c CallAnswered /tmp/modem.log)
tell 1 ring 01056789012
holds "and takes a call again" within 40 sh -c "[ \$(grep -c CallAnswered /tmp/modem.log) -gt $before ]"

kill -TERM $run
holds "the box stops when it is told to" within 20 sh -c "! kill -0 $run"
tell quit
sleep 2
holds "no rule of the modem was broken" sh -c '! grep violation /tmp/modem.log'
munjigi call list --db /tmp/data/munjigi.db
if [ $failed -eq 0 ]; then
    echo 'box test: all held'
else
    echo '--- the modems'; tail -30 /tmp/modem.log
    echo '--- the box'; grep -v TRACE /tmp/run.log | tail -60
    echo 'box test: something did not hold'
fi
