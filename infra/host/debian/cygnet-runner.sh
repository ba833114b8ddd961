#!/bin/sh
# The compile cache makes a poll start in half the time; without a writable place for it Node does without.
export NODE_COMPILE_CACHE="${CACHE_DIRECTORY:-/var/cache/cygnet}"
# The system's certificate authorities count, private ones in /usr/local/share/ca-certificates too, and no others. As a
# folder, OpenSSL reads the one that a server needs instead of all of them.
export SSL_CERT_DIR=/etc/ssl/certs SSL_CERT_FILE=/dev/null
# The service lives for months and computes little: no compiler, no machine code of its own, half the memory. A single turn is
# over before that would pay.
light=
if [ "$1" = run ]; then light="--lite-mode --max-semi-space-size=1"; fi
# shellcheck disable=SC2086 # two flags or none
exec /usr/lib/cygnet/node $light --use-openssl-ca /usr/lib/cygnet/runner.cjs "$@"
