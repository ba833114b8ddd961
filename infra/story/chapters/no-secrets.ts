import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Cast } from '../cast.ts'
import { inGateway } from '../gateway-words.ts'
import { hold } from '../narrator.ts'

const GATEWAYS = ['rlyeh', 'ulthar'] as const
/** Where a secret lives by right: the stack's own keys, the forge's accounts (GitHub's side of the border), what a person keeps out of Git, a laptop's disk. */
const RIGHTFUL = /^(?:stack\/(?:keys|forge\/records)|clones\/[^/]+\/\.cygnet|laptops)\//

/** Hunts for every secret of the gateways in everything that the story left behind. */
export const noSecrets = async (cast: Cast, passwords: ReadonlyMap<string, string>): Promise<void> => {
  const { say, lab, folder } = cast
  await say.check(
    'no key and no password is in Git, the object store, the control plane or a log',
    async () => {
      const secrets = new Map([...(await secretsOf(cast)), ...passwords])
      const places = await filesBelow(folder, path => !RIGHTFUL.test(path) && !path.endsWith('.qcow2'))
      for (const name of GATEWAYS) {
        const gateway = lab.gateway(name)
        places.set(`${name}: journal`, await inGateway(gateway, 'journalctl', '--no-pager', '-o', 'cat'))
        places.set(`${name}: processes`, await inGateway(gateway, 'ps', 'axww', '-o', 'args'))
        places.set(
          `${name}: outbox and trust`,
          await inGateway(gateway, 'sh', '-c', 'cd /var/lib/cygnet && cat trust/* journal.json'),
        )
      }
      for (const [what, secret] of secrets)
        for (const [place, text] of places) hold(!text.includes(secret), `${what} stands in ${place}`)
      return `${secrets.size} secrets, ${places.size} places`
    },
  )
}

/** Private keys and the tunnel's key, as the gateways hold them. */
const secretsOf = async ({ lab }: Cast): Promise<Map<string, string>> => {
  const secrets = new Map<string, string>()
  for (const name of GATEWAYS) {
    const gateway = lab.gateway(name)
    for (const key of ['sign', 'seal'])
      secrets.set(
        `${name}'s ${key} key`,
        (await inGateway(gateway, 'cat', `/var/lib/cygnet/keys/${key}.key`)).trim(),
      )
    const text = await inGateway(gateway, 'cat', '/etc/swanctl/conf.d/cygnet.secrets.conf')
    const [, shared] = /secret = "?0s([A-Za-z0-9+/=]+)/.exec(text) ?? []
    hold(shared !== undefined, `${name} has no tunnel key in its secrets`)
    secrets.set(`the tunnel key of ${name}`, shared)
  }
  hold(
    secrets.get('the tunnel key of rlyeh') === secrets.get('the tunnel key of ulthar'),
    'the ends derived different keys',
  )
  return secrets
}

const filesBelow = async (
  folder: string,
  wanted: (path: string) => boolean,
): Promise<Map<string, string>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const found = new Map<string, string>()
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && wanted(relative(folder, path))) found.set(path, await readFile(path, 'latin1'))
  }
  return found
}
