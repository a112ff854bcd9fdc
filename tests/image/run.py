#!/usr/bin/env python3
"""The image test: what scripts/image-test.sh runs once it has built an image and bundles.

    run.py --image FILE --work FOLDER --bundles FOLDER [--cuts N] [--only STAGE]... [--seed N] [--verbose]

Stages: start, calls, console, update, bad-update, cut-update, cut-calls; all of them in this order when none is named. Every
check says what it has seen; the last line is the verdict.
"""

import argparse
import contextlib
import json
import random
import re
import sys
import time

from box import Box, Trouble, intact

MUNJIGI = "/usr/bin/munjigi"
DB = "/var/lib/munjigi/munjigi.db"
AS_SERVICE = "setpriv --reuid munjigi --regid munjigi --init-groups"
READY = f"[ $({MUNJIGI} --json status | grep -o '\"ready\":true' | wc -l) -eq 2 ]"


class Checks:
    def __init__(self):
        self.failed = []

    @contextlib.contextmanager
    def that(self, what):
        begun = time.monotonic()
        try:
            yield
        except Trouble as trouble:
            self.failed.append(what)
            print(f"FAILS: {what}\n{trouble}", flush=True)
        else:
            print(f"holds: {what} ({time.monotonic() - begun:.1f} s)", flush=True)


def hold(true, what):
    if not true:
        raise Trouble(what)


def start(box, checks):
    """The first start of a box: nobody is there to type anything."""
    with checks.that("the first start ends with a running service, asked nothing"):
        box.start()
        took = box.ready()
        print(f"    switched on to service ready: {took:.1f} s of wall time", flush=True)
        stages(box)
    with checks.that("no unit has failed"):
        failed = box.must("systemctl --failed --plain --no-legend --no-pager")
        hold(not failed, failed)
    with checks.that("the root cannot be written, the data partition reaches to the end of the disk"):
        hold(box.tell("touch /etc/x /usr/x /var/x")[0] != 0, "something of the root could be written")
        size = int(box.must("df --output=size -m /data | tail -1"))
        disk = int(box.must("blockdev --getsize64 /dev/vda")) // 1048576
        root = int(box.must("df --output=size -m / | tail -1"))
        hold(size > (disk - root) * 0.7, f"the data partition has {size} of {disk} MiB")
    with checks.that("what is secret is nobody else's"):
        said = box.must("stat -c '%a %U %G %n' /etc/munjigi /etc/munjigi/code /var/lib/munjigi /opt/munjigi/slots "
                        "/opt/munjigi/backup")
        for wanted in ["2750 root munjigi /etc/munjigi", "640 root munjigi /etc/munjigi/code",
                       "700 munjigi munjigi /var/lib/munjigi", "755 root root /opt/munjigi/slots",
                       "700 root root /opt/munjigi/backup"]:
            hold(wanted in said.splitlines(), f"{wanted}: {said}")
    with checks.that("the log is kept in memory, and no more of it than 32 MB"):
        hold(box.tell("test -d /var/log/journal")[0] != 0, "there is a journal on the disk")
        said = box.must("systemd-analyze cat-config systemd/journald.conf | grep -E '^(Storage|RuntimeMaxUse)'")
        hold("Storage=volatile" in said and "RuntimeMaxUse=32M" in said, said)
    with checks.that("the second start has the same identity, code and time or a later one"):
        before = box.must("cat /etc/machine-id /etc/munjigi/code")
        clock = int(box.must("date +%s"))
        box.stop()
        box.start()
        box.ready()
        stages(box)
        hold(box.must("cat /etc/machine-id /etc/munjigi/code") == before, "another identity or code")
        hold(int(box.must("date +%s")) >= clock - 60, "the clock has gone back")


def modems(box):
    """Both modems plugged in, both lines ready."""
    box.plug_in_modems()
    box.until("both lines are ready", READY, 240)


def calls(box, checks):
    with checks.that("the service waits for its modems"):
        box.must("journalctl -b -u munjigi --no-pager | grep -q 'waits for its modem'")
    with checks.that("both modems are found by the kernel's own drivers, and both lines become ready"):
        modems(box)
    with checks.that("udev names the AT port of each socket, and gives the service its rights"):
        box.must("[ $(ls /dev/ec25/*-at | wc -l) -eq 2 ]")
        said = box.must("stat -c '%a %G' /sys/bus/usb/devices/1-1/authorized")
        hold(said == "664 munjigi", said)
    with checks.that("a call is answered, and a table booked by what was heard over the card"):
        box.order("1 ring 01023456789")
        box.modem.wait(rb"CallAnswered", 60)
        box.until("it is booked", f"{AS_SERVICE} {MUNJIGI} call list --json --db {DB}", 180, '"outcome":"booked"')


