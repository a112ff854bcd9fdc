#!/usr/bin/env python3
"""Do two Whisper conversions hear the same? Compares two folders in sherpa-onnx's layout on the same audio.

    check_whisper.py A B --wavs DIR [--logits] [--floor] [--language ko] [--threads 1] [--tail-paddings N]

A is the yardstick, B what is examined: for instance A made with `whisper_to_onnx.py --layout sherpa --exact`
(nothing quantised) and B the optional model `whisper-base-sherpa` of the catalog. DIR holds 16-bit mono WAVs at any rate and, beside each, a .txt with
what is said in it.

Tells, for both: CER (Hangul only, over all files), CPU seconds, load time; and in how many files the text is
the same to the letter. Int8 recognition is chaotic in its last decimals: a change of volume that nobody can
hear changes the text of some files. So
  --floor   also runs A and B on the same audio made 0.26 dB quieter: how often does each agree with itself?
            That is the most that "same text" can mean between two different files.
  --logits  also feeds both decoders the words that A heard and compares their numbers token by token: how
            often both would choose the same token, and how far apart the logits are.

Exit code 0 when B's CER is at most one point above A's and B needs no more CPU time, else 1; 2 for misuse.
The first run makes a Python environment beside the cache's others (about 60 MB of packages).
"""

import argparse
import os
import re
import subprocess
import sys
import time
import wave
from pathlib import Path

PACKAGES = ["numpy==2.4.6", "sherpa-onnx==2.0.1", "sherpa-onnx-core==2.0.1", "onnxruntime==1.28.0"]


def own_python():
    """Starts this program again in an environment that has what it needs."""
    venv = Path(__file__).resolve().parent.parent / ".cache" / "check-venv"
    if Path(sys.prefix).resolve() == venv.resolve():
        return
    python = venv / "bin" / "python"
    if not (venv / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                        "--only-binary=:all:", *PACKAGES], check=True)
        (venv / "ready").touch()
    os.execve(python, [str(python), *sys.argv], os.environ | {"ORT_DISABLE_TELEMETRY": "1"})


def hangul(text):
    return re.sub("[^가-힣]", "", text)


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


def read_wav(path):
    import numpy as np
    with wave.open(str(path)) as w:
        if w.getnchannels() != 1 or w.getsampwidth() != 2:
            sys.exit(f"{path}: a 16-bit mono WAV is needed")
        return np.frombuffer(w.readframes(w.getnframes()), "<i2").astype("f4") / 32768, w.getframerate()


class Recogniser:
    def __init__(self, folder, args):
        import sherpa_onnx
        self.folder = Path(folder)
        self.encoder, self.decoder, self.tokens = (
            self.one(pattern) for pattern in ("*-encoder*.onnx", "*-decoder*.onnx", "*-tokens.txt"))
        start = time.monotonic()
        self.sherpa = sherpa_onnx.OfflineRecognizer.from_whisper(
            encoder=self.encoder, decoder=self.decoder, tokens=self.tokens, language=args.language,
            task="transcribe", num_threads=args.threads, tail_paddings=args.tail_paddings)
        self.load = time.monotonic() - start
        self.cpu = 0.0

    def one(self, pattern):
        found = sorted(self.folder.glob(pattern))
        if len(found) != 1:
            sys.exit(f"{self.folder}: exactly one {pattern} is needed, found {len(found)}")
        return str(found[0])

    def hear(self, samples, rate, count=True):
        stream = self.sherpa.create_stream()
        stream.accept_waveform(rate, samples)
        before = time.process_time()
        self.sherpa.decode_stream(stream)
        if count:
            self.cpu += time.process_time() - before
        return stream.result.text.strip()


# ---------------------------------------------------------------- numbers under the words

