# shellcheck shell=sh
# Read by the other scripts (`. scripts/prepare.sh`): goes to the top of the repository, finds
# cargo, and sets the machine up. Nothing in here is done twice.

cd -- "$(dirname -- "$0")/.." || exit

# A shell that was open while Rust was installed does not know where it is.
if ! command -v cargo >/dev/null 2>&1 && [ -r "${CARGO_HOME:-${HOME:-}/.cargo}/env" ]; then
    # shellcheck disable=SC1091 # written by rustup, where there is one
    . "${CARGO_HOME:-${HOME:-}/.cargo}/env"
fi

# Asked first: nobody should wait for the models and then be told this.
if ! command -v cargo >/dev/null 2>&1; then
    rust=$(sed -n 's/^rust-version *= *"\(.*\)".*/\1/p' Cargo.toml)
    printf '%s / %s\n' \
        "Rust(cargo)가 없습니다. https://rustup.rs 의 안내대로 Rust $rust 이상을 설치한 뒤 다시 실행해 주세요" \
        "Rust (cargo) is missing: install Rust $rust or newer as https://rustup.rs says, then run this again" >&2
    exit 127
fi

sh scripts/setup.sh
