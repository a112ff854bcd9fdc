#!/bin/sh
# Holds every shell script of the repository to shellcheck: those with a name that says so, and those with a first line
# that does.
#
# Exit codes: those of shellcheck; 127: it is not here (`sh scripts/packages.sh shellcheck`).
set -eu
cd -- "$(dirname -- "$0")/.."
git ls-files -z --cached --others --exclude-standard -- .ci board scripts tests udev benches |
    xargs -0 grep -lZE '^#!.*\b(sh|bash)$|^# shellcheck shell=' -- | xargs -0 shellcheck -x
