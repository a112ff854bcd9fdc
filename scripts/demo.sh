#!/bin/sh
# A call from beginning to end, without any hardware: sets the machine up, builds, runs the demo.
#
#   sh scripts/demo.sh [options of `munjigi demo`, for instance --talk]
#
# Exit codes: those of scripts/setup.sh while setting up, then those of `munjigi` (README.md);
# 127: there is no Rust.
set -eu
# shellcheck source=scripts/prepare.sh
. "$(dirname -- "$0")/prepare.sh"
exec cargo run --locked -- demo "$@"
