#!/bin/sh
# The compile cache makes a poll start in half the time; without a writable place for it Node does without.
export NODE_COMPILE_CACHE="${CACHE_DIRECTORY:-/var/cache/cygnet}"
# The system's certificate authorities count, private ones in /usr/local/share/ca-certificates too, and no others. As a
# folder, OpenSSL reads the one that a server needs instead of all of them.
export SSL_CERT_DIR=/etc/ssl/certs SSL_CERT_FILE=/dev/null
exec /usr/lib/cygnet/node --use-openssl-ca /usr/lib/cygnet/runner.cjs "$@"
