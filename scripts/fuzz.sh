#!/bin/sh
# Fuzzes the rooms that read what others wrote: every target under fuzz/fuzz_targets, from the committed corpus.
#
#   sh scripts/fuzz.sh              20000 executions of each target: what CI runs
#   sh scripts/fuzz.sh 10000000     so many executions of each
#   sh scripts/fuzz.sh 600s         so long for each
#   sh scripts/fuzz.sh 600s at_urc  one target
#
# What breaks a target is left in fuzz/artifacts; what is newly reached goes to fuzz/target/corpus, and
# is committed to fuzz/corpus only by hand. Brings cargo-fuzz along when the machine has none of this
# version: into .cache/tools, once, in a few minutes.
set -eu
cd -- "$(dirname -- "$0")/.."
version=0.13.2
amount=${1:-20000}
[ $# -gt 0 ] && shift

export PATH="$PWD/.cache/tools/bin:$PATH"
if [ "$(cargo fuzz --version 2>/dev/null)" != "cargo-fuzz $version" ]; then
    cargo install --quiet --debug --locked --root .cache/tools "cargo-fuzz@$version"
fi

case $amount in
*s) limit="-max_total_time=${amount%s}" ;;
*) limit="-runs=$amount" ;;
esac

if [ $# -eq 0 ]; then
    for file in fuzz/fuzz_targets/*.rs; do
        set -- "$@" "$(basename "$file" .rs)"
    done
fi
# The rooms hold no unsafe code: no sanitizer is needed. Without one it is several times faster, and
# the house's own compiler will do.
cargo fuzz build --sanitizer none
for target in "$@"; do
    echo "== fuzz $target: $amount"
    mkdir -p "fuzz/target/corpus/$target" "fuzz/corpus/$target"
    cargo fuzz run --sanitizer none "$target" "fuzz/target/corpus/$target" "fuzz/corpus/$target" -- \
        "$limit" -print_final_stats=1 -verbosity=0 -timeout=10 -rss_limit_mb=1024
done