def log_mel(samples, rate, tail_s=10):
    """Whisper's input: 80 log-mel bands every 10 ms, of the audio at 16 kHz with silence behind it."""
    import numpy as np
    n = round(len(samples) * 16000 / rate)
    spectrum = np.fft.rfft(samples)
    full = np.zeros(n // 2 + 1, complex)
    full[:min(len(full), len(spectrum))] = spectrum[:len(full)]
    x = np.fft.irfft(full, n) * n / len(samples)
    x = np.pad(np.pad(x, 200, mode="reflect"), (0, tail_s * 16000))
    frames = np.lib.stride_tricks.sliding_window_view(x, 400)[::160] * np.hanning(401)[:-1]
    power = np.abs(np.fft.rfft(frames)) ** 2
    hz_to_mel = lambda f: np.where(f < 1000, f * 3 / 200, 15 + 27 * np.log(np.maximum(f, 1) / 1000) / np.log(6.4))
    mel_to_hz = lambda m: np.where(m < 15, m * 200 / 3, 1000 * np.exp(np.log(6.4) * (m - 15) / 27))
    edge = mel_to_hz(np.linspace(0, hz_to_mel(np.array(8000.0)), 82))[:, None]
    f = np.linspace(0, 8000, 201)
    up, down = (f - edge[:-2]) / (edge[1:-1] - edge[:-2]), (edge[2:] - f) / (edge[2:] - edge[1:-1])
    bank = np.maximum(0, np.minimum(up, down)) * 2 / (edge[2:] - edge[:-2])
    log = np.log10(np.maximum(power @ bank.T, 1e-10))
    return ((np.maximum(log, log.max() - 8) + 4) / 4).T[None, :, :3000].astype("f4")


class Numbers:
    """The two graphs run directly."""

    def __init__(self, recogniser, args):
        import onnxruntime
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = args.threads
        options.log_severity_level = 3
        open_ = lambda path: onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self.encoder, self.decoder = open_(recogniser.encoder), open_(recogniser.decoder)
        meta = self.encoder.get_modelmeta().custom_metadata_map
        code = meta["all_language_codes"].split(",").index(args.language)
        self.prompt = [int(meta["sot"]), int(meta["all_language_tokens"].split(",")[code]),
                       int(meta["transcribe"]), int(meta["no_timestamps"])]
        self.end = int(meta["eot"])
        self.cache = [int(meta["n_text_layer"]), 1, int(meta["n_text_ctx"]), int(meta["n_text_state"])]

    def cross(self, mel):
        return self.encoder.run(None, {"mel": mel})

    def step(self, tokens, cross, kept=None, offset=0):
        """The logits of the last place, and what the decoder keeps."""
        import numpy as np
        keys, values = kept or (np.zeros(self.cache, "f4"), np.zeros(self.cache, "f4"))
        logits, *kept = self.decoder.run(None, {
            "tokens": np.array([tokens], "i8"), "in_n_layer_self_k_cache": keys, "in_n_layer_self_v_cache": values,
            "n_layer_cross_k": cross[0], "n_layer_cross_v": cross[1], "offset": np.array([offset], "i8")})
        return logits[0, -1], kept

    def follow(self, cross, told=None, limit=60):
        """The tokens it writes, or is told to, and the logits before each."""
        logits, kept = self.step(self.prompt, cross)
        rows, tokens = [logits], []
        while len(tokens) < (limit if told is None else len(told)):
            token = int(logits.argmax()) if told is None else told[len(tokens)]
            if token == self.end:
                break
            logits, kept = self.step([token], cross, kept, len(self.prompt) + len(tokens))
            tokens.append(token)
            rows.append(logits)
        return tokens, rows


def compare_logits(a, b, clips):
    import numpy as np
    same = count = 0
    apart, spread = [], []
    for samples, rate in clips:
        mel = log_mel(samples, rate)
        cross = a.cross(mel)
        tokens, la = a.follow(cross)
        la, lb = np.array(la), np.array(b.follow(b.cross(mel), tokens)[1])
        written = (la > -1e8).all(0) & (lb > -1e8).all(0)       # what neither leaves out
        la, lb = la[:, written], lb[:, written]
        same += int((la.argmax(1) == lb.argmax(1)).sum())
        count += len(la)
        apart.append(np.abs(la - lb).mean())
        spread.append(la.std())
    print(f"logits: the same token chosen in {same} of {count} places ({100 * same / count:.1f} %), "
          f"mean difference {np.mean(apart):.3f} (the logits' own standard deviation: {np.mean(spread):.2f})")


def main():
    p = argparse.ArgumentParser(description="Compares two Whisper conversions on the same audio.")
    p.add_argument("a")
    p.add_argument("b")
    p.add_argument("--wavs", required=True, type=Path)
    p.add_argument("--logits", action="store_true")
    p.add_argument("--floor", action="store_true")
    p.add_argument("--show", action="store_true", help="print the texts that differ")
    p.add_argument("--language", default="ko")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--tail-paddings", type=int, default=-1)
    args = p.parse_args()
    own_python()

    clips, said = [], []
    for path in sorted(args.wavs.glob("*.wav")):
        if not path.with_suffix(".txt").exists():
            sys.exit(f"{path}: there is no {path.with_suffix('.txt').name} beside it")
        clips.append(read_wav(path))
        said.append(path.with_suffix(".txt").read_text(encoding="utf-8").strip())
    if not clips:
        print(f"{args.wavs}: no .wav files", file=sys.stderr)
        sys.exit(2)
    seconds = sum(len(x) / rate for x, rate in clips)
    pair = [Recogniser(args.a, args), Recogniser(args.b, args)]
    heard = [[r.hear(*clip) for r in pair] for clip in clips]               # in turns, so that both meet the same load
    letters = sum(len(hangul(t)) for t in said)
    cer = [100 * sum(distance(hangul(t), hangul(h[i])) for t, h in zip(said, heard)) / letters for i in (0, 1)]
    for i, r in enumerate(pair):
        print(f"{'AB'[i]} {r.folder.name}: CER {cer[i]:.2f} %, CPU {r.cpu:.2f} s for {seconds:.0f} s of audio "
              f"({r.cpu / seconds:.3f}), load {r.load:.2f} s")
    same = sum(x == y for x, y in heard)
    print(f"same text in {same} of {len(clips)}; CPU of B / A: {pair[1].cpu / pair[0].cpu:.2f}")
    if args.show:
        for t, (x, y) in zip(said, heard):
            if x != y:
                print(f"  said {t}\n  A    {x}\n  B    {y}")
    if args.floor:
        for i, r in enumerate(pair):
            kept = sum(r.hear(x * 0.97, rate, count=False) == h[i] for (x, rate), h in zip(clips, heard))
            print(f"{'AB'[i]} against itself, 0.26 dB quieter: same text in {kept} of {len(clips)}")
    if args.logits:
        compare_logits(*(Numbers(r, args) for r in pair), clips)
    sys.exit(0 if cer[1] <= cer[0] + 1 and pair[1].cpu <= pair[0].cpu else 1)


if __name__ == "__main__":
    main()
