#!/bin/sh
# SWUpdate shell script of an image: `sw-description` names it with `type = "shellscript"`. It is called with `preinst`
# before anything is written, and with `postinst` after the bundle was put at BUNDLE by a `files` entry.
#
#   scripts: ( { filename = "update.sh"; type = "shellscript"; sha256 = "…"; } );
#   files:   ( { filename = "munjigi.bundle"; path = "/var/tmp/munjigi.bundle"; sha256 = "…"; } );
#
# Exit codes: those of `munjigi` (README.md); anything but 0 makes the update fail, and the box runs what it ran.
# WAIT: how long a quiet moment is waited for (15m). MUNJIGI: the program.
set -u
bundle=${BUNDLE:-/var/tmp/munjigi.bundle}
munjigi=${MUNJIGI:-munjigi}

# SWUpdate shows what comes from standard error as an error, from this descriptor as news, and from standard output hardly
# ever.
tells() {
    said=$("$munjigi" "$@" 2>&1)
    rc=$?
    if [ "$rc" -eq 0 ]; then echo "$said" >&"${SWUPDATE_INFO_FD:-1}"; else echo "$said" >&2; fi
    return "$rc"
}

case ${1:-} in
preinst)
    # An update that was cut off may have left half of it.
    rm -f "$bundle"
    tells ota ready --wait "${WAIT:-15m}"
    ;;
postinst)
    tells ota install "$bundle"
    rc=$?
    rm -f "$bundle"
    exit "$rc"
    ;;
# Asked for from SWUpdate 2024.05 on.
postfailure) rm -f "$bundle" ;;
*) ;;
esac
