"""A box in QEMU: started from an image, talked to over virtual ports, cut off at will."""

import contextlib
import gzip
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


class Trouble(Exception):
    """Something is not as it has to be."""


class Port:
    """A virtual port: what the guest writes is kept, whoever waits is woken."""

    def __init__(self, path):
        self.path = path
        self.socket = None
        self.text = b""
        self.changed = threading.Condition()

    def open(self, limit):
        end = time.monotonic() + limit
        self.socket = socket.socket(socket.AF_UNIX)
        while True:
            try:
                self.socket.connect(str(self.path))
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        with contextlib.suppress(OSError):
            while data := self.socket.recv(65536):
                with self.changed:
                    self.text += data
                    self.changed.notify_all()
        with self.changed:
            self.changed.notify_all()

    def write(self, data):
        self.socket.sendall(data)

    def wait(self, pattern, limit, since=0):
        """The match of a pattern in what was written from `since` on."""
        end = time.monotonic() + limit
        with self.changed:
            while not (found := re.compile(pattern, re.S).search(self.text, since)):
                left = end - time.monotonic()
                if left <= 0:
                    tail = self.text[-1500:].decode(errors="replace")
                    raise Trouble(f"{pattern!r} did not come within {limit:.0f} s; the last of {self.path.name}:\n{tail}")
                self.changed.wait(left)
            return found

    def close(self):
        if self.socket:
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)
            self.socket.close()


