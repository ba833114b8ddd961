import type { Problem } from '../../../schema/problem.ts'
import type { WholeSettings } from '../syntax/settings-references.ts'
import { notExpressed, type Word } from '../word.ts'
import type { Action, Child, Connection, Side } from './connection.ts'
import { DEFAULT_LOST, LOST } from './ipsec-keys.ts'
import { fixedAddresses, isYes, listOf, openProposals, secondsOf } from './strongswan-value.ts'
import { CHILD_KEYS, CONNECTION_KEYS, type KnownKeys, SIDE_KEYS } from './swanctl-keys.ts'

/** A section of swanctl.conf's connections in the one form; undefined, and a problem, when it is nothing that the language has. */
export const swanctlConnection = (
  section: WholeSettings,
  pools: WholeSettings | undefined,
  problems: Problem[],
): Connection | undefined => {
  const { name, values } = section
  const ask = (key: string) => values.get(key)
  if (ask('version')?.text === '1') {
    problems.push(
      notExpressed(
        ask('version') ?? name,
        `${name.text} speaks IKEv1, which has been obsolete since RFC 9395`,
        'move both ends to IKEv2, or keep it in a file of its own',
      ),
    )
    return undefined
  }
  listLost(values, CONNECTION_KEYS, problems)
  const remote = partOf(section, /^remote/)
  const reauth = secondsOf(ask('reauth_time')?.text ?? '') ?? 0
  const delay = secondsOf(ask('dpd_delay')?.text ?? '') ?? 0
  const named = listOf(ask('pools')).flatMap(pool => pools?.sections.get(pool.text) ?? [])
  return {
    form: 'swanctl',
    name,
    inherits: section.references.map(reference => reference.replace(/^connections\./, '')),
    loaded: true,
    local: sideOf(partOf(section, /^local/), fixedAddresses(ask('local_addrs')), problems),
    remote: sideOf(remote, fixedAddresses(ask('remote_addrs')), problems),
    eapId: remote?.values.get('eap_id'),
    ike: openProposals(ask('proposals')),
    encap: isYes(ask('encap')?.text) ? ask('encap') : undefined,
    dpdDelay: delay > 0 ? { value: delay, word: ask('dpd_delay') ?? name } : undefined,
    rekey: reauth > 0 ? undefined : rekeyOf(ask('rekey_time')),
    reauth: reauth > 0 ? ask('reauth_time') : undefined,
    pool: named.flatMap(pool => listOf(pool.values.get('addrs'))),
    dns: named.flatMap(pool => listOf(pool.values.get('dns'))),
    sendCertificate: SEND[ask('send_cert')?.text ?? ''],
    children: [...(section.sections.get('children')?.sections.values() ?? [])].flatMap(
      child => childOf(child, problems) ?? [],
    ),
  }
}

const SEND: Readonly<Record<string, Connection['sendCertificate']>> = {
  always: 'always',
  ifasked: 'if-asked',
  never: 'never',
}

/** The first round of authentication on one side. */
const partOf = ({ sections }: WholeSettings, side: RegExp): WholeSettings | undefined =>
  [...sections.values()].find(({ name }) => side.test(name.text))

const sideOf = (part: WholeSettings | undefined, addresses: readonly Word[], problems: Problem[]): Side => {
  if (part !== undefined) listLost(part.values, SIDE_KEYS, problems)
  return {
    addresses,
    id: part?.values.get('id'),
    auth: part?.values.get('auth')?.text ?? 'pubkey',
    certificate: listOf(part?.values.get('certs'))[0] ?? part?.sections.get('cert')?.values.get('file'),
  }
}

const childOf = ({ name, values }: WholeSettings, problems: Problem[]): Child | undefined => {
  const ask = (key: string) => values.get(key)
  const mode = ask('mode')
  if (mode !== undefined && mode.text !== 'tunnel') {
    problems.push(
      notExpressed(
        mode,
        `${name.text} is no tunnel between networks`,
        'keep it in a file of its own beside cygnet’s, or take it out',
      ),
    )
    return undefined
  }
  listLost(values, CHILD_KEYS, problems)
  const start = ask('start_action')
  const closing = ask('close_action')
  const closed = actionOf(closing?.text)
  const dying = ask('dpd_action')
  return {
    name,
    local: selectorsOf(ask('local_ts')),
    remote: selectorsOf(ask('remote_ts')),
    esp: openProposals(ask('esp_proposals')),
    start: { value: actionOf(start?.text) ?? 'none', word: start ?? name },
    dpdAction:
      dying?.text === 'clear' || dying?.text === 'trap' || dying?.text === 'restart'
        ? { value: dying.text, word: dying }
        : undefined,
    closeAction: closing === undefined || closed === undefined ? undefined : { value: closed, word: closing },
    rekey: childRekeyOf(ask('rekey_time'), ask('life_time')),
    updown: ask('updown'),
    deadUpdown: undefined,
  }
}

/** `trap|start` traps, and starts too: for one end of a tunnel that is what cygnet does anyway. */
const actionOf = (text: string | undefined): Action | undefined =>
  text === undefined ? undefined : /trap/.test(text) ? 'trap' : text === 'start' ? 'start' : 'none'

const selectorsOf = (word: Word | undefined): readonly Word[] =>
  listOf(word).filter(({ text }) => text !== 'dynamic' && text !== '%dynamic')

const rekeyOf = (word: Word | undefined): Connection['rekey'] => {
  const seconds = word === undefined ? undefined : secondsOf(word.text)
  return seconds === 0 ? 'never' : seconds
}

/** Without a rekey time, SAs are made anew a tenth before their life ends. */
const childRekeyOf = (rekey: Word | undefined, life: Word | undefined): Connection['rekey'] => {
  const seconds = secondsOf(life?.text ?? '')
  return rekey === undefined && seconds !== undefined && seconds > 0
    ? Math.floor((seconds * 10) / 11)
    : rekeyOf(rekey)
}

const listLost = (values: ReadonlyMap<string, Word>, known: KnownKeys, problems: Problem[]): void => {
  for (const [key, value] of values) {
    const same = known[key]
    if (same === true || (same !== undefined && same.test(value.text))) continue
    problems.push(
      notExpressed(
        { text: `${key} = ${value.text}`, place: value.place },
        LOST[key] ?? DEFAULT_LOST,
        'see whether anything depends on it, before the gateway is handed over',
      ),
    )
  }
}
