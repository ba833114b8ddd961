import type { Problem } from '../../../schema/problem.ts'
import { formatAddress, formatCidr, parseAddress } from '../../../schema/topology/address.ts'
import { SECRET_NAME } from '../../../schema/topology/beside/sealed-file.ts'
import { ntHash } from '../../user/nt-hash.ts'
import { type Connection, isForClients } from '../model/connection.ts'
import type { Host } from '../model/host.ts'
import { isHost, selectorOf, selectorsOf } from '../model/selector.ts'
import type { SecretLine } from '../syntax/secret-line.ts'
import { weakWordIn } from '../traps/crypto.ts'
import { estimatedBits } from '../traps/secret-strength.ts'
import { notExpressed, remark, type Word } from '../word.ts'
import { accessPools, type NamedUser } from './access-pools.ts'
import type { AccessDraft, SecretDraft } from './draft.ts'
import type { InterfaceTable } from './interface-table.ts'
import { nameLike, untaken } from './names.ts'
import { plainId } from './secret-choice.ts'

/** Client to site: connections of one server identity are one access, and those that name a user are its users. */
export const accessDrafts = (
  host: Host,
  table: InterfaceTable,
  secrets: SecretDraft[],
  problems: Problem[],
): AccessDraft[] => {
  const groups = new Map<string, Connection[]>()
  for (const connection of host.connections) {
    if (!isForClients(connection) || !connection.loaded || !isSpoken(connection, problems)) continue
    const { local } = connection
    const key = JSON.stringify([
      local.id?.text,
      local.certificate?.text,
      local.addresses.map(({ text }) => text),
    ])
    groups.set(key, [...(groups.get(key) ?? []), connection])
  }
  const names = new Set<string>()
  return [...groups.values()].flatMap(group => {
    const [first] = group
    if (first === undefined) return []
    const name = untaken(nameLike(commonName(group), 15), names, 15)
    names.add(name)
    return draftOf(name, first, group, host, table, secrets, problems)
  })
}

const isSpoken = ({ remote, name }: Connection, problems: Problem[]): boolean => {
  if (remote.auth === 'eap-mschapv2') return true
  problems.push(
    notExpressed(
      name,
      `${name.text} asks clients for ${remote.auth}; here they prove who they are by EAP-MSCHAPv2`,
      'give the users passwords (cygnet user add), or keep the connection in a file of its own',
    ),
  )
  return false
}

/** The template that all of them inherit from, or what their names begin with. */
const commonName = (group: readonly Connection[]): string => {
  const names = group.map(({ name }) => name.text)
  const parent = group
    .flatMap(({ inherits }) => inherits)
    .find(name => group.every(one => one.inherits.includes(name) || one.name.text === name))
  if (parent !== undefined) return parent
  const [first = ''] = names
  let length = first.length
  for (const name of names) while (!name.startsWith(first.slice(0, length))) length--
  return first.slice(0, length) || 'clients'
}

const draftOf = (
  name: string,
  first: Connection,
  group: readonly Connection[],
  host: Host,
  table: InterfaceTable,
  secrets: SecretDraft[],
  problems: Problem[],
): AccessDraft => {
  const users = group.flatMap(connection => userOf(connection))
  const pools = accessPools(group, users, host, problems)
  for (const user of pools.users) addSecret(user, host, secrets, problems)
  const strong = (words: readonly Word[]) =>
    [...new Set(words.map(({ text }) => text))].filter(text => weakWordIn(text) === undefined)
  const routes = selectorsOf(group.flatMap(({ children }) => children.flatMap(({ local }) => local)))
  if (routes.length === 0)
    problems.push(
      notExpressed(first.name, 'access to the gateway alone', 'write under routes: what clients shall reach'),
    )
  return {
    name,
    from: first.name.place,
    via: table.speakingFrom(first.local.addresses[0]),
    id: plainId(first.local.id?.text ?? first.local.addresses[0]?.text ?? 'unknown'),
    certificate: group.map(({ local }) => local.certificate).find(certificate => certificate !== undefined),
    form: first.form,
    routes: [...new Set(routes.map(({ subnet }) => formatCidr(subnet)))],
    dns: [...new Set(group.flatMap(({ dns }) => dns.map(({ text }) => text)))].filter(
      text => parseAddress(text) !== undefined,
    ),
    ...pools,
    ike: strong(group.find(({ ike }) => ike !== undefined)?.ike?.list ?? []),
    esp: strong(
      group.flatMap(({ children }) => children).find(({ esp }) => esp !== undefined)?.esp?.list ?? [],
    ),
    dpd: first.dpdDelay?.value,
    sendCertificate: first.sendCertificate === 'always' ? undefined : first.sendCertificate,
  }
}

const userOf = ({ eapId, remote, pool }: Connection): NamedUser[] => {
  const word = [eapId, remote.id].find(id => id !== undefined && !id.text.startsWith('%'))
  const address = pool.map(selectorOf).find(one => one !== undefined && isHost(one))
  if (word === undefined || address === undefined) return []
  return [{ name: plainId(word.text), address: formatAddress(address.subnet), from: word.place }]
}

const addSecret = (
  { name, from }: NamedUser,
  host: Host,
  secrets: SecretDraft[],
  problems: Problem[],
): void => {
  const found = host.secrets.findLast(
    ({ kind, owners }) =>
      (kind === 'password' || kind === 'nt-hash') && owners.some(owner => plainId(owner) === name),
  )
  if (found === undefined || !SECRET_NAME.test(name))
    problems.push(
      remark('secret-missing', 'warning', from, {
        message: `${name.slice(0, 60)} cannot dial in: nothing among the host's secrets belongs to this user`,
        hint: `cygnet user add, or rotate, makes a password`,
        value: name,
      }),
    )
  else secrets.push({ name, from: found.place, ...sealable(found) })
}

/** A password as what takes its place: its NT hash, which lets people in and does not show what they typed. */
const sealable = ({ kind, value }: SecretLine): Pick<SecretDraft, 'holds' | 'bits' | 'value'> => {
  if (kind === 'nt-hash') return { holds: 'nt-hash', bits: 128, value }
  const bits = Math.min(128, estimatedBits(value))
  const text = new TextDecoder('utf-8').decode(value)
  // Bytes that are no text have no NT hash; strongSwan would take them as they are.
  return text.includes('\ufffd')
    ? { holds: 'password', bits, value }
    : { holds: 'nt-hash', bits, value: ntHash(text) }
}
