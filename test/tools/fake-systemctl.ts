import type { Namespace } from './namespace.ts'

/**
 * As much of systemctl as the runner uses, for a place that has no systemd: it starts and stops the two real daemons, and
 * notes which one boot would start.
 */
const SCRIPT = `#!/bin/sh
echo "$*" >> /run/systemctl.log
for unit; do :; done
# Nobody waits for the dead here: a zombie is dead.
alive() { [ -e "/run/unit.$unit" ] && grep -q '^State:.[^Z]' "/proc/$(cat "/run/unit.$unit")/status" 2>/dev/null; }
start() {
  alive && return 0
  case "$unit" in
    strongswan.service) setsid charon-systemd </dev/null >/dev/null 2>&1 & ;;
    strongswan-starter.service) setsid ipsec start --nofork </dev/null >/dev/null 2>&1 & ;;
    *) exit 5 ;;
  esac
  echo $! > "/run/unit.$unit"
}
stop() {
  alive || return 0
  kill "$(cat "/run/unit.$unit")"
  while alive; do sleep 0.05; done
}
case "$1 $2" in
  'is-active --quiet') alive ;;
  'show --property=LoadState') echo loaded ;;
  'enable --quiet') : > "/run/enabled.$unit" ;;
  'disable --quiet') rm -f "/run/enabled.$unit" ;;
  '--no-block start' | "start $unit") start ;;
  '--no-block stop' | "stop $unit") stop ;;
  *) echo "unknown: $*" >&2; exit 1 ;;
esac
`

/** Puts it in the place of the real one, in this namespace only. */
export const withFakeSystemctl = async (namespace: Namespace): Promise<void> => {
  await namespace.write('/run/systemctl', SCRIPT, 0o755)
  await namespace.must('mount', ['--bind', '/run/systemctl', '/usr/bin/systemctl'])
}
