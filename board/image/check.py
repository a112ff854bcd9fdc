#!/usr/bin/env python3
"""Whether an image has what its board needs to start, seen from outside: nothing is mounted and nothing is run.

    check.py --board BOARD --image FILE [--models yes|no]

Reads the partition table, the first partition (mtools), the root (debugfs) and the initramfs as the board would, and walks the
kernel's own device trees: whatever a disk hangs on (its clock, its supply, the pins that switch the supply) has to have a
driver in the kernel or in the initramfs, and whatever the modem hangs on, a driver in the kernel or in the root. A driver
that is missing there is a board that stays dark without a word.

Exit codes: 0 all is there; 1 something is missing; 2 the command line is wrong.
"""

import argparse
import fnmatch
import gzip
import json
import lzma
import re
import struct
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

PROFILES = Path(__file__).resolve().parent.parent / "profiles"

# What a driver makes of its own, without a name in the device tree: the parts of a chip.
PARTS = {
    "rockchip,rk806": ["rk808-regulator", "rk805-pinctrl"],
    "rockchip,rk808": ["rk808-regulator", "rk808-clkout"],
    "rockchip,rk809": ["rk808-regulator", "rk808-clkout"],
    "arm,scmi-smc": ["scmi:14:clocks"],
    "brcm,bcm2835-pm": ["bcm2835-wdt"],
    "brcm,bcm2835-pm-wdt": ["bcm2835-wdt"],
}
# What follows a name in a device tree, and which property of the one it points to says how many cells come with it; the
# list of the kernel's drivers/of/property.c, without what a device starts without.
POINTERS = {
    "clocks": "#clock-cells",
    "power-domains": "#power-domain-cells",
    "phys": "#phy-cells",
    "resets": "#reset-cells",
    "mboxes": "#mbox-cells",
    "hwlocks": "#hwlock-cells",
    "nvmem-cells": "#nvmem-cell-cells",
    "interconnects": "#interconnect-cells",
    "pwms": "#pwm-cells",
    "io-channels": "#io-channel-cells",
    "interrupts-extended": "#interrupt-cells",
    "msi-parent": "#msi-cells",
}
# The modem's drivers: its ports, its sound card, its network; and the stick with an update on it.
MODEM = ["xhci_pci", "option", "usb_wwan", "qmi_wwan", "cdc_acm", "snd_usb_audio", "usb_storage", "uas", "vfat", "exfat", "cdc_ether", "rndis_host"]
UNITS = ["munjigi.service", "munjigi-settle.service", "munjigi-firstboot.service", "munjigi-grow.service",
         "systemd-networkd.service", "systemd-resolved.service", "fake-hwclock.service"]


