import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** What a gateway of the field has installed, and what the lab needs to hold it: the guest agent and tools to look around. */
export const PACKAGES = [
  'systemd systemd-sysv dbus udev kmod netplan.io systemd-resolved',
  'strongswan strongswan-starter strongswan-swanctl charon-systemd',
  'libcharon-extra-plugins libcharon-extauth-plugins libstrongswan-extra-plugins libstrongswan-standard-plugins',
  'iptables nftables iproute2 iputils-ping procps fping tcpdump iperf3 curl ca-certificates',
  'qemu-guest-agent busybox-static less openssl',
].flatMap(line => line.split(' '))

export const SUITE = 'bookworm'

/** Pulls in Debian's kernel for clouds: ESP, VLAN, VRF, nf_tables, both iptables backends, and few drivers. */
export const KERNEL_PACKAGE = 'linux-image-cloud-amd64'

/** Modules that stand between the kernel and its root disk, first to last; what they need is looked up. */
export const BOOT_MODULES = ['virtio_pci', 'virtio_blk']

/** MiB of a gateway's memory. A gateway uses 60 of them; Node takes its part when the runner runs. */
export const MEMORY = 512

/** MiB of a gateway's disk; sparse. */
export const DISK = 2048

/** Timers and waits that only cost time in a machine that lives for minutes, and what people at a console or programs that nobody has would want. */
const IDLE_UNITS = [
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'e2scrub_all.timer',
  'e2scrub_reap.service',
  'fstrim.timer',
  'dpkg-db-backup.timer',
  'systemd-networkd-wait-online.service',
  ...['configfs', 'dm_mod', 'drm', 'efi_pstore', 'fuse', 'loop'].map(name => `modprobe@${name}.service`),
  ...['config', 'debug', 'tracing'].map(name => `sys-kernel-${name}.mount`),
  'sys-fs-fuse-connections.mount',
  'proc-sys-fs-binfmt_misc.automount',
  'dev-hugepages.mount',
  'dev-mqueue.mount',
  'systemd-binfmt.service',
  'systemd-pstore.service',
  'systemd-logind.service',
  'systemd-user-sessions.service',
  'systemd-update-utmp.service',
  'systemd-update-utmp-runlevel.service',
  'getty@tty1.service',
  'serial-getty@ttyS0.service',
]

/**
 * Runs inside the new root. Of the two strongSwan services only the vici one is on, as on a host whose daemon is
 * swanctl: both would fight for UDP 500. A machine whose daemon is ipsec.conf changes over when it wakes. Node reads certificates from the file that its environment names.
 */
export const settle = (kernel: string): string => `set -e
depmod ${kernel}
update-ca-certificates >/dev/null 2>&1
systemctl --quiet disable iperf3.service nftables.service strongswan-starter.service
systemctl --quiet mask ${IDLE_UNITS.join(' ')}
systemctl --quiet enable systemd-networkd.service strongswan.service
passwd --quiet --delete root
echo '/dev/vda / ext4 rw,errors=remount-ro 0 1' >/etc/fstab
echo gateway >/etc/hostname
printf '127.0.0.1 localhost\\n' >/etc/hosts
rm -f /etc/resolv.conf && echo '# the lab has no resolver: names stand in /etc/hosts' >/etc/resolv.conf
mkdir -p /etc/systemd/system.conf.d
printf '[Manager]\\nDefaultEnvironment=NODE_EXTRA_CA_CERTS=${CERTIFICATE_IN_GUEST}\\n' >/etc/systemd/system.conf.d/lab.conf
`

/** Where a gateway keeps the certificate of the lab's own authority. */
export const CERTIFICATE_IN_GUEST = '/usr/local/share/ca-certificates/cygnet-lab.crt'

/** The first program of the initial RAM disk: loads the modules given, then hands over to the disk. */
export const initProgram = (modules: readonly string[]): string => `#!/bin/busybox sh
export PATH=/bin
/bin/busybox --install -s /bin
mount -t devtmpfs dev /dev
mount -t proc proc /proc
if grep -q cygnet.probe /proc/cmdline; then poweroff -f; fi
umount /proc
${modules.map(name => `insmod /modules/${name}`).join('\n')}
while [ ! -b /dev/vda ]; do sleep 0.1; done
mount -t ext4 -o rw /dev/vda /new
mount --move /dev /new/dev
exec switch_root /new /sbin/init
`

/**
 * First 16 hex digits of the SHA-256 over the named source files of this folder and `more`. A layer is rebuilt when
 * the code that makes it changes, and never otherwise.
 */
export const digestOf = (sources: readonly string[], ...more: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256')
  for (const source of sources) hash.update(readFileSync(new URL(source, import.meta.url)))
  for (const piece of more) hash.update('\0').update(piece)
  return hash.digest('hex').slice(0, 16)
}
