"""Where Pipecat's ears end each turn, without a clock: the same on a busy machine.

    python endpoints.py --turns turns.txt --audio .cache/peers/audio

Runs Silero with Pipecat's parameters and smart-turn over each turn as fast as it goes. Prints, for each time
at which the caller was taken to have stopped, how long after the true end of speech that was (negative: in a
pause) and how sure smart-turn was that the turn was complete: above 0.5 the answer begins when the words are
there, unless the caller speaks again first; otherwise there is none before 3 s of silence.
"""

import argparse
from pathlib import Path
from statistics import median

import numpy as np
from loguru import logger
from pipecat.audio.turn.smart_turn.base_smart_turn import PRE_SPEECH_MS
from pipecat.audio.turn.smart_turn.local_smart_turn_v3 import LocalSmartTurnAnalyzerV3
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADState

from audio import RATE, end_of_speech, read_turns, read_wav

FRAME = RATE // 50
SILENCE = np.zeros(2 * RATE, np.int16)


class Ears:
    """Pipecat's voice activity and its judge of turns, one frame after the other."""

    def __init__(self):
        """Loads both models."""
        self.vad = SileroVADAnalyzer(sample_rate=RATE)
        self.vad.set_sample_rate(RATE)
        self.judge = LocalSmartTurnAnalyzerV3(sample_rate=RATE)
        self.judge.set_sample_rate(RATE)

    def stops(self, samples):
        """After which sample the speech was taken to be over, and how complete it was found; all of them."""
        before = int((PRE_SPEECH_MS / 1_000 + self.vad.params.start_secs) * RATE)
        speaking, began, stops = False, None, []
        for at in range(FRAME, len(samples) + 1, FRAME):
            state = self.vad._run_analyzer(samples[at - FRAME : at].tobytes())
            if state == VADState.SPEAKING and not speaking:
                speaking = True
                began = max(0, at - before) if began is None else began
            elif state == VADState.QUIET and speaking:
                speaking = False
                turn = samples[began:at].astype(np.float32) / 32_768
                sure = self.judge._predict_endpoint(turn)["probability"]
                stops.append((at, sure))
                if sure > 0.5:
                    began = None
        return stops


def main():
    """Prints a line for each turn and a summary."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=Path, required=True)
    parser.add_argument("--audio", type=Path, required=True)
    args = parser.parse_args()
    logger.remove()
    ears, last, pauses, unheard = Ears(), [], [], []
    for turn in read_turns(args.turns):
        speech = read_wav(args.audio / f"{turn['turn']:02}.wav")
        stops = ears.stops(np.concatenate((SILENCE, speech, SILENCE)))
        end = len(SILENCE) + end_of_speech(speech)
        found = [((at - end) * 1_000 / RATE, sure) for at, sure in stops]
        shown = "  ".join(f"{ms:+.0f} ms ({sure:.2f})" for ms, sure in found) or "not heard at all"
        print(f"{turn['turn']:2} {turn['kind']:8} {shown}   {turn['text']}")
        last += [one for one in found if one[0] >= 0]
        pauses += [one for one in found if one[0] < 0]
        if not found:
            unheard.append(turn["turn"])
    lags = [ms for ms, _ in last]
    print(f"\nafter the end of speech: {min(lags):.0f} to {max(lags):.0f} ms, median {median(lags):.0f}")
    print(f"ends of turns: {sum(sure > 0.5 for _, sure in last)} of {len(last)} complete")
    print(f"pauses within turns: {sum(sure > 0.5 for _, sure in pauses)} of {len(pauses)} complete")
    print(f"turns not heard at all: {unheard or 'none'}")


if __name__ == "__main__":
    main()
