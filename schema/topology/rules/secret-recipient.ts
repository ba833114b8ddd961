import { type Need, needsOf } from '../beside/needs.ts'
import type { Sealed } from '../beside/sealed.ts'
import type { Finding, Rule } from '../finding.ts'
import { didYouMean } from '../grammar/suggestion.ts'
import type { Topology } from '../topology.ts'

/** Sealed secrets that the gateways which need them cannot open, or that others can. */
export const secretRecipient: Rule = {
  code: 'secret-recipient',
  level: 'error or warning',
  trap: {
    when: 'a sealed secret is missing, not sealed for a gateway that needs it or for the key that it has now, or sealed for one that does not need it',
    observe:
      'the gateway refuses the whole configuration, or pushes no measurements where it is the token of their database; or a gateway that has nothing to do with it can read the secret',
    why: 'a secret is sealed to the public key of each gateway that needs it; after a gateway was enrolled anew it has another one',
    write: 'seal it again: `cygnet secret seal NAME`, which knows who needs it',
  },
  *check(topology) {
    const sealed = new Map(topology.sealed.map(one => [one.name, one]))
    const enrolled = new Set(topology.gateways.flatMap(({ name, keys }) => (keys === undefined ? [] : name)))
    for (const need of needsOf(topology)) {
      const found = sealed.get(need.secret)
      // Before a gateway is enrolled nobody can seal anything to it, and nothing reaches it either: `not-enrolled` says so.
      if (found === undefined && ![...need.gateways].some(name => enrolled.has(name))) continue
      yield* found === undefined ? [missing(need, [...sealed.keys()])] : faultsOf(topology, need, found)
    }
  },
}

const missing = ({ at, secret }: Need, known: readonly string[]): Finding => ({
  severity: 'error',
  at,
  message: `no gateway gets this secret: there is no file secrets/${secret}.json`,
  hint: () => didYouMean(secret, known) ?? `run cygnet secret seal ${secret}`,
})

function* faultsOf(topology: Topology, need: Need, sealed: Sealed): Iterable<Finding> {
  const { at, secret, gateways, holds, dispensable } = need
  const again = `run cygnet secret seal ${secret} again`
  const fault = (message: string, hint = again): Finding => ({ severity: 'error', at, message, hint })
  if (sealed.network !== topology.network)
    yield fault(`no gateway opens ${sealed.file}: it was sealed for the network ${sealed.network}`)
  if (!holds.includes(sealed.holds))
    yield fault(
      `${sealed.file} holds something else (${sealed.holds}) than what is needed here (${holds.join(' or ')})`,
      'name another secret, or seal the right thing under this name',
    )
  const keys = new Map(topology.gateways.map(({ name, keys }) => [name, keys?.seal]))
  for (const gateway of gateways) {
    const key = keys.get(gateway)
    const box = sealed.boxes.find(one => one.gateway === gateway)
    if (key === undefined || box?.to === key) continue
    const loss = dispensable ? 'pushes no measurements' : 'refuses its whole configuration'
    const finding = fault(
      box === undefined
        ? `${gateway} ${loss}: ${sealed.file} is not sealed for it`
        : `${gateway} ${loss}: ${sealed.file} is sealed for a key that it no longer has, as before it was enrolled anew`,
    )
    yield dispensable ? { ...finding, severity: 'warning' } : finding
  }
  for (const { gateway } of sealed.boxes.filter(box => !gateways.has(box.gateway)))
    yield fault(
      `${gateway} can read a secret that it has nothing to do with: ${sealed.file} is sealed for it too`,
      `${again}, and change the secret wherever it is in use if ${gateway} should never have had it`,
    )
}
