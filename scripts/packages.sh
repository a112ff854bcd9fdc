#!/bin/sh
# Installs the Debian packages that are named and not there yet; asks for nothing when all are there. For the other scripts.
#
#   sh scripts/packages.sh PACKAGE...     also PACKAGE:arm64, PACKAGE:armhf
#
# Exit codes: 0 all are there; 8 they could not be installed.
set -eu

fail() { # Korean, English
    printf '%s\n%s\n' "$1" "$2" >&2
    exit 8
}

missing=
for package; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
        missing="$missing $package"
done
[ -n "$missing" ] || exit 0

sudo=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 ||
        fail "관리자 권한이 필요합니다. 먼저 실행하세요: apt-get install$missing" \
            "this needs root; first run: apt-get install$missing"
    sudo=sudo
fi
command -v apt-get >/dev/null 2>&1 ||
    fail "다음이 필요합니다:$missing (Debian 이름)" "these are needed:$missing (Debian names); there is no apt-get here"
echo "  Debian 패키지 설치 / installing Debian packages:$missing"
for foreign in arm64 armhf; do
    case $missing in
    *":$foreign"*) $sudo dpkg --add-architecture "$foreign" ;;
    esac
done
# shellcheck disable=SC2086 # a list of words, and sudo may be nothing
{ $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $missing >/dev/null; } ||
    fail "Debian 패키지를 설치하지 못했습니다:$missing. 네트워크를 확인하고 다시 실행하세요." \
        "Debian packages could not be installed:$missing; check the network and run this again."
