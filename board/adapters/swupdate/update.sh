#!/bin/sh
# SWUpdate shell script of an image: `sw-description` names it with `type = "shellscript"`. It is called with `preinst`
# before anything is written, and with `postinst` after the bundle was put at BUNDLE by a `files` entry.
#
#   scripts: ( { filename = "update.sh"; type = "shellscript"; } );
#   files:   ( { filename = "munjigi.bundle"; path = "/var/tmp/munjigi.bundle"; } );
#
# Exit codes: those of `munjigi` (README.md); anything but 0 makes the update fail, and the box runs what it ran.
set -u
bundle=${BUNDLE:-/var/tmp/munjigi.bundle}
case ${1:-} in
preinst) "${MUNJIGI:-munjigi}" ota ready --wait "${WAIT:-15m}" ;;
postinst)
    "${MUNJIGI:-munjigi}" ota install "$bundle"
    rc=$?
    rm -f "$bundle"
    exit "$rc"
    ;;
*) ;;
esac
