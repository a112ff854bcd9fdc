#!/bin/sh
# RAUC bundle hook (`[hooks] filename=hook.sh`, `hooks=install-check`): a bundle is taken only in a quiet moment.
# Exit codes: 0 go on; 10 rejected, and the last line of standard error is shown as the reason.
case ${1:-} in
install-check)
    # A shop's call comes first. Called by the service of RAUC, which waits for us.
    "${MUNJIGI:-munjigi}" ota ready --wait "${WAIT:-15m}" >&2 && exit 0
    echo "통화 중: 업데이트를 미룹니다 / busy: the update is put off" >&2
    exit 10
    ;;
esac
exit 0