def stages(box):
    """How a start has gone: what systemd and the service say of it, in seconds of the guest."""
    for line in box.must("systemd-analyze time").splitlines():
        print(f"    {line}", flush=True)
    units = ("systemd-repart", "munjigi-firstboot", "munjigi", "systemd-udevd", "systemd-journald", "systemd-tmpfiles-setup")
    said = box.must("systemd-analyze blame --no-pager")
    blame = [line.strip() for line in said.splitlines() if any(f" {unit}.service" in line for unit in units)]
    print(f"    units: {'; '.join(blame)}", flush=True)
    said = box.must("journalctl -b -u munjigi --no-pager -o short-monotonic | grep -E 'Starting|at_ms|took_ms|Started'")
    for line in said.splitlines():
        print(f"    {line}", flush=True)


def console(box, checks):
    with checks.that("the console on the serial port shows how the box is, and can be used"):
        box.shows("문지기|Munjigi", 60)
        for page in b"234":
            since = len(box.console.text)
            box.console.write(bytes([page]))
            box.console.wait(rb".{40}", 30, since)
    with checks.that("a command that needs root goes through, and no other"):
        said = box.tell(f"{AS_SERVICE} sudo -n /usr/lib/munjigi/as-root systemctl restart sshd")
        hold(said[0] == 77, f"{said}")
        said = box.tell(f"{AS_SERVICE} sudo -n /bin/sh -c id")
        hold(said[0] != 0 and "uid=0" not in said[1], f"{said}")


DOWN, ENTER, ESC = b"\x1b[B", b"\r", b"\x1b"


def do(box, place, word=""):
    """Chooses what stands at a place of the console's page of the box, types its word."""
    box.key([ESC, b"1", b"9"])
    time.sleep(1)
    box.key([DOWN] * place + [ENTER])
    time.sleep(1)
    box.key([bytes([octet]) for octet in word.encode()] + ([ENTER] if word else []))


def pid(box):
    return box.must("systemctl show --property=MainPID --value munjigi")


def technician(box, checks, bundles):
    """Everything that can be done from the console, typed on the serial port."""
    box.stop()
    box.plug_in_stick(f"{bundles}/a.bundle")
    box.start()
    box.ready()
    box.shows("문지기|Munjigi", 60)
    with checks.that("console: the doctor looks at the box"):
        do(box, 0)
        box.shows("M0[0-9][0-9]", 90)
    with checks.that("console: a support bundle is written to the stick"):
        box.until("the stick is mounted", "ls /run/media/*/*/a.bundle /run/media/*/a.bundle 2>/dev/null | grep a.bundle", 30)
        do(box, 1)
        box.until("it is there", "ls -l /run/media/*/munjigi-support.tar /run/media/*/*/munjigi-support.tar 2>/dev/null | grep support", 60)
        box.must("tar -tf $(ls /run/media/*/munjigi-support.tar /run/media/*/*/munjigi-support.tar 2>/dev/null) | grep status.json")
    with checks.that("console: the owner is released, and there is a new code"):
        code = box.must("cat /etc/munjigi/code")
        do(box, 4, "release")
        box.until("there is a new one", f"[ $(cat /etc/munjigi/code) != {code} ]", 60)
        new = box.must("cat /etc/munjigi/code")
        box.shows(new, 30)
        said = box.must("stat -c '%a %U %G' /etc/munjigi/code")
        hold(said == "640 root munjigi", said)
    with checks.that("console: a word that is not quite right does nothing; the right one restarts the service"):
        before = pid(box)
        do(box, 2, "restarr")
        time.sleep(5)
        hold(pid(box) == before, "it was restarted")
        do(box, 2, "restart")
        box.until("restarted", f"[ $(systemctl show --property=MainPID --value munjigi) != {before} ]", 60)
        box.until("there again", "systemctl is-active munjigi.service", 120)
    with checks.that("console: an update from a stick is installed, and taken back"):
        counter = running(box)["running"]["counter"]
        box.until("the stick is mounted", "ls /run/media/*/*/a.bundle /run/media/*/a.bundle 2>/dev/null | grep a.bundle", 30)
        box.key([ESC, b"8"])
        box.shows("a\\.bundle", 60)
        box.key([ENTER])
        time.sleep(1)
        box.key([bytes([octet]) for octet in b"install"] + [ENTER])
        box.until("installed", f"{MUNJIGI} --json ota status", 400, '"counter":201')
        settled(box, 400)
        box.shows("exit|끝|종료|0", 60)
        box.key([ESC, b"1", b"8", b"b"])
        time.sleep(1)
        box.key([bytes([octet]) for octet in b"rollback"] + [ENTER])
        end = time.monotonic() + 400
        while running(box)["running"]["counter"] != counter:
            hold(time.monotonic() < end, f"{running(box)}")
            time.sleep(2)
        settled(box, 400)
        box.until("there again", "systemctl is-active munjigi.service", 120)
    with checks.that("console: everything is erased, and the service runs again"):
        before = pid(box)
        do(box, 5, "erase everything")
        box.until("erased", f"[ $(systemctl show --property=MainPID --value munjigi) != {before} ]", 120)
        box.until("there again", "systemctl is-active munjigi.service", 120)
        said = box.must(f"{AS_SERVICE} {MUNJIGI} call list --json --db {DB}")
        hold(not json.loads(said or "[]"), said)
    with checks.that("console: the power is switched off"):
        do(box, 3, "power off")
        box.off()
    box.stick = None
    box.start()
    box.ready()


