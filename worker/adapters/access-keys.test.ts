import { expect, test } from 'vitest'
import { accessKeys } from './access-keys.ts'

const TEAM = 'https://miskatonic.cloudflareaccess.com'
const KEY = { kid: 'one', kty: 'RSA', n: 'n', e: 'AQAB' } as const

const world = (team = TEAM) => {
  const asked: { url: string; redirect: string | undefined }[] = []
  const send = async (url: string, { redirect }: RequestInit): Promise<Response> => {
    asked.push({ url, redirect })
    return Response.json({ keys: [KEY] })
  }
  return { asked, keys: accessKeys(team, () => 1_000_000, send) }
}

test('two people who come at once are both let in, and a key that is not known is asked for no second time', async () => {
  const { asked, keys } = world()
  expect(await Promise.all([keys.including('one'), keys.including('one')])).toEqual([[KEY], [KEY]])
  const first = asked.length
  await keys.including('invented')
  expect(asked).toHaveLength(first)
})

test('keys come with TLS and from nowhere else than the team: whoever answers says who is let in', async () => {
  const { asked, keys } = world()
  await keys.including('one')
  expect(asked).toEqual([{ url: `${TEAM}/cdn-cgi/access/certs`, redirect: 'manual' }])
  const plain = world('http://miskatonic.cloudflareaccess.com')
  expect(await plain.keys.including('one')).toEqual([])
  expect(plain.asked).toEqual([])
})
