#!/bin/sh
# Munjigi and Pipecat over the same turns, one after the other: munjigi, pipecat, pipecat, munjigi.
#
#   benches/peers/run.sh            two rounds of either, about half an hour
#   ROUNDS=1 benches/peers/run.sh   one round
#   ONLY=pipecat benches/peers/run.sh   one half alone, without a comparison
#
#   CALM=20 benches/peers/run.sh        each half waits until the cores are wanted less than 20 % of the time
#
# Leave the machine alone meanwhile. What is printed is compare.py's; the lines stay in .cache/peers/runs.
# Needs the models of scripts/setup.sh; MUNJIGI names a binary that can `say`, otherwise one is built.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$root"
peers=benches/peers
audio=.cache/peers/audio
runs=.cache/peers/runs
python=.cache/peers/venv/bin/python
export PYTHONDONTWRITEBYTECODE=1
only=${ONLY:-both}
rounds=${ROUNDS:-2}
profile=${PROFILE:-dev}

sh "$peers/setup.sh"
mkdir -p "$audio" "$runs"
if [ -z "${MUNJIGI:-}" ]; then
    cargo build --locked
    MUNJIGI=target/debug/munjigi
fi
"$python" "$peers/audio.py" --turns "$peers/turns.txt" --munjigi "$MUNJIGI" --out "$audio"
# Built before anything is measured.
[ "$only" = pipecat ] || cargo bench --locked --profile "$profile" --bench turns --no-run

calm() {
    while [ -r /proc/pressure/cpu ] &&
        [ "$(sed -n 's/^some avg10=\([0-9]*\).*/\1/p' /proc/pressure/cpu)" -ge "${CALM:-101}" ]; do
        sleep 2
    done
}
munjigi() {
    [ "$only" = pipecat ] || cargo bench --locked --profile "$profile" --bench turns -- \
        --turns "$peers/turns.txt" --audio "$audio" --json "$root/$runs/munjigi-$1.jsonl"
}
pipecat() {
    [ "$only" = munjigi ] || "$python" "$peers/pipecat_peer.py" --turns "$peers/turns.txt" \
        --audio "$audio" --models .cache/models --json "$runs/pipecat-$1.jsonl"
}

[ "$only" = pipecat ] || rm -f "$runs"/munjigi-*.jsonl
[ "$only" = munjigi ] || rm -f "$runs"/pipecat-*.jsonl
round=1
while [ "$round" -le "$rounds" ]; do
    calm
    if [ $((round % 2)) = 1 ]; then
        munjigi "$round"
        calm
        pipecat "$round"
    else
        pipecat "$round"
        calm
        munjigi "$round"
    fi
    round=$((round + 1))
done
if [ "$only" = both ]; then
    "$python" "$peers/compare.py" --munjigi "$runs"/munjigi-*.jsonl --pipecat "$runs"/pipecat-*.jsonl
fi
