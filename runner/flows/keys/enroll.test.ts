import { expect, test } from 'vitest'
import { digestOf } from '../../../schema/wire/canonical.ts'
import { Enrolment } from '../../../schema/wire/enrolment.ts'
import { rootPath } from '../../../schema/wire/repository.ts'
import { World } from '../../../test/attacks/world.ts'
import { MemoryDisk } from '../../adapters/memory/disk.ts'
import { CONFIG, SEAL_KEY, SIGN_KEY, TRUST_ROOT } from '../../core/paths.ts'
import type { Delivery } from '../../ports/control-plane.ts'
import { enroll } from './enroll.ts'

const begin = async (delivery: Delivery = { kind: 'taken' }) => {
  const world = await World.begin()
  const disk = new MemoryDisk()
  const posted: [string, string][] = []
  const controlPlane = {
    post: async (url: string, body: Uint8Array): Promise<Delivery> => {
      posted.push([url, new TextDecoder().decode(body)])
      return await Promise.resolve(delivery)
    },
  }
  const token = {
    network: 'miskatonic',
    gateway: 'rlyeh',
    url: 'https://control.example/v1/miskatonic/',
    root: digestOf(world.stored(rootPath(1))),
    secret: 's'.repeat(43),
  }
  return { disk, posted, token, ports: { disk, controlPlane, sourceOf: () => world.source } }
}

test('a gateway makes its keys, anchors its trust, and sends only what is public', async () => {
  const { disk, posted, token, ports } = await begin()
  const keys = await enroll(ports, token)
  expect(posted.map(([url]) => url)).toEqual(['https://control.example/v1/miskatonic/enrolments'])
  expect(Enrolment.parse(JSON.parse(posted[0]?.[1] ?? ''))).toEqual({
    gateway: 'rlyeh',
    secret: token.secret,
    keys,
  })
  for (const path of [SIGN_KEY, SEAL_KEY]) {
    expect(disk.files.get(path)?.mode).toBe(0o600)
    expect(posted[0]?.[1]).not.toContain(disk.text(path)?.trim())
  }
  expect(JSON.parse(disk.text(CONFIG) ?? '')).toEqual({
    network: 'miskatonic',
    gateway: 'rlyeh',
    source: 'https://control.example/v1/miskatonic/repository',
    reports: 'https://control.example/v1/miskatonic/reports',
  })
  expect(disk.text(CONFIG)).not.toContain(token.secret)
})

test('a repository with another root is not joined: nothing is sent, nothing is trusted', async () => {
  const { disk, posted, token, ports } = await begin()
  await expect(enroll(ports, { ...token, root: 'f'.repeat(64) })).rejects.toMatchObject({
    code: 'anchor-mismatch',
  })
  expect(posted).toEqual([])
  expect([...disk.files.keys()]).toEqual([])
})

test('a root that its own keys did not sign is not joined, though the token names it', async () => {
  const { disk, posted, token, ports } = await begin()
  const world = await World.begin()
  const unsigned = await world.rotate({ version: 1 }, [])
  const named = { ...token, root: digestOf(unsigned) }
  await expect(enroll({ ...ports, sourceOf: () => world.source }, named)).rejects.toMatchObject({
    code: 'below-threshold',
  })
  expect(posted).toEqual([])
  expect([...disk.files.keys()]).toEqual([])
})

test('what a control plane refuses with is said in its words, and moves no cursor', async () => {
  const error = {
    code: 'token-not-good',
    message: 'the token was used\u001b[2J',
    hint: 'run cygnet gateway add',
  }
  const refused = await begin({ kind: 'undelivered', words: `403 ${JSON.stringify({ error })}` })
  await expect(enroll(refused.ports, refused.token)).rejects.toThrow(
    'the control plane did not take the enrolment: token-not-good: the token was used?[2J; run cygnet gateway add',
  )
  const strange = await begin({ kind: 'undelivered', words: '502 {"nobody": true}' })
  await expect(enroll(strange.ports, strange.token)).rejects.toThrow('enrolment: 502 {"nobody": true}')
})

test('a token that was used before leaves the gateway as it was, and another try keeps its keys', async () => {
  const { disk, token, ports } = await begin({ kind: 'unwanted', words: '409 the token was used' })
  await expect(enroll(ports, token)).rejects.toThrow(/the token was used/)
  expect(disk.files.has(CONFIG)).toBe(false)
  expect(disk.files.has(TRUST_ROOT)).toBe(false)
  const kept = disk.text(SIGN_KEY)
  await enroll({ ...ports, controlPlane: { post: () => Promise.resolve({ kind: 'taken' }) } }, token)
  expect(disk.text(SIGN_KEY)).toBe(kept)
})
