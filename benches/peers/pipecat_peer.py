"""Pipecat's half: plays the turns into a Pipecat pipeline in real time and writes when it answered.

    python pipecat_peer.py --turns turns.txt --audio .cache/peers/audio --models .cache/models --json out

The pipeline is the one that `pipecat init` makes for a telephone bot (8 kHz both ways, Silero with its
default parameters, smart-turn v3.2), with the box's recogniser in the place of a cloud's, a fixed answer in
the place of a language model, and the box's own clip of that answer in the place of synthesis.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import sherpa_onnx
import soxr
from loguru import logger
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.frames.frames import (
    InputAudioRawFrame,
    LLMContextFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    TTSStartedFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.services.settings import STTSettings, TTSSettings
from pipecat.services.stt_service import SegmentedSTTService
from pipecat.services.tts_service import TTSService
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams
from pipecat.utils.time import time_now_iso8601
from pipecat.workers.runner import WorkerRunner

from audio import RATE, REPLIES, audible, end_of_speech, read_turns, read_wav

FRAME = RATE // 50
# What the recogniser works at.
WIDE = 16_000
# Silence before a turn, and after the answer to the one before.
BEFORE = 0.7
# A turn that is not answered this long after its end is not answered at all. Long enough for an answer that
# comes late not to be taken for that of the next turn.
PATIENCE = 15.0
# After this long it is not going to recover, and the run is given up.
TOO_BUSY = 120.0
# Ears that are no more than this many frames behind the line keep up with it.
CAUGHT_UP = 10
# The turn is done with when nothing has been said or recognised for this long.
QUIET_AGAIN = 0.8
# Silence behind the speech, in frames of 10 ms: with less, this engine loops (`SHERPAS_TAIL` in benches/hearing).
TAIL_PADDINGS = 400


@dataclass
class Reply:
    """What became of one end of turn."""

    decided: float
    heard: str
    recognised: float | None
    # When its first sample that is not silence was played.
    first: float | None = None


@dataclass
class Notes:
    """What happened during the turn that is being played."""

    replies: list[Reply] = field(default_factory=list)
    kind: str = "open"
    decided: Reply | None = None
    playing: Reply | None = None
    recognised: float | None = None
    recognising: bool = False
    # Until when the line has sound to play.
    busy_until: float = 0.0
    # Frames from the line that Pipecat's ears have not judged yet.
    behind: int = 0


class LineIn(BaseInputTransport):
    """The caller's end of the line: 20 ms every 20 ms, silence when nobody speaks."""

    def __init__(self, params, notes):
        """A line with nobody on it yet."""
        super().__init__(params)
        self._notes = notes
        self._turn = None
        self._spoken = None
        self._beating = None

    async def start(self, frame):
        """Begins the beat."""
        await super().start(frame)
        await self.set_transport_ready(frame)
        self._beating = self.create_task(self._beat())

    async def cancel(self, frame):
        """Ends the beat."""
        await super().cancel(frame)
        await self.cancel_task(self._beating)

    async def speak(self, samples):
        """Speaks and returns when the last sample has been handed over: when the first was spoken."""
        self._spoken = asyncio.get_running_loop().create_future()
        self._turn = samples
        return await self._spoken

    async def _beat(self):
        # A frame is there when its last sample has been spoken: frame n at start + (n + 1) * 20 ms.
        start, n, at, began = time.monotonic(), 0, 0, 0.0
        while True:
            await asyncio.sleep(max(0.0, start + (n + 1) * FRAME / RATE - time.monotonic()))
            samples = np.zeros(FRAME, np.int16)
            if self._turn is not None:
                if at == 0:
                    began = start + n * FRAME / RATE
                part = self._turn[at : at + FRAME]
                samples[: len(part)] = part
                at += FRAME
                if at >= len(self._turn):
                    self._turn, at = None, 0
                    self._spoken.set_result(began)
            self._notes.behind += 1
            await self.push_audio_frame(InputAudioRawFrame(samples.tobytes(), RATE, 1))
            n += 1


