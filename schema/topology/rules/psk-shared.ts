import type { Rule } from '../finding.ts'

/** One pre-shared key for two tunnels. */
export const pskShared: Rule = {
  code: 'psk-shared',
  level: 'error',
  trap: {
    when: 'two tunnels name the same sealed secret, or a mesh or a hub one for all of its tunnels',
    observe: 'whoever has one end of one tunnel can pose as the other end of another',
    why: 'a pre-shared key is all that either end proves itself with',
    write: 'write `secret: derived`, or seal a secret of its own for each tunnel',
  },
  *check(topology) {
    const owners = new Map<string, string>()
    const shown = new Set<string>()
    for (const { at, name, secret } of topology.tunnels) {
      if (secret.kind !== 'sealed') continue
      const owner = owners.get(secret.name)
      owners.set(secret.name, owner ?? name)
      const place = JSON.stringify(at)
      if (owner === undefined || shown.has(place)) continue
      shown.add(place)
      yield {
        severity: 'error',
        at: [...at, 'secret'],
        message: `whoever has one end of ${owner} can pose as the other end of ${name}: both prove themselves with the same key`,
        hint: 'write secret: derived between gateways, or seal another secret for each peer',
      }
    }
  },
}
