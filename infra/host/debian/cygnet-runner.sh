#!/bin/sh
# The compile cache makes a poll start in half the time; without a writable place for it Node does without.
export NODE_COMPILE_CACHE="${CACHE_DIRECTORY:-/var/cache/cygnet}"
# Private certificate authorities in /usr/local/share/ca-certificates count; heap small, one thread for files.
exec /usr/lib/cygnet/node --use-system-ca --max-semi-space-size=1 /usr/lib/cygnet/runner.cjs "$@"
