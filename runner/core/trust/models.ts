import {
  Key,
  Metadata,
  MetadataKind,
  MetaFile,
  type Root,
  type Snapshot,
  TargetFile,
  Targets,
} from '@tufjs/models'
import { type JsonObject, objectIn } from './json.ts'

// The models copy a whole object for each member that they add to it. Nobody vouches yet for what is read here, and a root of some
// thousand keys would take them minutes: they are given empty objects, and then the members one by one (docs/adr/0213).

type Delegations = NonNullable<Targets['delegations']>

/** A root out of JSON. Throws when it has not the shape of one. */
export const rootOfJson = (json: JsonObject): Metadata<Root> => {
  const signed = objectIn(json, 'signed')
  const roles = Object.fromEntries(membersOf(signed, 'roles').filter(([name]) => TOP_LEVEL.has(name)))
  const metadata = Metadata.fromJSON(MetadataKind.Root, { ...json, signed: { ...signed, keys: {}, roles } })
  for (const [id, key] of membersOf(signed, 'keys')) metadata.signed.keys[id] = Key.fromJSON(id, key)
  return metadata
}

/** The same for a snapshot. */
export const snapshotOfJson = (json: JsonObject): Metadata<Snapshot> => {
  const signed = objectIn(json, 'signed')
  const metadata = Metadata.fromJSON(MetadataKind.Snapshot, { ...json, signed: { ...signed, meta: {} } })
  for (const [file, meta] of membersOf(signed, 'meta')) metadata.signed.meta[file] = MetaFile.fromJSON(meta)
  return metadata
}

/** The same for targets, or for a role that they delegate to. */
export const targetsOfJson = (json: JsonObject): Metadata<Targets> => {
  const signed = objectIn(json, 'signed')
  const { targets: _, delegations: __, ...common } = signed
  const listed = Object.hasOwn(signed, 'delegations') ? objectIn(signed, 'delegations') : undefined
  const metadata = Metadata.fromJSON(MetadataKind.Targets, {
    ...json,
    signed: { ...common, targets: {}, ...(listed && { delegations: emptied(listed) }) },
  })
  const { targets, delegations } = metadata.signed
  for (const [path, file] of membersOf(signed, 'targets')) targets[path] = TargetFile.fromJSON(path, file)
  if (listed && delegations) fill(delegations, listed)
  return metadata
}

const emptied = (delegations: JsonObject): JsonObject => ({
  ...delegations,
  keys: {},
  ...(Object.hasOwn(delegations, 'roles') && { roles: [] }),
})

const fill = (delegations: Delegations, listed: JsonObject): void => {
  for (const [id, key] of membersOf(listed, 'keys')) delegations.keys[id] = Key.fromJSON(id, key)
  const { roles } = delegations
  if (roles === undefined) return
  if (!Array.isArray(listed['roles'])) throw new TypeError('the roles of delegations are no list')
  for (const one of listed['roles'])
    for (const [name, role] of Object.entries(rolesOf({ keys: {}, roles: [one] }))) {
      if (Object.hasOwn(roles, name)) throw new TypeError('delegations list a role twice')
      roles[name] = role
    }
}

/** By way of the only model that reads them. */
const rolesOf = (delegations: JsonObject): NonNullable<Delegations['roles']> =>
  Targets.fromJSON({ ...NOTHING, delegations }).delegations?.roles ?? {}

const NOTHING = {
  _type: 'targets',
  spec_version: '1.0',
  version: 1,
  expires: '1970-01-01T00:00:00Z',
  targets: {},
}

const TOP_LEVEL: ReadonlySet<string> = new Set(['root', 'timestamp', 'snapshot', 'targets'])

/** The members of an object within an object, each an object itself. Throws for anything else. */
const membersOf = (json: JsonObject, member: string): [string, JsonObject][] => {
  const value = json[member]
  if (!isObject(value)) throw new TypeError(`${member} is no object`)
  return Object.entries(value).map(([name, one]) => {
    if (!isObject(one)) throw new TypeError(`${member} holds something that is no object`)
    return [name, one]
  })
}

const isObject = (value: JsonObject[string] | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
