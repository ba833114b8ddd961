import type { Problem } from '../../../schema/problem.ts'
import type { WholeSection } from '../syntax/also.ts'
import { notExpressed, type Word } from '../word.ts'
import type { Action, Child, Connection, Noted, Side } from './connection.ts'
import { DEFAULT_LOST, LOST, READ_KEYS, READ_SIDE_KEYS, SAME_ANYWAY } from './ipsec-keys.ts'
import { ipsecRekeying } from './ipsec-lifetimes.ts'
import { fixedAddresses, isYes, listOf, secondsOf, strictProposals } from './strongswan-value.ts'

/** The settings of a conn as a function of the key. */
export type Ask = (key: string) => Word | undefined

/** A conn of ipsec.conf in the one form; undefined, and a problem, when it is nothing that the language has. */
export const ipsecConnection = (
  { section, settings, parents }: WholeSection,
  isOurs: (address: string) => boolean,
  problems: Problem[],
): Connection | undefined => {
  const ask: Ask = key => settings.get(key)?.value
  const { name } = section
  if (!isTunnel(name, ask, problems)) return undefined
  const [us, them] = sidesOf(ask, isOurs)
  for (const [key, { value, key: word }] of settings) listLost(key, word, value, problems)
  const local = sideOf(ask, us)
  const remote = sideOf(ask, them)
  const auto = ask('auto')
  const sendCertificate = ask(`${us}sendcert`)?.text
  const { rekey, reauth, childRekey } = ipsecRekeying(name, ask)
  return {
    form: 'ipsec.conf',
    name,
    inherits: parents,
    loaded: auto !== undefined && auto.text !== 'ignore',
    local,
    remote,
    eapId: ask('eap_identity'),
    ike: strictProposals(ask('ike')),
    encap: isYes(ask('forceencaps')?.text) ? ask('forceencaps') : undefined,
    dpdDelay: dpdDelayOf(ask),
    rekey,
    reauth,
    pool: listOf(ask(`${them}sourceip`)),
    dns: listOf(ask(`${them}dns`)),
    sendCertificate: sendCertificate === undefined ? undefined : SEND[sendCertificate],
    children: [{ ...childOf(name, ask, us, them), rekey: childRekey }],
  }
}

const SEND: Readonly<Record<string, Connection['sendCertificate']>> = {
  always: 'always',
  yes: 'always',
  ifasked: 'if-asked',
  never: 'never',
  no: 'never',
}

const isTunnel = (name: Word, ask: Ask, problems: Problem[]): boolean => {
  const type = ask('type')
  const version = ask('keyexchange')
  if (type !== undefined && type.text !== 'tunnel') {
    problems.push(
      notExpressed(
        type,
        `conn ${name.text} is no tunnel between networks`,
        'keep it in a file of its own beside cygnet’s, or take it out',
      ),
    )
    return false
  }
  if (version?.text !== 'ikev1') return true
  problems.push(
    notExpressed(
      version,
      `conn ${name.text} speaks IKEv1, which has been obsolete since RFC 9395`,
      'move both ends to IKEv2, or keep it in a file of its own',
    ),
  )
  return false
}

/** The side that is this host: left, unless only right has an address of ours. strongSwan decides the same way. */
const sidesOf = (ask: Ask, isOurs: (address: string) => boolean): ['left', 'right'] | ['right', 'left'] => {
  const ours = (side: string) => fixedAddresses(ask(side)).some(({ text }) => isOurs(text))
  return ours('right') && !ours('left') ? ['right', 'left'] : ['left', 'right']
}

const sideOf = (ask: Ask, side: 'left' | 'right'): Side => ({
  addresses: fixedAddresses(ask(side)),
  id: ask(`${side}id`),
  auth:
    AUTHS[ask(`${side}auth`)?.text ?? ask('authby')?.text ?? 'pubkey'] ??
    ask(`${side}auth`)?.text ??
    'pubkey',
  certificate: ask(`${side}cert`),
})

const AUTHS: Readonly<Record<string, string>> = {
  secret: 'psk',
  psk: 'psk',
  pubkey: 'pubkey',
  rsasig: 'pubkey',
  ecdsasig: 'pubkey',
}

const childOf = (name: Word, ask: Ask, us: string, them: string): Omit<Child, 'rekey'> => {
  const auto = ask('auto')
  const start: Noted<Action> = {
    value: auto?.text === 'route' ? 'trap' : auto?.text === 'start' ? 'start' : 'none',
    word: auto ?? name,
  }
  const closing = ask('closeaction')
  const closed = closing === undefined ? undefined : CLOSE[closing.text]
  const dying = ask('dpdaction')
  const dead = dying === undefined ? undefined : DPD[dying.text]
  return {
    name,
    local: listOf(ask(`${us}subnet`)),
    remote: listOf(ask(`${them}subnet`)),
    esp: strictProposals(ask('esp')),
    start,
    dpdAction: dying === undefined || dead === undefined ? undefined : { value: dead, word: dying },
    closeAction: closing === undefined || closed === undefined ? undefined : { value: closed, word: closing },
    updown: ask(`${us}updown`),
    deadUpdown: ask(`${them}updown`),
  }
}

const CLOSE: Readonly<Record<string, Action>> = {
  none: 'none',
  clear: 'none',
  hold: 'trap',
  trap: 'trap',
  restart: 'start',
}
const DPD: Readonly<Record<string, 'clear' | 'trap' | 'restart'>> = {
  clear: 'clear',
  hold: 'trap',
  trap: 'trap',
  restart: 'restart',
}

/** A conn without dpdaction does not look after its peer at all. */
const dpdDelayOf = (ask: Ask): Connection['dpdDelay'] => {
  const action = ask('dpdaction')
  const delay = ask('dpddelay')
  if (action === undefined || action.text === 'none') return undefined
  return { value: secondsOf(delay?.text ?? '') ?? 30, word: delay ?? action }
}

const listLost = (key: string, word: Word, value: Word, problems: Problem[]): void => {
  const onSide = /^(?:left|right)(.*)$/.exec(key)?.[1]
  if (READ_KEYS.has(key) || onSide === '' || READ_SIDE_KEYS.has(onSide ?? '')) return
  if (SAME_ANYWAY[key]?.test(value.text) === true) return
  problems.push(
    notExpressed(
      {
        text: `${key}=${value.text}`,
        place: { ...word.place, endLine: value.place.endLine, endColumn: value.place.endColumn },
      },
      LOST[key] ?? LOST[onSide ?? ''] ?? DEFAULT_LOST,
      'see whether anything depends on it, before the gateway is handed over',
    ),
  )
}
