import nacl from 'tweetnacl'
import { withGatewayKeys } from '../../schema/topology/enrol.ts'
import { fromBase64, toBase64, toBase64Url } from '../../schema/wire/base64.ts'
import { digestOf } from '../../schema/wire/canonical.ts'
import type { Enrolment } from '../../schema/wire/enrolment.ts'
import type { Name } from '../../schema/wire/names.ts'
import { rootPath } from '../../schema/wire/repository.ts'
import { encodeToken } from '../../schema/wire/token.ts'
import { ControlError } from '../control-error.ts'
import type { Files } from '../ports/forge.ts'
import type { Ports } from '../ports/ports.ts'
import type { Person } from '../rollout/person.ts'

/** Milliseconds for which a token is good. */
const HOUR = 3600 * 1000

type Keys = Enrolment['keys']

/** A token for a gateway of the topology, good once and for an hour. Throws a `ControlError`. */
export const issueToken = async (ports: Ports, gateway: Name, by: Person): Promise<string> => {
  const root = await ports.store.get(rootPath(1))
  if (root === undefined) {
    throw new ControlError(
      'not-ready',
      'the store holds no root metadata yet',
      'run cygnet init and put metadata/1.root.json into the store',
    )
  }
  const branch = await ports.tree.defaultBranch()
  fileOf(await ports.tree.topologyAt(await ports.tree.tip(branch)), gateway)
  const secret = toBase64Url(nacl.randomBytes(32))
  const at = ports.clock.now().getTime()
  const { ledger } = ports
  ledger.together(() => {
    ledger.tokens.issue(hashOf(secret), { gateway, by: by.login, issued: at, expires: at + HOUR })
    ledger.audit.append({ at, who: by.login, what: 'token-issued', detail: { gateway, whoId: by.id } })
  })
  return encodeToken({
    network: ports.network,
    gateway,
    url: ports.address,
    root: digestOf(root.bytes),
    secret,
  })
}

/**
 * A gateway shows its token and its public keys: the token is used up, and a pull request that adds the keys is asked
 * for in the same breath. Answers the branch it will come from, also when the very same is shown again: the first answer
 * may have been lost. Throws a `ControlError`.
 */
export const enrol = ({ ledger, clock }: Ports, { gateway, secret, keys }: Enrolment): string => {
  const at = clock.now().getTime()
  const hash = hashOf(secret)
  const branch = `cygnet/enrol-${gateway}-${hash.slice(0, 12)}`
  const shown = hashOf([gateway, secret, keys.sign, keys.seal].join(' '))
  const good = ledger.together(() => {
    if (ledger.notes.get(`enrolled:${hash}`) === shown) return true
    if (!ledger.tokens.redeem(hash, gateway, at)) {
      countGuess(ledger, gateway, at)
      return false
    }
    // Whoever shows no good token has no key looked at. Thrown from here, a bad key leaves the token good.
    checkKeys(keys)
    ledger.notes.set(`enrolled:${hash}`, shown)
    ledger.jobs.ask(`enrol:${branch}`, { kind: 'propose-keys', gateway, keys, branch })
    ledger.audit.append({ at, who: gateway, what: 'enrolled', detail: { gateway, keys, branch } })
    return true
  })
  if (good) return branch
  throw new ControlError(
    'token-not-good',
    'the token was used, has expired, is for another gateway, or a newer one was made for this one',
    `run cygnet gateway add ${gateway} for a new one`,
  )
}

/** Milliseconds within which tokens that were not good make one entry of the audit log: anybody may try. */
const GUESSES = 10 * 60 * 1000

/** Guessing 256 bits leads nowhere; that somebody tries is worth to be known, and must not fill the log. */
const countGuess = ({ notes, audit }: Ports['ledger'], gateway: Name, at: number): void => {
  const [from = 0, count = 0] = (notes.get('guesses') ?? '').split(' ').map(Number)
  if (at - from < GUESSES) {
    notes.set('guesses', `${from} ${count + 1}`)
    return
  }
  audit.append({ at, who: 'unknown', what: 'enrolment-refused', detail: { gateway, before: count } })
  notes.set('guesses', `${at} 0`)
}

/** Opens the pull request; safe to call again. Its address is noted under the branch. */
export const proposeKeys = async (ports: Ports, gateway: Name, keys: Keys, branch: string): Promise<void> => {
  const tip = await ports.tree.tip(await ports.tree.defaultBranch())
  const { path, text } = fileOf(await ports.tree.topologyAt(tip), gateway, keys)
  const address = await ports.pulls.propose({
    branch,
    path,
    text,
    message: `Enrol ${gateway}`,
    body: [
      `The gateway \`${gateway}\` showed a token of this control plane and these public keys:`,
      `\`\`\`yaml\nkeys: { sign: "ed25519:${keys.sign}", seal: "x25519:${keys.seal}" }\n\`\`\``,
      `Compare them with what \`cygnet-runner enroll\` printed on the gateway before you merge.`,
    ].join('\n\n'),
  })
  ports.ledger.notes.set(`enrolment:${branch}`, address)
}

/** Where the pull request of an enrolment is, once there is one. */
export const enrolmentAddress = ({ ledger }: Pick<Ports, 'ledger'>, branch: string): string | undefined =>
  ledger.notes.get(`enrolment:${branch}`)

const SOME_KEY = toBase64(new Uint8Array(32).fill(1))

/** The file that names the gateway, with the keys in it. */
const fileOf = (
  files: Files,
  gateway: Name,
  keys: Keys = { sign: SOME_KEY, seal: SOME_KEY },
): { path: string; text: string } => {
  for (const [path, text] of files) {
    const changed = withGatewayKeys(text, gateway, keys)
    if (changed !== undefined) return { path, text: changed }
  }
  throw new ControlError(
    'unknown-gateway',
    `the default branch names no gateway ${gateway}`,
    'add it to the topology first',
  )
}

/** One key, one text; and no point of small order, with which every shared secret would be the same known one. */
const checkKeys = ({ sign, seal }: Keys): void => {
  const bytes = [sign, seal].map(key => fromBase64(key))
  const canonical = bytes.every((key, index) => toBase64(key) === [sign, seal][index])
  const shared = nacl.scalarMult(nacl.randomBytes(32), fromBase64(seal))
  const weak = shared.every(byte => byte === 0) || bytes.some(key => key.every(byte => byte === 0))
  if (!canonical || weak || sign === seal) {
    throw new ControlError(
      'bad-key',
      'the public keys are not two different, sound keys',
      'run cygnet-runner enroll again',
    )
  }
}

const hashOf = (text: string): string => digestOf(new TextEncoder().encode(text))
