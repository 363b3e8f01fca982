#!/bin/sh
# Chromium for the tests of the operations page: the one that is there, else Debian's, where this may install it.
# Never fails: without it those tests are skipped, and say so.

if [ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v chromium-browser >/dev/null; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium for the tests of the operations page"
    log=$(mktemp)
    if { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium; } \
        >"$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    tail -n 5 "$log" >&2
    rm -f "$log"
fi
echo "No Chromium: the tests of the operations page will be skipped. Install it (apt-get install chromium), or name" \
    "one in CHROMIUM." >&2