def running(box):
    return json.loads(box.must(f"{MUNJIGI} --json ota status", 60))


def settled(box, limit):
    """Waits until no update is pending any more."""
    end = time.monotonic() + limit
    while (now := running(box))["pending"]:
        hold(time.monotonic() < end, f"the update is not settled after {limit} s: {now}")
        time.sleep(2)
    return now


def install(box, bundle, more=""):
    return box.tell(f"{MUNJIGI} ota install {more} /data/test/{bundle}", 400)


def update(box, checks):
    with checks.that("an update is installed, judged and kept"):
        code, said = install(box, "a.bundle")
        hold(code == 0, said)
        now = settled(box, 400)
        hold(now["running"]["counter"] == 201, f"{now}")
        box.must("systemctl is-active munjigi.service")
    with checks.that("the same update again is refused, and one that is signed by somebody else"):
        code, said = install(box, "a.bundle")
        hold(code != 0, said)
        code, said = install(box, "stranger.bundle")
        hold(code != 0 and running(box)["running"]["counter"] == 201, said)


def bad_update(box, checks):
    before = running(box)["running"]
    for bundle, what in [("crashes.bundle", "that ends as soon as it is started"), ("lies.bundle", "that is another version than it says")]:
        with checks.that(f"an update {what} is taken back by itself"):
            code, said = install(box, bundle, "--gate 2m")
            print(f"    install: {code}", flush=True)
            now = settled(box, 600)
            hold(now["running"]["slot"] == before["slot"], f"{now}")
            box.until("the box is there again", "systemctl is-active munjigi.service", 180)
            box.must(f"{MUNJIGI} version")


def cut_update(box, checks, cuts, dice):
    """The power is cut at any moment of an update, from its first octet to long after its restart."""
    bundles = ["b.bundle", "a.bundle"]
    seen = {}
    for n in range(cuts):
        bundle = bundles[n % 2]
        with checks.that(f"cut {n + 1} of {cuts} during an update: the box comes back, and nothing is broken"):
            code, _ = box.tell("test -e /opt/munjigi/pending", 30)
            pending = code == 0
            if not pending:
                box.must(f"systemd-run --quiet --collect --unit=update {MUNJIGI} ota install --allow-downgrade /data/test/{bundle}")
            after = dice.uniform(0.2, 45)
            time.sleep(after)
            state = box.tell("readlink /opt/munjigi/current; ls -a /opt/munjigi /opt/munjigi/slots; "
                             "systemctl is-active munjigi", 30)[1].split()
            box.cut()
            try:
                intact(box.data())
            finally:
                box.start()
                took = box.ready()
            now = running(box)
            hold(now["running"]["counter"] in (201, 202), f"{now}")
            box.must(f"{MUNJIGI} version")
            stage = ("staging" if ".staging" in state else "pending" if "pending" in state else "before or after")
            seen[stage] = seen.get(stage, 0) + 1
            print(f"    {after:4.1f} s after its begin ({stage}); back after {took:.0f} s with {now['running']['counter']}"
                  f"{', not settled yet' if now['pending'] else ''}", flush=True)
    with checks.that(f"after all cuts it settles ({seen})"):
        settled(box, 600)
        failed = box.must("systemctl --failed --plain --no-legend --no-pager")
        hold(not failed, failed)


