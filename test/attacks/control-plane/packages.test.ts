import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { digestOf } from '../../../schema/wire/canonical.ts'
import { MAX_PACKAGE_BYTES } from '../../../schema/wire/runner-release.ts'
import { REFERENCE } from '../../fixtures/reference.ts'
import { ControlPlane } from './world.ts'

describe('a package of the runner', () => {
  let plane: ControlPlane
  const bytes = new TextEncoder().encode('!<arch>\na package')
  const sha256 = digestOf(bytes)

  beforeAll(async () => {
    plane = await ControlPlane.begin({ 'topology.yaml': REFERENCE })
  })
  afterAll(() => plane.end())

  const put = async (name: string, body: Uint8Array, token?: string) => {
    const { status, body: answer } = await plane.api('PUT', `/packages/${name}`, {
      body,
      ...(token && { token }),
    })
    return [status, answer.error?.code]
  }

  test('from nobody, or from someone who may not, is not stored', async () => {
    expect(await put(sha256, bytes)).toEqual([401, 'unknown-operator'])
    expect(await put(sha256, bytes, 'token-of-mallory')).toEqual([403, 'may-not'])
    expect(await plane.stored(`packages/${sha256}`)).toBeUndefined()
  })

  test('under a name that is not its own, or none, is not stored', async () => {
    expect(await put('f'.repeat(64), bytes, 'token-of-alice')).toEqual([400, 'malformed'])
    for (const name of ['latest', '..%2Fmetadata%2Ftimestamp.json', sha256.toUpperCase()])
      expect(await put(name, bytes, 'token-of-alice')).toEqual([400, 'malformed'])
    expect(await plane.stored(`packages/${'f'.repeat(64)}`)).toBeUndefined()
  })

  test('that is too long is not read', async () => {
    const long = new Uint8Array(MAX_PACKAGE_BYTES + 1)
    expect(await put('f'.repeat(64), long, 'token-of-alice')).toEqual([413, 'too-large'])
  })

  test('from an operator is served to gateways byte for byte, and who brought it is in the audit log', async () => {
    expect(await put(sha256, bytes, 'token-of-alice')).toEqual([201, undefined])
    expect(await put(sha256, bytes, 'token-of-bob')).toEqual([201, undefined])
    const served = await plane.api('GET', `/repository/packages/${sha256}`)
    expect(served).toEqual({ status: 200, body: { text: '!<arch>\na package' } })
    const { audit } = await plane.status()
    const admitted = audit.filter(
      ({ what, detail }) => what === 'package-admitted' && detail.includes(sha256),
    )
    expect(admitted.map(({ who }) => who)).toEqual(['alice', 'bob'])
  })
})