class LineOut(BaseOutputTransport):
    """The bot's end of the line: plays at once what it is given, at the pace of a sound card."""

    def __init__(self, params, notes):
        """A line that writes into `notes` when sound comes out of it."""
        super().__init__(params)
        self._notes = notes

    async def start(self, frame):
        """Ready at once."""
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def write_transport_frame(self, frame):
        """The sound that follows is that of the newest reply."""
        if isinstance(frame, TTSStartedFrame):
            self._notes.playing = self._notes.decided

    async def write_audio_frame(self, frame):
        """Notes the first sample that is not silence; returns when the sound has been played."""
        begins = max(time.monotonic(), self._notes.busy_until)
        loud = audible(np.frombuffer(frame.audio, np.int16))
        reply = self._notes.playing
        if reply and reply.first is None and len(loud):
            reply.first = begins + loud[0] / RATE
        self._notes.busy_until = begins + len(frame.audio) / 2 / RATE
        await asyncio.sleep(self._notes.busy_until - time.monotonic())
        return True


class Whisper(SegmentedSTTService):
    """The box's recogniser: the same library, the same files, the same settings."""

    wants_wav_segments = False

    def __init__(self, folder, notes):
        """Loads the model and runs it once, so that the first turn is like the others."""
        super().__init__(settings=STTSettings(model="whisper-base", language="ko"))
        self._notes = notes
        self._model = sherpa_onnx.OfflineRecognizer.from_whisper(
            encoder=str(folder / "base-encoder.int8.onnx"),
            decoder=str(folder / "base-decoder.int8.onnx"),
            tokens=str(folder / "base-tokens.txt"),
            language="ko",
            num_threads=2,
            tail_paddings=TAIL_PADDINGS,
        )
        self._recognise(np.zeros(RATE, np.float32))

    def _recognise(self, samples):
        stream = self._model.create_stream()
        stream.accept_waveform(WIDE, soxr.resample(samples, RATE, WIDE))
        self._model.decode_stream(stream)
        return stream.result.text.strip()

    async def run_stt(self, audio):
        """Recognises one stretch of speech on a thread, as Pipecat's own Whisper does."""
        samples = np.frombuffer(audio, np.int16).astype(np.float32) / 32_768
        began = time.monotonic()
        self._notes.recognising = True
        text = await asyncio.to_thread(self._recognise, samples)
        self._notes.recognising = False
        self._notes.recognised = time.monotonic() - began
        if text:
            yield TranscriptionFrame(text, "", time_now_iso8601())


class FixedReply(FrameProcessor):
    """In the place of a language model: one sentence for each kind of turn, at once."""

    def __init__(self, notes):
        """Answers what `notes` says is being asked."""
        super().__init__()
        self._notes = notes

    async def process_frame(self, frame, direction):
        """Answers every end of turn; lets everything else pass."""
        await super().process_frame(frame, direction)
        if isinstance(frame, InputAudioRawFrame):
            self._notes.behind -= 1
        if not isinstance(frame, LLMContextFrame):
            await self.push_frame(frame, direction)
            return
        newest = frame.context.messages[-1]
        # Pipecat also has the model asked when a turn ended without words.
        heard = newest["content"] if newest["role"] == "user" else ""
        self._notes.decided = Reply(time.monotonic(), heard, self._notes.recognised)
        self._notes.replies.append(self._notes.decided)
        await self.push_frame(TTSSpeakFrame(REPLIES[self._notes.kind]))


class Clips(TTSService):
    """In the place of synthesis: the clip that the box keeps of the sentence."""

    def __init__(self, folder):
        """Reads all clips."""
        settings = TTSSettings(model=None, voice=None, language=None)
        super().__init__(push_start_frame=True, push_stop_frames=True, settings=settings)
        self._clips = {
            text: read_wav(folder / f"reply-{kind}.wav").tobytes() for kind, text in REPLIES.items()
        }

    async def run_tts(self, text, context_id):
        """The whole clip in one piece."""
        yield TTSAudioRawFrame(self._clips[text], RATE, 1, context_id=context_id)