def cut_calls(box, checks, cuts, dice):
    """The power is cut while calls come in and orders to dial are worked off."""
    acknowledged = []
    for n in range(cuts):
        with checks.that(f"cut {n + 1} of {cuts} during calls: nothing acknowledged is lost, nothing is dialled twice"):
            if n or box.tell("systemctl is-active modems.service")[0]:
                modems(box)
            for m in range(3):
                number = f"010{2000 + n:04}{6789 + m:04}"
                line = 1 + m % 2
                code, said = box.tell(f"{AS_SERVICE} {MUNJIGI} call dial {number} --line {line} --db {DB}")
                hold(code == 0, said)
                acknowledged.append(number)
            box.order(f"{1 + n % 2} ring 0103456{n:04}")
            after = dice.uniform(0.0, 25)
            end = time.monotonic() + after
            while time.monotonic() < end:
                # Whoever is called does something now and then, or each cut would find the first call of all.
                time.sleep(max(0.0, min(dice.uniform(0.5, 4), end - time.monotonic())))
                box.order(f"{dice.choice('12')} {dice.choice(['busy', 'answer', 'hangup', 'noanswer'])}")
            box.cut()
            try:
                database = box.data()
                intact(database)
                there = {row[0] for row in database.execute("SELECT to_number FROM dials")}
                lost = [number for number in acknowledged if number not in there]
                hold(not lost, f"{len(lost)} of {len(acknowledged)} orders are lost")
            finally:
                box.start()
                took = box.ready()
            print(f"    {after:4.1f} s after the orders; back after {took:.0f} s", flush=True)
    with checks.that("what was queued is dialled in the end, each at most once"):
        modems(box)
        end = time.monotonic() + 1800
        while json.loads(box.must(f"{MUNJIGI} --json status || true"))["waiting"]:
            hold(time.monotonic() < end, "it is not worked off after half an hour")
            for line in "12":
                box.order(f"{line} busy")
            time.sleep(2)
        box.stop()
        database = box.data()
        intact(database)
        rows = dict(database.execute("SELECT to_number, state FROM dials").fetchall())
        twice = [number for number in acknowledged if box.dialled(number) > 1]
        hold(not twice, f"{len(twice)} numbers were dialled more than once")
        states = {state: sum(1 for n in acknowledged if rows[n] == state) for state in set(rows.values())}
        print(f"    {len(acknowledged)} orders: {states}; dialled "
              f"{sum(box.dialled(number) for number in acknowledged)}", flush=True)
        hold(set(states) <= {"done", "failed", "unknown"}, f"{states}")
        never = [n for n in acknowledged if rows[n] in ("done",) and not box.dialled(n)]
        hold(not never, f"{len(never)} are said to be done and were never dialled")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--image", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--bundles", required=True)
    parser.add_argument("--cuts", type=int, default=20)
    parser.add_argument("--only", action="append")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--verbose", action="store_true")
    order = parser.parse_args()
    checks = Checks()
    dice = random.Random(order.seed)
    box = Box(order.image, order.work, 1536, order.verbose)
    wanted = lambda stage: not order.only or stage in order.only
    begun = time.monotonic()
    try:
        if wanted("start"):
            start(box, checks)
        else:
            box.start()
            box.ready()
        if wanted("calls"):
            calls(box, checks)
        if wanted("console"):
            console(box, checks)
            technician(box, checks, order.bundles)
        if wanted("update"):
            update(box, checks)
        if wanted("bad-update"):
            bad_update(box, checks)
        if wanted("cut-update"):
            cut_update(box, checks, order.cuts, dice)
        if wanted("cut-calls"):
            cut_calls(box, checks, order.cuts, dice)
    except Trouble as trouble:
        checks.failed.append("outside of every check")
        print(f"FAILS: {trouble}", flush=True)
    finally:
        if box.process and box.process.poll() is None:
            box.stop()
    print(f"  {time.monotonic() - begun:.0f} s, {box.starts} starts")
    if checks.failed:
        print("image test: something did not hold")
        raise SystemExit(1)
    print("image test: all held")


main()
