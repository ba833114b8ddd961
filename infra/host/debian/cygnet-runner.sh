#!/bin/sh
# The system's certificate authorities count, private ones in /usr/local/share/ca-certificates too, and no others. As a
# folder, OpenSSL reads the one that a server needs instead of all of them.
export SSL_CERT_DIR=/etc/ssl/certs SSL_CERT_FILE=/dev/null
if [ "$1" = run ]; then
  # The service lives for months and computes little: no compiler, no machine code of its own, half the memory.
  light="--lite-mode --max-semi-space-size=1"
else
  # A single turn is over before any of that would pay. It starts from the bytecode that an earlier one left, where there is a
  # place for it, and ends before it has to collect garbage.
  light=--min-semi-space-size=4
  export CYGNET_CODE=/var/cache/cygnet/code
fi
# shellcheck disable=SC2086 # one flag or two
exec /usr/lib/cygnet/node $light --use-openssl-ca /usr/lib/cygnet/runner.cjs "$@"
