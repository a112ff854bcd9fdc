"""Speaks the callers' turns and the box's replies into WAV files.

    python audio.py --turns turns.txt --munjigi target/debug/munjigi --out .cache/peers/audio

`01.wav` to `40.wav` are what arrives of each turn at the far end of a telephone line: 8 kHz, 300 to 3400 Hz,
A-law. `reply-KIND.wav` are the very clips that the box keeps of its own sentences. `munjigi say` speaks both;
what was spoken before is kept in `clips/`.
"""

import argparse
import hashlib
import json
import re
import subprocess
import wave
from pathlib import Path

import numpy as np

RATE = 8_000
# Not one of the box's voices, so that neither side hears itself.
CALLER = ("jf_nezumi+jf_alpha", "0.95")
BOX = ("jf_alpha+jf_gongitsune", "0.9")
# 1 % of full scale, -40 dBFS: what is not above it is silence (`QUIET` in src/speech/telephone.rs).
QUIET = 328
BAND = (300.0, 3_400.0)
# A pause within a turn, in milliseconds: "공일공 [500] 이삼사오".
PAUSE = re.compile(r"\[(\d+)\]")
# What both sides answer, by what the turn answers; all of them sentences that the box has ready.
REPLIES = {
    "yesno": "예약해 두었어요. 고맙습니다.",
    "slot": "네, 몇 분이세요?",
    "open": "네, 예약이시군요. 며칠에 오시겠어요?",
    "digits": "네, 확인해 드릴게요.",
    "message": "네, 사장님께 전해 드릴게요. 감사합니다.",
}


def read_turns(path):
    """The turns of a list: `kind<TAB>text` a line, counted from 1."""
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t", 1) for line in lines if line.strip()]
    for kind, _ in rows:
        if kind not in REPLIES:
            raise ValueError(f"unknown kind of turn: {kind}")
    return [{"turn": n, "kind": kind, "text": text} for n, (kind, text) in enumerate(rows, 1)]


def read_wav(path):
    """The samples of an 8 kHz, 16 bit, mono WAV."""
    with wave.open(str(path)) as file:
        shape = (file.getframerate(), file.getsampwidth(), file.getnchannels())
        if shape != (RATE, 2, 1):
            raise ValueError(f"{path}: 8 kHz, 16 bit, mono is wanted")
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def write_wav(path, samples):
    """Writes samples as an 8 kHz, 16 bit, mono WAV."""
    with wave.open(str(path), "wb") as file:
        file.setframerate(RATE)
        file.setsampwidth(2)
        file.setnchannels(1)
        file.writeframes(samples.astype("<i2").tobytes())


def audible(samples):
    """The places of all samples that are not silence."""
    return np.flatnonzero(np.abs(samples.astype(np.int32)) > QUIET)


def end_of_speech(samples):
    """Where the speech is over: one past the last sample that is not silence."""
    return int(audible(samples)[-1]) + 1


def through_line(samples):
    """The telephone band, then A-law there and back: `telephone::through_line`."""
    heard = samples / 32_768.0
    for q in (0.541, 1.307):  # a Butterworth filter of fourth order on either side
        heard = biquad(heard, BAND[0], q, -1)
        heard = biquad(heard, BAND[1], q, 1)
    return a_law(np.clip(np.round(heard * 32_767), -32_768, 32_767).astype(np.int16))


def biquad(samples, hz, q, sign):
    """A filter of second order: low pass with sign 1, high pass with sign -1."""
    w = 2 * np.pi * hz / RATE
    cos, alpha = np.cos(w), np.sin(w) / (2 * q)
    a0 = 1 + alpha
    edge = (1 - sign * cos) / 2 / a0
    middle = sign * (1 - sign * cos) / a0
    a1, a2 = -2 * cos / a0, (1 - alpha) / a0
    out = np.empty_like(samples)
    x1 = x2 = y1 = y2 = 0.0
    for i, x in enumerate(samples.tolist()):
        y = edge * x + middle * x1 + edge * x2 - a1 * y1 - a2 * y2
        x2, x1, y2, y1 = x1, x, y1, y
        out[i] = y
    return out


def a_law(samples):
    """Each sample as G.711 A-law brings it to the far end."""
    wide = samples.astype(np.int32)
    size = np.where(wide < 0, ~wide, wide) >> 4
    exponent = np.maximum(np.floor(np.log2(np.maximum(size, 16))).astype(np.int32) - 4, 0)
    step = np.maximum(size >> exponent, 0) << exponent
    level = (step << 4) + (8 << exponent)
    return np.where(wide < 0, -level, level).astype(np.int16)


class Voice:
    """`munjigi say`, and what it has said before."""

    def __init__(self, munjigi, clips):
        """Speaks with the binary `munjigi`; keeps clips in the folder `clips`."""
        self.munjigi = munjigi
        self.clips = clips
        clips.mkdir(parents=True, exist_ok=True)

    def speak(self, text, manner):
        """The text, spoken."""
        key = hashlib.sha256("\n".join((text, *manner)).encode()).hexdigest()[:24]
        clip = self.clips / f"{key}.wav"
        if not clip.exists():
            new = clip.with_suffix(".new")
            voice, speed = manner
            command = [self.munjigi, "say", text, "--voice", voice, "--speed", speed, "--out", new]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            new.rename(clip)
        return read_wav(clip)

    def turn(self, text):
        """A caller's turn with its pauses, as it arrives."""
        sound = []
        for n, part in enumerate(PAUSE.split(text)):
            if n % 2:
                sound.append(np.zeros(int(part) * RATE // 1_000, np.int16))
            else:
                sound.append(self.speak(part.strip(), CALLER))
        return through_line(np.concatenate(sound))


def main():
    """Speaks everything that is not there yet."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=Path, required=True)
    parser.add_argument("--munjigi", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    voice = Voice(args.munjigi.resolve(), args.out / "clips")
    for kind, reply in REPLIES.items():
        write_wav(args.out / f"reply-{kind}.wav", voice.speak(reply, BOX))
    with (args.out / "turns.jsonl").open("w", encoding="utf-8") as index:
        for turn in read_turns(args.turns):
            sound = voice.turn(turn["text"])
            write_wav(args.out / f"{turn['turn']:02}.wav", sound)
            end = end_of_speech(sound)
            line = {**turn, "end_sample": end, "end_ms": end * 1_000 / RATE}
            print(json.dumps(line, ensure_ascii=False), file=index)


if __name__ == "__main__":
    main()
