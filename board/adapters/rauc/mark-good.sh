#!/bin/sh
# After a start of the system: says to RAUC that it is good once Munjigi is well, or that it is bad and starts it again.
# Exit codes: 0 marked good; 1 marked bad, and a restart was asked for.
# LIMIT: how long it has to get well (600 s). REBOOT: how the machine is started anew.
set -u
left=${LIMIT:-600}
# 0 well, 1 well with a limp: a shop without reception keeps its update.
until "${MUNJIGI:-munjigi}" health >/dev/null 2>&1 || [ $? -eq 1 ]; do
    if [ "$left" -le 0 ]; then
        rauc status mark-bad
        ${REBOOT:-systemctl reboot}
        exit 1
    fi
    sleep 5
    left=$((left - 5))
done
rauc status mark-good