class Node:
    """One node of a device tree."""

    def __init__(self, name, parent):
        self.name, self.parent = name, parent
        self.properties, self.children = {}, []

    @property
    def path(self):
        return (self.parent.path.rstrip("/") + "/" + self.name) if self.parent else "/"

    def text(self, name):
        return self.properties.get(name, b"").rstrip(b"\0").decode(errors="replace")

    def texts(self, name):
        value = self.properties.get(name, b"").rstrip(b"\0")
        return value.decode(errors="replace").split("\0") if value else []

    def cells(self, name):
        value = self.properties.get(name, b"")
        return list(struct.unpack(f">{len(value) // 4}I", value[: len(value) // 4 * 4]))

    @property
    def okay(self):
        return self.text("status") in ("", "ok", "okay") and (self.parent is None or self.parent.okay)

    def all(self):
        yield self
        for child in self.children:
            yield from child.all()


class Tree:
    """A device tree blob."""

    def __init__(self, blob):
        magic, _, structure, strings = struct.unpack_from(">4I", blob)
        if magic != 0xD00DFEED:
            raise ValueError("no device tree")
        at, node, self.root = structure, None, None
        while True:
            (token,) = struct.unpack_from(">I", blob, at)
            at += 4
            if token == 1:
                end = blob.index(b"\0", at)
                new = Node(blob[at:end].decode(), node)
                if node:
                    node.children.append(new)
                else:
                    self.root = new
                node, at = new, (end + 4) & ~3
            elif token == 2:
                node = node.parent
            elif token == 3:
                size, name = struct.unpack_from(">2I", blob, at)
                at += 8
                name = blob[strings + name:blob.index(b"\0", strings + name)].decode()
                node.properties[name] = blob[at:at + size]
                at = (at + size + 3) & ~3
            elif token == 9:
                break
        self.by_handle = {node.cells("phandle")[0]: node for node in self.root.all() if node.cells("phandle")}
        self.by_path = {node.path: node for node in self.root.all()}

    def named(self, name):
        """By a path or an alias, with what may stand behind a colon."""
        name = name.split(":")[0]
        if not name.startswith("/"):
            aliases = self.by_path.get("/aliases")
            name = aliases.text(name) if aliases else ""
        return self.by_path.get(name)

    def device(self, node):
        """The device that a node is a part of."""
        while node.parent and not node.properties.get("compatible"):
            node = node.parent
        return node

    def pointed_at(self, node):
        """The devices that a node of a device names."""
        for name, value in node.properties.items():
            if len(value) % 4:
                continue
            if name.endswith("-supply") or re.fullmatch(r"pinctrl-\d+", name):
                handles = node.cells(name)
            elif name == "interrupts":
                handles = self.interrupt_parent(node)
            elif name.endswith(("-gpios", "-gpio")) or name in ("gpios", "gpio"):
                handles = self.first_of(node.cells(name), "#gpio-cells")
            elif name in POINTERS:
                handles = self.first_of(node.cells(name), POINTERS[name])
            else:
                continue
            for handle in handles:
                if handle in self.by_handle:
                    yield self.by_handle[handle]

    def interrupt_parent(self, node):
        while node:
            if handle := node.cells("interrupt-parent"):
                return handle
            node = node.parent
        return []

    def first_of(self, cells, counter):
        found, at = [], 0
        while at < len(cells):
            found.append(cells[at])
            target = self.by_handle.get(cells[at])
            count = target.cells(counter) if target else []
            at += 1 + (count[0] if count else 0)
        return found

    def needs(self, start):
        """Everything that a device hangs on, itself first: what the kernel waits for before it starts the device."""
        seen, todo = [], [start]
        while todo:
            device = self.device(todo.pop())
            if device in seen or not device.okay or device is self.root or device.text("device_type") == "cpu":
                continue
            seen.append(device)
            if device.parent:
                todo.append(device.parent)
            own = [device]
            while own:
                node = own.pop()
                todo.extend(self.pointed_at(node))
                own.extend(child for child in node.children if not child.properties.get("compatible"))
        return seen


class Kernel:
    """What drivers there are: in the kernel, in the root."""

    def __init__(self, image, aliases, builtin):
        self.image = image
        self.aliases = []
        for line in aliases.splitlines():
            if line.startswith("alias "):
                _, pattern, module = line.split(None, 2)
                self.aliases.append((pattern, module.replace("-", "_")))
        inside = [entry.split(b"=", 1)[1].decode() for entry in builtin.split(b"\0") if b".alias=" in entry]
        self.plain = {pattern for pattern in inside if not set(pattern) & set("*?[")}
        self.inside = [pattern for pattern in inside if set(pattern) & set("*?[")]
        # By what a pattern begins with: there are tens of thousands.
        self.of = [(pattern, module) for pattern, module in self.aliases if pattern.startswith("of:")]
        self.inside_of = [pattern for pattern in self.inside if pattern.startswith("of:")]
        self.known = {}

    def modules(self, name):
        """The modules that say they drive something, and whether the kernel itself does."""
        if name not in self.known:
            if name.startswith("of:"):
                modules, inside = self.of, self.inside_of
            else:
                modules, inside = [a for a in self.aliases if not a[0].startswith("of:")], self.inside
            self.known[name] = ({module for pattern, module in modules if fnmatch.fnmatchcase(name, pattern)},
                                name in self.plain or any(fnmatch.fnmatchcase(name, pattern) for pattern in inside))
        return self.known[name]

    def drivers(self, node):
        """For a device: modules of which one has to be there, for each of its parts. Empty where the kernel has it itself;
        None where nobody has."""
        compatible = node.texts("compatible")
        kind = node.text("device_type") or "(null)"
        name = "of:N" + node.name.split("@")[0] + "T" + kind + "".join("C" + one for one in compatible)
        # Behind a bus that can be asked, a device is known by its numbers.
        if found := re.fullmatch(r"pci([0-9a-f]+),([0-9a-f]+)", compatible[0]):
            name = f"pci:v{int(found[1], 16):08X}d{int(found[2], 16):08X}sv00000000sd00000000bc00sc00i00"
        modules, inside = self.modules(name)
        wanted = []
        if modules and not inside:
            wanted.append(modules)
        elif not modules and not inside and not any(one.encode() + b"\0" in self.image for one in compatible):
            return None
        for part in (part for one in compatible for part in PARTS.get(one, [])):
            modules, inside = self.modules(part if ":" in part else "platform:" + part)
            if modules and not inside:
                wanted.append(modules)
        return wanted


class Image:
    """A disk image, read in place."""

    def __init__(self, path):
        self.path = path
        table = json.loads(subprocess.run(["sfdisk", "--json", path], check=True, capture_output=True).stdout)
        self.table = table["partitiontable"]
        self.parts = [part["start"] * 512 for part in self.table["partitions"]]

    def boot(self, name):
        """A file of the first partition, or nothing."""
        said = subprocess.run(["mtype", "-i", f"{self.path}@@{self.parts[0]}", f"::{name}"], capture_output=True, check=False)
        return said.stdout if said.returncode == 0 else None

    def boot_files(self):
        said = subprocess.run(["mdir", "-b", "-/", "-i", f"{self.path}@@{self.parts[0]}", "::"], capture_output=True, check=True, text=True)
        return [line.removeprefix("::/") for line in said.stdout.splitlines() if not line.endswith("/")]

    def ask(self, part, *lines):
        said = subprocess.run(["debugfs", "-f", "-", f"{self.path}?offset={self.parts[part]}"], input="\n".join(lines) + "\n",
                              capture_output=True, check=True, text=True, errors="replace")
        return said.stdout

    def root(self, name):
        """A file of the root, or nothing. Links are followed."""
        with tempfile.NamedTemporaryFile() as out:
            subprocess.run(["debugfs", "-R", f"dump {name} {out.name}", f"{self.path}?offset={self.parts[1]}"],
                           capture_output=True, check=True)
            return Path(out.name).read_bytes() or None

    def listed(self, folder):
        said = self.ask(1, f"ls -p {folder}")
        return [line.split("/")[5] for line in said.splitlines() if line.startswith("/") and line.split("/")[5] not in (".", "..")]

    def everything(self, folder):
        """All files below a folder of the root."""
        todo, found = [folder], []
        while todo:
            said = self.ask(1, *[f"ls -p {one}" for one in todo])
            folders, todo = todo, []
            at = -1
            for line in said.splitlines():
                if line.startswith("debugfs: ls -p"):
                    at += 1
                elif line.startswith("/"):
                    _, _, mode, _, _, name, *_ = line.split("/")
                    if name in (".", ".."):
                        continue
                    path = f"{folders[at]}/{name}"
                    (todo if mode.startswith("04") else found).append(path)
        return found

    def octets(self, part, at, size):
        with open(self.path, "rb") as file:
            file.seek(self.parts[part] + at)
            return file.read(size)

    def label(self, part):
        return self.octets(part, 1024 + 120, 16).rstrip(b"\0").decode()


def unpacked(archive):
    """The files of an initramfs."""
    data, at, files = gzip.decompress(archive), 0, {}
    while data[at:at + 6] == b"070701":
        fields = [int(data[at + 6 + 8 * i:at + 14 + 8 * i], 16) for i in range(13)]
        size, length = fields[6], fields[11]
        name = data[at + 110:at + 110 + length - 1].decode()
        at = (at + 110 + length + 3) & ~3
        if name == "TRAILER!!!":
            break
        files[name.removeprefix("./")] = (fields[1], data[at:at + size])
        at = (at + size + 3) & ~3
    return files


class Check:
    def __init__(self, order):
        self.profile = tomllib.loads((PROFILES / f"{order.board}.toml").read_text())
        self.image = Image(order.image)
        self.models = order.models
        self.missing = []
        self.remarks = []

    def hold(self, true, what):
        if not true:
            self.missing.append(what)
        return bool(true)

    def run(self):
        words = self.starter()
        if words is not None:
            self.command_line(words)
        if self.initramfs() and self.kernel_is_known():
            self.devices()
        self.root()
        return self.missing

    def starter(self):
        """What starts the kernel; the kernel's command line."""
        boot = self.profile["image"]["boot"]
        self.hold(self.image.octets(0, 82, 8) == b"FAT32   ", "the first partition is no FAT32")
        files = self.image.boot_files()
        kernel, initrd = "vmlinuz", "initrd.img"
        words = ""
        self.trees = {}
        if boot == "raspberry-pi":
            # Its firmware reads a GPT in some of its versions only, and not every pair of boot loader and start4.elf agrees.
            self.hold(self.image.table["label"] == "dos", "the partition table is not an MBR")
            self.hold(self.image.table["partitions"][0]["type"] in ("c", "0c"), "the first partition is not of type 0c")
            text = (self.image.boot("config.txt") or b"").decode()
            config = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
            self.hold(config.get("arm_64bit") == "1" and config.get("enable_uart") == "1" and config.get("upstream_kernel") == "1",
                      "config.txt does not ask for 64 bits, the serial port and the kernel's own device trees")
            kernel = config.get("kernel", "")
            found = re.search(r"^initramfs (\S+) followkernel$", text, re.M)
            initrd = found[1] if found else ""
            for line in text.splitlines():
                self.hold(len(line) <= 98, f"config.txt has a line of more than 98 characters: {line}")
            words = (self.image.boot("cmdline.txt") or b"").decode()
            self.hold(words.count("\n") == 1 and words.endswith("\n"), "cmdline.txt is not one line")
            if "raspberrypi,4-model-b" in self.profile["compatible"]:
                for name in ("start4.elf", "fixup4.dat"):
                    self.hold(name in files, f"{name} is not on the first partition")
            prefix = ""
        elif boot == "extlinux":
            first = self.image.table["partitions"][0]
            self.hold("LegacyBIOSBootable" in first.get("attrs", ""), "the first partition is not marked as the one to start from")
            text = (self.image.boot("extlinux/extlinux.conf") or b"").decode()
            config = dict(line.strip().split(None, 1) for line in text.splitlines() if " " in line.strip())
            kernel, initrd = config.get("kernel", "").lstrip("/"), config.get("initrd", "").lstrip("/")
            prefix = config.get("fdtdir", "").strip("/") + "/"
            words = config.get("append", "")
        else:
            prefix = None
            words = Path(self.image.path.removesuffix(".img") + ".cmdline").read_text()
        for name in (kernel, initrd):
            self.hold(name in files, f"the first partition has no {name!r}")
        self.kernel = self.image.boot(kernel) or b""
        if self.kernel[:2] == b"\x1f\x8b":
            self.kernel = gzip.decompress(self.kernel)
        # Neither the Pi's firmware nor every U-Boot unpacks one that unpacks itself under EFI.
        self.hold(self.kernel[56:60] == b"ARM\x64" and self.kernel[4:8] != b"zimg", f"{kernel} is no plain kernel for 64-bit ARM")
        self.initrd = self.image.boot(initrd) or b""
        if prefix is not None:
            for name in files:
                if name.startswith(prefix) and name.endswith(".dtb"):
                    tree = Tree(self.image.boot(name))
                    if set(tree.root.texts("compatible")) & set(self.profile["compatible"]):
                        self.trees[name] = tree
            have = {one for tree in self.trees.values() for one in tree.root.texts("compatible")}
            for name in self.profile["compatible"]:
                if name not in have:
                    self.remarks.append(f"this kernel has no device tree for {name}: the image does not start there")
            self.hold(self.trees, "there is no device tree of the board on the first partition")
            for name, tree in self.trees.items():
                leds = {node.text("label") for node in tree.root.all()} | {node.name for node in tree.root.all()}
                for led in self.profile.get("led", []):
                    if led not in leds:
                        self.remarks.append(f"{name} has no lamp {led}: nothing lights there")
        return words

    def command_line(self, words):
        options = dict(word.split("=", 1) for word in words.split() if "=" in word)
        self.hold(options.get("root") == f"LABEL={self.image.label(1)}", f"root={options.get('root')}, and the partition is {self.image.label(1)}")
        self.hold(options.get("data") == f"LABEL={self.image.label(2)}", f"data={options.get('data')}, and the partition is {self.image.label(2)}")
        self.hold(re.search(r"\bro\b", words), "the root is not mounted read-only")
        port, baud = self.profile["console"]["port"], str(self.profile["console"]["baud"])
        self.hold(options.get("console") == f"{port},{baud}", f"console={options.get('console')} is not the profile's")
        self.hold(f"munjigi-console@{port}.service" in self.image.listed("/etc/systemd/system/getty.target.wants"), f"no screen on {port}")
        kind, number = re.fullmatch(r"tty([A-Z]+)(\d+)", port).groups()
        said = 0
        for name, tree in self.trees.items():
            node = tree.named("serial" + number)
            # What the firmware or the boot loader calls the board's port; not every board leads it out on the same pins.
            chosen = tree.named(tree.by_path["/chosen"].text("stdout-path")) if "/chosen" in tree.by_path else None
            right = node is not None and node.okay and any(
                ("pl011" in one) == (kind == "AMA") for one in node.texts("compatible")[:1])
            if chosen is not None and node is not chosen:
                self.remarks.append(f"{name}: the board's console is {chosen.path}, not {port}")
            said += right
        self.hold(not self.trees or said, f"no board has a serial port {port}")

    def initramfs(self):
        try:
            files = unpacked(self.initrd)
        except (OSError, ValueError, EOFError) as error:
            return self.hold(False, f"the initramfs cannot be unpacked: {error}")
        for name in ("init", "bin/busybox"):
            self.hold(name in files and files[name][0] & 0o111, f"the initramfs has no {name} that can be run")
        order = files.get("modules/order", (0, b""))[1].decode().split()
        self.loaded = set()
        release = self.release()
        for name in order:
            body = files.get(f"modules/{name}", (0, b""))[1]
            # Loaded by busybox, which unpacks nothing.
            if self.hold(body[:4] == b"\x7fELF", f"the initramfs has no module {name} that can be loaded as it is"):
                self.hold(b"vermagic=" + release.encode() + b" " in body, f"{name} of the initramfs is of another kernel than {release}")
                self.loaded.add(re.sub(r"\.ko$", "", name).replace("-", "_"))
        self.hold("ext4" in self.loaded, "the initramfs cannot read ext4")
        return True

    def release(self):
        found = re.search(rb"Linux version (\S+) ", self.kernel)
        return found[1].decode() if found else "?"

    def kernel_is_known(self):
        folders = self.image.listed("/usr/lib/modules")
        if not self.hold(folders == [self.release()], f"the kernel is {self.release()}, the root has modules of {folders}"):
            return False
        base = f"/usr/lib/modules/{folders[0]}"
        files = {name: self.image.root(f"{base}/{name}") for name in ("modules.alias", "modules.builtin.modinfo", "modules.dep", "modules.builtin")}
        if not self.hold(all(files.values()), "the root has no list of its modules"):
            return False
        self.drivers = Kernel(self.kernel, files["modules.alias"].decode(), files["modules.builtin.modinfo"])
        there = set(self.image.everything(f"{base}/kernel"))
        self.modules = set()
        for line in files["modules.dep"].decode().splitlines():
            path = line.split(":")[0]
            self.hold(f"{base}/{path}" in there, f"the root has no {path}")
            self.modules.add(re.sub(r"\.ko(\.xz)?$", "", path.rsplit("/", 1)[1]).replace("-", "_"))
        inside = {re.sub(r"\.ko$", "", path.rsplit("/", 1)[-1]).replace("-", "_") for path in files["modules.builtin"].decode().split()}
        asked = (self.image.root("/usr/lib/modules-load.d/munjigi.conf") or b"").decode().splitlines()
        for name in MODEM + [line.replace("-", "_") for line in asked if line and not line.startswith("#")]:
            self.hold(name in self.modules | inside, f"the kernel has no {name}")
        return True

    def devices(self):
        """Disks, and what the modem and the network hang on."""
        short, dark, blind = {}, {}, {}
        disks = ports = 0
        for name, tree in self.trees.items():
            own_disks = own_ports = 0
            for node in tree.root.all():
                base = node.name.split("@")[0]
                if not node.okay or not node.properties.get("compatible"):
                    continue
                usb = base == "usb"
                # A card or eMMC, and not a card's Wi-Fi: from that nothing is started.
                if base in ("mmc", "emmc2") and "no-sd" not in node.properties or "no-sdio" in node.properties:
                    if not any(child.name.startswith(("wifi", "wlan")) for child in node.children):
                        own_disks += self.driven(tree, node, self.loaded, name, short, dark)
                elif usb or base in ("ethernet", "watchdog") or node.text("device_type") == "pci":
                    own_ports += self.driven(tree, node, self.modules, name, {}, blind) and usb
            self.hold(own_disks, f"{name}: no card or eMMC of the board can be read")
            if not own_ports:
                self.remarks.append(f"{name}: this kernel knows no USB of the board: no modem can be plugged in")
            disks += own_disks
            ports += own_ports
        for modules, where in sorted(short.items()):
            self.hold(False, f"the initramfs needs {' or '.join(modules)}, for {where}")
        for what, where in sorted(dark.items()):
            self.hold(False, f"the kernel has no driver for {what}, which a disk hangs on: {where}")
        for what, where in sorted(blind.items()):
            self.remarks.append(f"the kernel has no driver for {what}, which {where} hangs on")
        self.hold(ports or not self.trees, "no USB of the board has all its drivers: no modem can be plugged in")
        if self.trees:
            self.remarks.append(f"{len(self.trees)} boards, {disks} disks, {ports} USB hosts with all their drivers")

    def driven(self, tree, node, there, name, short, dark):
        """Whether a device and all that it hangs on have drivers among these modules."""
        good = True
        for device in tree.needs(node):
            wanted = self.drivers.drivers(device)
            if wanted is None:
                dark.setdefault(" ".join(device.texts("compatible")), f"{node.path} of {name}")
                good = False
                continue
            for modules in wanted:
                if not modules & there:
                    short.setdefault(tuple(sorted(modules)), f"{device.path} ({node.path} of {name})")
                    good = False
        return good

    def root(self):
        wants = {folder: self.image.listed(f"/etc/systemd/system/{folder}") for folder in self.image.listed("/etc/systemd/system")
                 if folder.endswith((".wants", ".requires"))}
        enabled = {unit for units in wants.values() for unit in units}
        for unit in UNITS:
            self.hold(unit in enabled, f"{unit} is not enabled")
        table = (self.image.root("/etc/fstab") or b"").decode()
        for part in (1, 2):
            self.hold(f"LABEL={self.image.label(part)} " in table, f"/etc/fstab does not mount {self.image.label(part)}")
        for name in ("/usr/bin/munjigi", "/usr/lib/munjigi/launch", "/usr/lib/munjigi/factory/bin/munjigi", "/usr/lib/munjigi/factory/MANIFEST.json",
                     "/etc/ssl/certs/ca-certificates.crt", "/etc/ld.so.cache"):
            self.hold(self.image.root(name), f"the root has no {name}")
        binary = self.image.root("/usr/lib/munjigi/factory/bin/munjigi") or b""
        self.hold(binary[:4] == b"\x7fELF" and binary[18:20] == b"\xb7\0", "the program is not one for 64-bit ARM")
        self.hold(re.search(rb"^munjigi:x:\d+:", self.image.root("/etc/passwd") or b"", re.M), "there is no user munjigi")
        self.hold(not any(name.endswith(".new") for name in self.image.listed("/usr/lib/munjigi")), "something is half done below /usr/lib/munjigi")
        models = self.image.listed("/usr/lib/munjigi/models")
        if self.models:
            self.hold(bool(models) == (self.models == "yes"), f"models: {models}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--board", required=True)
    parser.add_argument("--image", required=True)
    parser.add_argument("--models", choices=["yes", "no"])
    check = Check(parser.parse_args())
    missing = check.run()
    for remark in check.remarks:
        print(f"    {remark}")
    for what in missing:
        print(f"이미지에 빠진 것 / the image lacks: {what}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
