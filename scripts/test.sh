#!/bin/sh
# Sets the machine up, builds, and runs every test. Tests that need a model fail without it here;
# a bare `cargo test` leaves them out.
#
#   sh scripts/test.sh [arguments of `cargo test`]
set -eu
# shellcheck source=scripts/prepare.sh
. "$(dirname -- "$0")/prepare.sh"
# What the second engine reads; made in two seconds of what is there.
python3 models/setup.py --model whisper-base-sherpa
export MUNJIGI_REQUIRE_MODELS=1
exec cargo test --locked "$@"