class Box:
    """One machine and its disk. Starting it again is switching it on again."""

    def __init__(self, image, work, disk_mib, verbose=False):
        self.stem = Path(str(image).removesuffix(".img"))
        self.work = Path(work)
        self.disk = self.work / "disk.img"
        subprocess.run(["cp", "--sparse=always", image, self.disk], check=True)
        os.truncate(self.disk, max(disk_mib * 1048576, self.disk.stat().st_size))
        self.initrd = self.work / "initrd"
        self._initrd()
        self.process = None
        self.number = 0
        self.starts = 0
        self.verbose = verbose
        # A USB stick that is plugged in at the next start.
        self.stick = None
        self.modem_log = b""
        self.console = self.agent = self.modem = None

    def _initrd(self):
        """The image's own, and behind it what gives the test a hand in the box."""
        folder = self.work / "hand"
        folder.mkdir()
        shutil.copy(HERE / "initramfs", folder / "test")
        shutil.copy(HERE / "agent", folder / "agent")
        names = "test\nagent\n".encode()
        packed = subprocess.run(["cpio", "--quiet", "-o", "-H", "newc"], input=names, cwd=folder,
                                stdout=subprocess.PIPE, check=True).stdout
        # Compressed: the kernel looks for a plain one only where four divides the place.
        self.initrd.write_bytes(Path(f"{self.stem}.initrd").read_bytes() + gzip.compress(packed))

    def start(self):
        """Switches it on."""
        self.starts += 1
        ports = {name: self.work / f"{name}.{self.starts}" for name in ("console", "agent", "modem")}
        command = ["qemu-system-aarch64", "-M", "virt,gic-version=3", "-cpu", "cortex-a76", "-accel", "tcg",
                   # Counted instructions: sound comes when it has to, however busy this machine is.
                   "-smp", "1", "-icount", "shift=0,sleep=off", "-rtc", "clock=vm", "-m", "1024", "-kernel", f"{self.stem}.vmlinuz", "-initrd", str(self.initrd),
                   "-append", Path(f"{self.stem}.cmdline").read_text().strip(),
                   "-drive", f"file={self.disk},format=raw,if=none,id=disk,cache=writeback",
                   "-device", "virtio-blk-pci,drive=disk", "-device", "virtio-serial-pci",
                   "-nic", "none", "-display", "none", "-monitor", "none", "-no-reboot",
                   "-chardev", f"socket,id=console,path={ports['console']},server=on,wait=off",
                   "-serial", "chardev:console"]
        if self.stick:
            command += ["-device", "qemu-xhci", "-drive", f"file={self.stick},format=raw,if=none,id=stick",
                        "-device", "usb-storage,drive=stick"]
        for name in ("agent", "modem"):
            command += ["-chardev", f"socket,id={name},path={ports[name]},server=on,wait=off",
                        "-device", f"virtserialport,chardev={name},name={name}"]
        self.begun = time.monotonic()
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
        self.console, self.agent, self.modem = (Port(ports[name]) for name in ("console", "agent", "modem"))
        for port in (self.console, self.agent, self.modem):
            port.open(20)

    def ready(self, limit=240):
        """Waits until the service says that it is ready; the seconds that this took."""
        try:
            self.agent.wait(rb"agent is here", limit)
        except Trouble as trouble:
            screen = self.console.text[-2000:].decode(errors="replace")
            raise Trouble(f"{trouble}\nand on the serial port:\n{screen}") from None
        end = self.begun + limit
        while True:
            code, said = self.tell("systemctl is-active munjigi.service", 60)
            if code == 0:
                return time.monotonic() - self.begun
            if time.monotonic() > end:
                _, log = self.tell("journalctl -b -u munjigi --no-pager -n 40")
                raise Trouble(f"munjigi.service is {said} after {limit} s:\n{log}")
            time.sleep(1)

    def tell(self, line, limit=60):
        """Has the shell in the box run a line; its exit code and what it said."""
        self.number += 1
        since = len(self.agent.text)
        self.agent.write(f"{self.number} {line}\n".encode())
        found = self.agent.wait(rb"(.*?)\n<<%d (\d+)>>\n" % self.number, limit, since)
        said = found[1].decode(errors="replace").strip()
        if self.verbose:
            print(f"    $ {line}\n      {said[:400]}", flush=True)
        return int(found[2]), said

    def must(self, line, limit=60):
        """The same, and it has to succeed."""
        code, said = self.tell(line, limit)
        if code:
            raise Trouble(f"`{line}` ended with {code}: {said}")
        return said

    def until(self, what, line, limit, wanted=None):
        """Runs a line until it succeeds (and says what is wanted)."""
        end = time.monotonic() + limit
        while True:
            code, said = self.tell(line, 120)
            if code == 0 and (wanted is None or re.search(wanted, said)):
                return said
            if time.monotonic() > end:
                raise Trouble(f"{what}: not within {limit} s; `{line}` said: {said}")
            time.sleep(0.5)

    def plug_in_stick(self, file):
        """A stick with a FAT file system, as they are sold, and this file on it; it is there from the next start on."""
        self.stick = self.work / "stick.img"
        with self.stick.open("wb") as image:
            image.truncate(128 * 1048576)
        subprocess.run(["mformat", "-i", self.stick, "-F", "::"], check=True)
        subprocess.run(["mcopy", "-i", self.stick, file, "::"], check=True)

    def key(self, keys):
        """Keys on the serial port, each read before the next is sent."""
        for key in keys:
            self.console.write(key)
            time.sleep(0.2)

    def shows(self, pattern, limit):
        """Waits until the screen of the console, drawn anew each time, shows something."""
        end = time.monotonic() + limit
        while True:
            since = len(self.console.text)
            self.console.write(b"\x0c")
            try:
                return self.console.wait(pattern.encode(), 5, since)
            except Trouble:
                if time.monotonic() > end:
                    raise

    def plug_in_modems(self):
        """Two virtual EC25s on the kernel's virtual USB host controller, as in tests/box/guest.sh."""
        self.must("modprobe vhci-hcd")
        self.must("mkfifo /run/orders")
        self.must("systemd-run --quiet --unit=modems sh -c 'exec /usr/lib/munjigi/factory/bin/munjigi sim modem --usb "
                  "--card --second --talks --strict --dir /run/modems <>/run/orders >/dev/virtio-ports/modem 2>&1'")

    def order(self, line):
        """Something happens at the other end of the modems."""
        self.must(f"echo '{line}' >/run/orders")

    def cut(self):
        """Pulls the plug: nothing is written any more, whatever the kernel still had in memory is gone."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._close()

    def off(self):
        """Waits until it has switched itself off."""
        try:
            self.process.wait(120)
        except subprocess.TimeoutExpired:
            raise Trouble("it is still on") from None
        self._close()

    def stop(self):
        """Switches it off as a person would."""
        with contextlib.suppress(Trouble, OSError):
            self.tell("systemctl --no-block poweroff", 10)
        try:
            self.process.wait(120)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self._close()

    def _close(self):
        time.sleep(0.2)
        self.modem_log += self.modem.text
        for port in (self.console, self.agent, self.modem):
            port.close()

    def dialled(self, number):
        """How often the network has seen this number dialled, over all starts."""
        return len(re.findall(rb"Dialled \{ to: \"%s;?\"" % number.encode(), self.modem_log + (
            self.modem.text if self.process and self.process.poll() is None else b"")))

    def data(self):
        """What lies on the data partition while the box is off: the database, looked at by another SQLite than ours."""
        table = json.loads(subprocess.run(["sfdisk", "--json", self.disk], check=True, capture_output=True).stdout)
        part = next(p for p in table["partitiontable"]["partitions"] if p.get("name") == "munjigi-data")
        folder = Path(tempfile.mkdtemp(dir=self.work))
        copy = folder / "data.img"
        subprocess.run(["dd", f"if={self.disk}", f"of={copy}", "bs=1M", "conv=sparse", "status=none",
                        "iflag=skip_bytes,count_bytes", f"skip={part['start'] * 512}", f"count={part['size'] * 512}"],
                       check=True)
        os.truncate(copy, part["size"] * 512)
        checked = subprocess.run(["e2fsck", "-fy", copy], capture_output=True, text=True, check=False)
        # 1: the journal was replayed, as at every start after a cut.
        if checked.returncode not in (0, 1):
            raise Trouble(f"the file system of the data partition is damaged: {checked.stdout}")
        wanted = ["munjigi.db", "munjigi.db-wal"]
        for name in wanted:
            subprocess.run(["debugfs", "-R", f"dump /lib/{name} {folder / name}", copy], capture_output=True, check=True)
        copy.unlink()
        (folder / "munjigi.db-shm").unlink(missing_ok=True)
        if (folder / "munjigi.db-wal").exists() and (folder / "munjigi.db-wal").stat().st_size == 0:
            (folder / "munjigi.db-wal").unlink()
        return sqlite3.connect(folder / "munjigi.db")


def intact(database):
    """That a database is whole."""
    said = database.execute("PRAGMA integrity_check").fetchall()
    if said != [("ok",)]:
        raise Trouble(f"the database is damaged: {said}")