async def play(turns, folder, models, out):
    """Plays all turns on one call and writes a line for each."""
    notes = Notes()
    params = TransportParams(audio_in_enabled=True, audio_out_enabled=True)
    line_in, line_out = LineIn(params, notes), LineOut(params, notes)
    user, assistant = LLMContextAggregatorPair(
        LLMContext(), user_params=LLMUserAggregatorParams(vad_analyzer=SileroVADAnalyzer())
    )
    whisper = Whisper(models / "whisper-base-sherpa", notes)
    stages = [line_in, whisper, user, FixedReply(notes), Clips(folder), line_out, assistant]
    rates = PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE)
    # A telephone has no RTVI client to be kept informed.
    worker = PipelineWorker(Pipeline(stages), params=rates, enable_rtvi=False)
    ready = asyncio.Event()

    @worker.event_handler("on_pipeline_started")
    async def _started(_worker, _frame):
        ready.set()

    runner = WorkerRunner()
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    await ready.wait()
    try:
        for turn in turns:
            await asyncio.sleep(BEFORE)
            samples = read_wav(folder / f"{turn['turn']:02}.wav")
            notes.replies, notes.playing, notes.recognised = [], None, None
            notes.kind = turn["kind"]
            end = await line_in.speak(samples) + end_of_speech(samples) / RATE
            behind = await answered(notes, end)
            line = {**turn, **judge(notes.replies, end), "behind_ms": behind * 1_000 * FRAME // RATE}
            print(json.dumps(line, ensure_ascii=False), file=out, flush=True)
            print(f"pipecat {turn['turn']:2} {turn['kind']:8} {line['wait_ms']}", file=sys.stderr)
    finally:
        await worker.cancel()
        await running


async def answered(notes, end):
    """Waits until the turn has been answered and the answer is over, or nobody answers.

    Returns by how many frames the ears were behind the line at the worst. They have to catch up before the
    next turn: what a busy machine does to one is not to be counted against another.
    """
    busy, worst = end, 0
    while True:
        now = time.monotonic()
        worst = max(worst, notes.behind)
        if notes.recognising or notes.behind > CAUGHT_UP:
            busy = now
        busy = max(busy, notes.busy_until)
        heard = any(reply.first and reply.first >= end for reply in notes.replies)
        if now > busy + QUIET_AGAIN and (heard or now > end + PATIENCE):
            return worst
        if now > end + TOO_BUSY:
            raise RuntimeError(f"Pipecat is {notes.behind} frames behind the line and does not catch up")
        await asyncio.sleep(0.02)


def judge(replies, end):
    """The figures of one turn; the README says what each means."""

    def after(moment):
        return round((moment - end) * 1_000, 1)

    sounded = [reply for reply in replies if reply.first is not None]
    early = [reply for reply in sounded if reply.first < end]
    answers = [reply for reply in sounded if reply.first >= end]
    line = {"wait_ms": None, "cut_in": bool(early), **strain()}
    if early:
        line["cut_in_ms"] = after(early[0].first)
    if answers:
        answer = answers[0]
        line["wait_ms"] = after(answer.first)
        line["endpoint_ms"] = after(answer.decided)
        line["first_sample_ms"] = round((answer.first - answer.decided) * 1_000, 1)
        if answer.recognised is not None:
            line["recognise_ms"] = round(answer.recognised * 1_000, 1)
    line["answers"] = len(answers)
    line["heard"] = " / ".join(reply.heard for reply in replies)
    return line


def strain():
    """How busy the machine is: its load, and how much of the last 10 s some task waited for a core."""
    line = {"load": round(os.getloadavg()[0], 2)}
    pressure = Path("/proc/pressure/cpu")
    if pressure.exists():
        line["pressure"] = float(pressure.read_text().split("avg10=")[1].split()[0])
    return line


def main():
    """Reads the arguments and plays."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=Path, required=True)
    parser.add_argument("--audio", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--last", type=int, default=10_000)
    parser.add_argument("--log", default="WARNING")
    args = parser.parse_args()
    logger.remove()
    logger.add(sys.stderr, level=args.log)
    turns = [t for t in read_turns(args.turns) if args.first <= t["turn"] <= args.last]
    with args.json.open("w", encoding="utf-8") as out:
        asyncio.run(play(turns, args.audio, args.models, out))


if __name__ == "__main__":
    main()
