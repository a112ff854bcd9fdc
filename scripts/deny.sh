#!/bin/sh
# Holds the dependencies to deny.toml: licences, bans, sources. Brings cargo-deny along when the
# machine has none of this version: into .cache/tools, once, in a few minutes.
#
# Advisories are not asked for here: their database is a git repository, and this runs where there
# are only package registries. Where there is more: `cargo deny check advisories`.
set -eu
cd -- "$(dirname -- "$0")/.."
version=0.20.2

export PATH="$PWD/.cache/tools/bin:$PATH"
if [ "$(cargo deny --version 2>/dev/null)" != "cargo-deny $version" ]; then
    # Not optimised: it builds in half the time and runs for a second.
    cargo install --quiet --debug --locked --root .cache/tools "cargo-deny@$version"
fi
exec cargo deny --locked --all-features check --hide-inclusion-graph bans licenses sources
