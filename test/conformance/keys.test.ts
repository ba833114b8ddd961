import { describe, expect, test } from 'vitest'
import { Client } from './client.ts'
import { type Kind, newKey } from './keys.ts'
import { Repository } from './repository.ts'

interface Served {
  signatures: { keyid: string; sig: string }[]
  signed: unknown
}

/** What was served last, changed as JSON, and not signed again. */
const tamper = (repository: Repository, role: string, change: (served: Served) => void): void => {
  const served: Served = JSON.parse(Buffer.from(repository.newest(role)).toString())
  change(served)
  repository.replace(role, Buffer.from(JSON.stringify(served)))
}

describe('keys of every type that TUF names', () => {
  const kinds: readonly Kind[] = [
    'ed25519',
    'ed25519 in PEM',
    'ecdsa',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'rsassa-pss-sha256',
    'rsa-pkcs1v15-sha256',
  ]

  test.each(kinds)('%s: its signature counts, one that only looks like it does not', async kind => {
    const client = await Client.anchored()
    const { repository } = client
    const key = repository.addKey('root', newKey(kind))
    repository.keysOf('root').threshold = 2
    repository.publish('root')
    expect(await client.refresh()).toBe(0)
    expect(client.trusted()[0]).toBe('root 2')
    repository.publish('root')
    const wrong = newKey(kind).sign(Buffer.from('something else'))
    tamper(repository, 'root', ({ signatures }) => {
      for (const signature of signatures) if (signature.keyid === key.keyid) signature.sig = wrong
    })
    expect(await client.refresh()).toBe(1)
    expect(client.said).toContain('below-threshold')
    expect(client.trusted()[0]).toBe('root 2')
  })

  test.each(['dsa', 'hmac', '__proto__', 'constructor'])('one of type %s does not count', async keytype => {
    const client = await Client.anchored()
    const { repository } = client
    const key = newKey()
    repository.addKey('root', { ...key, json: { ...key.json, keytype } })
    repository.keysOf('root').threshold = 2
    repository.publish('root')
    expect(await client.refresh()).toBe(1)
    expect(client.trusted()).toEqual(['root 1'])
  })

  test('a key whose curve is not the one that its scheme names does not count', async () => {
    const client = await Client.anchored()
    const { repository } = client
    const key = newKey('ecdsa-sha2-nistp384')
    repository.addKey('root', { ...key, json: { ...key.json, scheme: 'ecdsa-sha2-nistp256' } })
    repository.keysOf('root').threshold = 2
    repository.publish('root')
    expect(await client.refresh()).toBe(1)
  })
})

describe('a threshold', () => {
  test('that the signatures do not meet', async () => {
    const repository = new Repository()
    repository.keysOf('snapshot').threshold = 3
    repository.addKey('snapshot')
    repository.addKey('snapshot')
    repository.publish('root', 'targets', 'snapshot', 'timestamp')
    const client = await Client.anchored(repository)
    expect(await client.refresh()).toBe(0)
    repository.signersOf('snapshot').pop()
    repository.publish('targets', 'snapshot', 'timestamp')
    expect(await client.refresh()).toBe(1)
    expect(client.trusted()).toContain('snapshot 2')
  })

  test('that cannot be met: there are fewer keys than it asks for', async () => {
    const client = await Client.anchored()
    const { repository } = client
    for (let count = 0; count < 4; count++) repository.addKey('snapshot')
    repository.keysOf('snapshot').threshold = 6
    repository.publish('root', 'snapshot', 'timestamp')
    expect(await client.refresh()).toBe(1)
    expect(client.trusted()).toEqual(['root 2', 'timestamp 2'])
  })

  test('is not met by keys that only the root lists', async () => {
    const client = await Client.anchored()
    const { repository } = client
    await client.refresh()
    repository.keysOf('snapshot').threshold = 2
    repository.addKey('snapshot')
    repository.signersOf('snapshot').pop()
    repository.publish('root', 'snapshot', 'timestamp')
    expect(await client.refresh()).toBe(1)
    expect(client.trusted()).toContain('root 2')
    expect(client.trusted()).not.toContain('snapshot 2')
  })
})

describe('one key, many times', () => {
  test('under one id, in the list of a role and among the signatures', async () => {
    const client = await Client.anchored()
    const { repository } = client
    const { keyid } = repository.addKey('snapshot')
    const keys = repository.keysOf('snapshot')
    keys.keyids.push(...Array.from({ length: 8 }, () => keyid))
    keys.threshold = 6
    repository.publish('root', 'snapshot', 'timestamp')
    tamper(repository, 'snapshot', served => {
      const twin = served.signatures.filter(signature => signature.keyid === keyid)
      served.signatures.push(...Array.from({ length: 8 }, () => twin).flat())
    })
    expect(await client.refresh()).toBe(1)
    expect(client.trusted().some(name => name.startsWith('snapshot'))).toBe(false)
  })

  test.each(['ecdsa', 'rsassa-pss-sha256', 'ed25519'] as const)('%s under many ids', async kind => {
    const client = await Client.anchored()
    const { repository } = client
    const key = newKey(kind)
    for (const twin of ['a', 'b', 'c']) repository.addKey('snapshot', { ...key, keyid: twin.repeat(64) })
    repository.keysOf('snapshot').threshold = 3
    repository.publish('root', 'snapshot', 'timestamp')
    expect(await client.refresh()).toBe(1)
    expect(client.said).toContain('is signed by 2 of 3 keys')
  })

  test('written in two ways', async () => {
    const client = await Client.anchored()
    const { repository } = client
    const key = newKey('ed25519 in PEM')
    const pem = JSON.stringify(key.json['keyval']).match(/BEGIN PUBLIC KEY-----\\n(.*)\\n-----END/)?.[1] ?? ''
    const hex = Buffer.from(pem, 'base64').subarray(12).toString('hex')
    const inHex = { ...key.json, keyval: { public: hex } }
    repository.addKey('snapshot', key)
    repository.addKey('snapshot', { ...key, keyid: 'f'.repeat(64), json: inHex })
    repository.keysOf('snapshot').threshold = 3
    repository.publish('root', 'snapshot', 'timestamp')
    expect(await client.refresh()).toBe(1)
    expect(client.said).toContain('is signed by 2 of 3 keys')
  })

  test('one signature listed twice is refused, though the threshold is met', async () => {
    const client = await Client.anchored()
    tamper(client.repository, 'snapshot', served => served.signatures.push(...served.signatures))
    expect(await client.refresh()).toBe(1)
    expect(client.trusted()).toEqual(['root 1', 'timestamp 1'])
  })
})

describe('a wrong signature beside a right one', () => {
  test.each(['of something else', '', 'no hex'])('%j does not spoil what is signed enough', async wrong => {
    const client = await Client.anchored()
    const { repository } = client
    const [first] = repository.signersOf('timestamp')
    repository.addKey('timestamp')
    repository.publish('root', 'timestamp')
    tamper(repository, 'timestamp', ({ signatures }) => {
      for (const signature of signatures)
        if (signature.keyid === first?.keyid)
          signature.sig = wrong.startsWith('of') ? first.sign(Buffer.from('other')) : wrong
    })
    expect(await client.refresh()).toBe(0)
  })
})
