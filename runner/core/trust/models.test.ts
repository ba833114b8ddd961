import { expect, test } from 'vitest'
import { rootOfJson, snapshotOfJson, targetsOfJson } from './models.ts'

const common = (type: string) => ({
  _type: type,
  spec_version: '1.0.31',
  version: 1,
  expires: '2030-01-01T00:00:00Z',
})
const key = { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: 'ab' } }
const role = (name: string) => ({ name, keyids: ['k'], threshold: 1, terminating: false, paths: ['*'] })
const delegating = (...roles: object[]) => ({
  signatures: [],
  signed: { ...common('targets'), targets: {}, delegations: { keys: { k: key }, roles } },
})

test('every key, role and file is there, as the models have it', () => {
  const { signed } = targetsOfJson(JSON.parse(JSON.stringify(delegating(role('b'), role('a')))))
  expect(Object.keys(signed.delegations?.keys ?? {})).toEqual(['k'])
  expect(Object.values(signed.delegations?.roles ?? {}).map(({ name }) => name)).toEqual(['b', 'a'])
  const meta = { 'targets.json': { version: 3, length: 7 }, 'a.json': { version: 2 } }
  const snapshot = snapshotOfJson({ signatures: [], signed: { ...common('snapshot'), meta } })
  expect(Object.entries(snapshot.signed.meta).map(([file, { version }]) => `${file} ${version}`)).toEqual([
    'targets.json 3',
    'a.json 2',
  ])
})

test.each([
  ['a role listed twice', 'twice', delegating(role('a'), role('a'))],
  ['a role called like one of the four', 'conflicts', delegating(role('root'))],
  ['a role that is none', 'keyids', delegating({ name: 'a' })],
])('%s is refused', (_, words, json) => {
  expect(() => targetsOfJson(JSON.parse(JSON.stringify(json)))).toThrow(words)
})

test('keys that are a list, and a root without one of the four roles, are refused', () => {
  const four = { root: 1, timestamp: 1, snapshot: 1, targets: 1 }
  const roles = Object.fromEntries(Object.keys(four).map(name => [name, { keyids: ['k'], threshold: 1 }]))
  const root = (change: object) =>
    rootOfJson({
      signatures: [],
      signed: { ...common('root'), consistent_snapshot: true, keys: { k: key }, roles, ...change },
    })
  expect(Object.keys(root({}).signed.keys)).toEqual(['k'])
  expect(() => root({ keys: [key] })).toThrow('keys')
  const { targets: _, ...three } = roles
  expect(() => root({ roles: three })).toThrow('top-level')
})
