/** Where the runner keeps what is its own. */
export const CONFIG = '/etc/cygnet/runner.json'
export const STATE = '/var/lib/cygnet'
export const SIGN_KEY = `${STATE}/keys/sign.key`
export const SEAL_KEY = `${STATE}/keys/seal.key`

/** A private key that this gateway made for a certificate, by the SHA-256 of its SubjectPublicKeyInfo. */
export const heldKeyPath = (digest: string): string => `${STATE}/keys/${digest}.pem`

export const TRUST = `${STATE}/trust`
export const TRUST_ROOT = `${TRUST}/root.json`
export const JOURNAL = `${STATE}/journal.json`
export const OUTBOX = `${STATE}/outbox`
export const COUNTER = `${STATE}/counter`
/** Digest of the children's states as they were last reported. */
export const REPORTED = `${STATE}/reported`
/** What the last look for drift saw, and what of it stands. */
export const DRIFT = `${STATE}/drift.json`
export const GENERATIONS = `${STATE}/generations`

/** What is remembered of upgrades of the runner itself, and the folder of one that is under way. */
export const UPGRADE_JOURNAL = `${STATE}/upgrade.json`
export const UPGRADE = `${STATE}/upgrade`

/** A staged generation's one file. */
export const generationPath = (digest: string): string => `${GENERATIONS}/${digest}.json`

/** Netplan's file while a change is not decided: it stands before the one in /etc, until a reboot. */
export const LIVE_NETPLAN = '/run/netplan/60-cygnet.yaml'

/** The same for networkd's own settings, which it reads when it starts: before netplan may restart it. */
export const LIVE_NETWORKD = '/run/systemd/networkd.conf.d/60-cygnet.conf'

/** What the monitor saw in the last minutes, and of how much of it reports have told: gone with the machine's uptime, as it should be. */
export const MEASURED = '/run/cygnet/measured.json'
export const MEASURED_TOLD = '/run/cygnet/measured.told'

/** Another id means that the machine was started anew, and live state is what /etc says. */
export const BOOT_ID = '/proc/sys/kernel/random/boot_id'

/** Measurements that a database has not taken yet. */
export const UNSENT = `${STATE}/unsent`
