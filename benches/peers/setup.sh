#!/bin/sh
# Pipecat and what its half of the comparison needs, in a virtual environment of their own (0.6 GB).
# Not part of the ordinary set-up, of the tests or of CI. Safe to run again.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
venv=$root/.cache/peers/venv
pins=$root/benches/peers/requirements.txt
if ! cmp -s "$pins" "$venv/installed.txt"; then
    [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$pins"
    cp "$pins" "$venv/installed.txt"
fi
# The recogniser's weights as sherpa-onnx reads them.
python3 "$root/models/setup.py" --model whisper-base-sherpa
