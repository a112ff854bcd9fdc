# The front door for whoever works on Munjigi. Every recipe calls what CI and the README call.

# This list.
default:
    @just --list

# Packages, native libraries and models: once, checked by sha256. --verify hashes everything again.
setup *ARGS:
    sh scripts/setup.sh {{ARGS}}

# A whole call without hardware. --talk puts you on the telephone.
demo *ARGS:
    sh scripts/demo.sh {{ARGS}}

# Every test, models included; arguments go to `cargo test`.
test *ARGS:
    sh scripts/test.sh {{ARGS}}

# Format, lints, licences and sources of the dependencies, documentation: what CI looks at besides the tests.
check:
    cargo fmt --check
    cargo clippy --locked --all-targets -- -D warnings
    sh scripts/deny.sh
    RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps

# How fast and how well: the figures of docs/measurements.md.
bench *ARGS:
    cargo bench --locked {{ARGS}}

# Every scenario of the receptionist, by kind; --heard --noise-db 20 with voices and the recogniser.
eval *ARGS:
    cargo run --locked -- sim eval tests/receptionist/*/*.toml {{ARGS}}

# How well the box takes turns: real ears and voice in virtual time, half an hour.
turns *ARGS:
    cargo run --locked -- sim eval --ears --repeat 1 tests/interaction/*.toml {{ARGS}}

# Ten thousand calls on one line, and nothing may grow: two hours on a core of its own.
soak CALLS="10000" SPEED="20":
    MUNJIGI_SOAK={{CALLS}} MUNJIGI_SOAK_SPEED={{SPEED}} cargo test --locked --test soak -- --nocapture

# Broken input for every parser: so many executions of each target, or so long ("600s").
fuzz AMOUNT="10000000" *ARGS:
    sh scripts/fuzz.sh {{AMOUNT}} {{ARGS}}

# The ARM binary on a stock Debian kernel in QEMU, with two virtual EC25s on the kernel's own USB.
box-test *ARGS:
    sh scripts/box-test.sh {{ARGS}}

# The ARM binary of a board, on Debian 12 for amd64.
cross *ARGS:
    sh scripts/cross-arm64.sh {{ARGS}}

# What a board gets: a Debian package, and the folder that updates are made of, in target/dist.
package *ARGS:
    sh scripts/package.sh {{ARGS}}

# The ARM binary, run under an emulator of the boards' processors: it starts, speaks and hears.
arm-check *ARGS:
    sh scripts/arm-check.sh {{ARGS}}

# The package, installed with apt in a Debian 12 for ARM64, removed, purged and installed again. Five minutes and more.
deb-test *ARGS:
    sh scripts/deb-test.sh {{ARGS}}

# A disk image: just image --board qemu. As root.
image *ARGS:
    sh board/image/build.sh {{ARGS}}

# That image in QEMU: calls, the console, updates, bad updates, and forty power cuts. As root; an hour and more.
image-test *ARGS:
    sh scripts/image-test.sh {{ARGS}}
