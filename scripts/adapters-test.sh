#!/bin/sh
# The update script and the adapters for Mender and SWUpdate, side by side, because they wait most of the time: all of
# update-test.sh, mender-test.sh and swupdate-test.sh.
#
#   sh scripts/adapters-test.sh
#
# Exit codes: 0; 1 one of them failed, or a tool is missing.
set -eu
cd -- "$(dirname -- "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
running=
trap 'kill $running 2>/dev/null; exit 130' INT
trap 'kill $running 2>/dev/null; exit 143' TERM
for test in update mender swupdate; do
    { sh "scripts/$test-test.sh" && touch "$folder/$test.well"; } >"$folder/$test" 2>&1 &
    running="$running $!"
done
wait
bad=0
for test in update mender swupdate; do
    echo "$test:"
    cat "$folder/$test"
    [ -e "$folder/$test.well" ] || bad=1
done
exit "$bad"
