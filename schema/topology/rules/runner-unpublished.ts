import type { Finding, Rule } from '../finding.ts'
import type { Topology } from '../topology.ts'
import { oncePerPlace } from './once.ts'

/** A version of the runner that no gateway could get. */
export const runnerUnpublished: Rule = {
  code: 'runner-unpublished',
  level: 'error',
  trap: {
    when: '`runner` names a version of which there is no `runners/<version>.json`, or one of another network',
    observe: 'no gateway could get it',
    why: 'a gateway installs only the bytes that operators have signed for its network, and these are known by that file',
    write: 'publish its packages, sign, and commit the file: `cygnet runner publish FILE.deb`',
  },
  *check(topology) {
    yield* oncePerPlace(unpublished(topology))
  },
}

function* unpublished({ network, gateways }: Topology): Iterable<Finding> {
  for (const { runner } of gateways) {
    if (runner === undefined || runner.published?.network === network) continue
    const { at, version, published } = runner
    yield {
      severity: 'error',
      at,
      message:
        published === undefined
          ? `no gateway could get this runner: there is no file runners/${version}.json`
          : `no gateway would install this runner: runners/${version}.json was signed for the network ${published.network}`,
      hint: `run cygnet runner publish with the packages of ${version}, and commit what it writes`,
    }
  }
}
