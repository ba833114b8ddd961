import { randomBytes } from 'node:crypto'
import type { Machine } from '../network/plan.ts'

/**
 * What makes a woken clone a machine of its own, as a script for `sh`: today's clock, fresh randomness (all clones wake
 * with the same pool, and would make the same keys), its name, its IKE daemon, its own journal, and the files of its installer. Few programs: starting
 * one costs much in emulation. What the installer wrote is synced: it survives a power cut that comes right after.
 */
export const settlingScript = (machine: Machine, now: Date): string => `set -e
date -u -s @${(now.getTime() / 1000).toFixed(3)} >/dev/null
${stirRandomness()}
echo ${randomBytes(16).toString('hex')} >/etc/machine-id
echo ${machine.hostname} >/proc/sys/kernel/hostname
umask 077
mkdir -p ${[...new Set(machine.files.map(({ path }) => path.replace(/\/[^/]*$/, '')))].join(' ')}
${machine.files.map(({ path, text }) => `printf '%s' ${quoted(text)} >${path}`).join('\n')}
chmod 644 ${machine.files.flatMap(({ path, mode }) => (mode === 0o644 ? path : [])).join(' ')}
udevadm control --reload
/lib/netplan/generate
networkctl reload
${machine.daemon === 'swanctl' ? '' : STARTER}sync
# Logs go below the machine id: those of the image stay behind.
systemctl --no-block restart systemd-journald.service
`

/** The image runs the daemon that swanctl speaks to; both at once would fight for UDP 500. */
const STARTER = `systemctl --quiet disable --now strongswan.service
systemctl --quiet enable --now strongswan-starter.service
`

/** Waits inside a gateway until its cards have their names and carry, and the network is as its installer left it. */
export const onlineScript = (machine: Machine): string => {
  const links = machine.cards.map(({ device }) => `--interface=${device}:carrier`).join(' ')
  return `exec /lib/systemd/systemd-networkd-wait-online --timeout=100 ${links}\n`
}

/** RNDADDENTROPY with 64 bytes, then RNDRESEEDCRNG (linux/random.h); by Perl, which every Debian has. */
const stirRandomness = (): string => {
  const seed = randomBytes(64).toString('hex')
  const add = `$b = pack("iiH128", 512, 64, "${seed}"); $n = 0; open(R, ">", "/dev/urandom") or die $!`
  return `perl -e '${add}; ioctl(R, 0x40085203, $b) && ioctl(R, 0x5207, $n) or die $!'`
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
