"""Two halves side by side: how long the caller waits, and how often somebody speaks too early.

    python compare.py --munjigi munjigi-1.jsonl munjigi-2.jsonl --pipecat pipecat-1.jsonl pipecat-2.jsonl

Needs nothing but Python. The README says what the fields mean.
"""

import argparse
import json
import math
import os
from pathlib import Path
from statistics import median

KINDS = ("yesno", "slot", "open", "digits", "message")
# Parts of the wait that either half may report.
PARTS = ("endpoint_ms", "recognise_ms", "first_sample_ms")
HEAD = (
    f"{'':18}{'turns':>6}{'clean':>7}{'p50':>7}{'p95':>7}{'worst':>7}"
    f"{'cut in':>8}{'unanswered':>12}{'twice':>7}"
)


def read(paths):
    """All lines of all runs of one half."""
    lines = []
    for path in paths:
        lines += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    for line in lines:
        for name in ("turn", "kind", "wait_ms", "cut_in"):
            if name not in line:
                raise ValueError(f"a line without {name}: {line}")
    return lines


def at(values, part):
    """The smallest value that this part of the values does not exceed (nearest rank)."""
    return sorted(values)[max(math.ceil(part * len(values)), 1) - 1]


def clean(lines):
    """The waits of turns that were answered when the caller had finished, and not before."""
    return [line["wait_ms"] for line in lines if not line["cut_in"] and line["wait_ms"] is not None]


def spread(waits):
    """p50, p95 and worst, to be printed."""
    if not waits:
        return f"{'—':>7}{'—':>7}{'—':>7}"
    return "".join(f"{value:7.0f}" for value in (at(waits, 0.5), at(waits, 0.95), max(waits)))


def row(name, lines):
    """One half, or one kind of turn of it."""
    cut_in = sum(line["cut_in"] for line in lines)
    unanswered = sum(line["wait_ms"] is None and not line["cut_in"] for line in lines)
    twice = sum(line.get("answers", 0) > 1 for line in lines)
    waits = clean(lines)
    return f"{name:18}{len(lines):6}{len(waits):7}{spread(waits)}{cut_in:8}{unanswered:12}{twice:7}"


def ratio(ours, theirs):
    """How many of ours fit into theirs, to be printed."""
    return f"{theirs / ours:.2f}" if ours else "—"


def both_clean(munjigi, pipecat):
    """For each turn that both answered cleanly at least once, the median wait of either."""
    pairs = []
    for turn in sorted({line["turn"] for line in munjigi}):
        ours = clean([line for line in munjigi if line["turn"] == turn])
        theirs = clean([line for line in pipecat if line["turn"] == turn])
        if ours and theirs:
            pairs.append((median(ours), median(theirs)))
    return pairs


def parts(name, lines):
    """The medians of the parts of the wait, of turns answered cleanly."""
    fields = [f"{name:18}"]
    answered = [line for line in lines if not line["cut_in"] and line["wait_ms"] is not None]
    for part in PARTS:
        values = [line[part] for line in answered if line.get(part) is not None]
        fields.append(f"{part} {median(values):.0f}" if values else f"{part} —")
    return "   ".join(fields)


def strain(lines):
    """How busy the machine was, to be printed."""
    fields = []
    for field in ("load", "pressure"):
        values = [line[field] for line in lines if line.get(field) is not None]
        if values:
            fields.append(f"{field} {min(values):.1f} to {max(values):.1f}, median {median(values):.1f}")
    return "   ".join(fields) or "not noted"


def main():
    """Prints both distributions and their ratio."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--munjigi", type=Path, nargs="+", required=True)
    parser.add_argument("--pipecat", type=Path, nargs="+", required=True)
    args = parser.parse_args()
    halves = {"munjigi": read(args.munjigi), "pipecat": read(args.pipecat)}

    print("end of speech to first sample of the answer, ms, of turns not cut into\n")
    print(HEAD)
    for name, lines in halves.items():
        print(row(name, lines))
    for kind in KINDS:
        print()
        for name, lines in halves.items():
            print(row(f"  {kind} {name}", [line for line in lines if line["kind"] == kind]))

    ours, theirs = clean(halves["munjigi"]), clean(halves["pipecat"])
    print("\nratio, pipecat to munjigi (above 1: munjigi is sooner)")
    if ours and theirs:
        print(f"  of the p50s, all clean turns of each     {ratio(at(ours, 0.5), at(theirs, 0.5))}")
        print(f"  of the p95s, all clean turns of each     {ratio(at(ours, 0.95), at(theirs, 0.95))}")
    pairs = both_clean(halves["munjigi"], halves["pipecat"])
    if pairs:
        ours, theirs = zip(*pairs, strict=True)
        paired = ratio(at(ours, 0.5), at(theirs, 0.5))
        print(f"  of the p50s, the {len(pairs):2} turns clean on both    {paired}")

    print("\nmedians of the parts, ms")
    for name, lines in halves.items():
        print(f"  {parts(name, lines)}")
    print(f"\nthe machine, {os.cpu_count()} cores")
    for name, lines in halves.items():
        print(f"  {name:18}{strain(lines)}")


if __name__ == "__main__":
    main()
