import { expect, test } from 'vitest'
import { ListenerError } from '../../ports/listener.ts'
import { faultOf } from './address.ts'
import { webhookListener } from './listener.ts'
import { keyIn, proof } from './signature.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const URL_ = 'https://hooks.example.net/x?token=a-secret'

interface Sent {
  readonly url: string
  readonly init: RequestInit
}

/** A listener whose webhook answers so, and what it was sent. */
const listening = (answer: () => Response, settings = { url: URL_, secret: SECRET }) => {
  const sent: Sent[] = []
  const clock = { now: () => new Date(1_614_265_330_900) }
  const listener = webhookListener(settings, clock, async (url, init) => {
    sent.push({ url, init })
    return answer()
  })
  const failure = () => listener.tell({ id: 'msg_1', body: '{}' }).catch((error: unknown) => error)
  return { listener, sent, failure }
}

test('signs as Standard Webhooks does: its own example', () => {
  const key = keyIn(SECRET)
  if (key === undefined) throw new Error('the secret is a good one')
  expect(proof(key, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330, '{"test": 2432232314}')).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

test('a secret that is short, long or no base64 is none', () => {
  const of = (bytes: number): string => `whsec_${Buffer.alloc(bytes, 1).toString('base64')}`
  expect([23, 24, 64, 65].map(bytes => keyIn(of(bytes))?.length)).toEqual([undefined, 24, 64, undefined])
  for (const wrong of ['', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_', `${SECRET}!`])
    expect(keyIn(wrong)).toBeUndefined()
})

test('a message is posted whole, follows no redirect, and nobody reads the answer', async () => {
  let cancelled = false
  const body = new ReadableStream({
    pull: controller => controller.enqueue(new Uint8Array(1 << 20)),
    cancel: () => {
      cancelled = true
    },
  })
  const { listener, sent } = listening(() => new Response(body, { status: 200 }))
  await listener.tell({ id: 'msg_1', body: '{"a":1}' })
  expect(sent[0]).toMatchObject({
    url: URL_,
    init: {
      method: 'POST',
      body: '{"a":1}',
      redirect: 'manual',
      headers: { 'webhook-timestamp': '1614265330' },
    },
  })
  expect(cancelled).toBe(true)
})

test('anything but success is tried again, and no error holds the address', async () => {
  for (const [answer, code] of [
    [
      () => new Response(null, { status: 302, headers: { location: 'https://other.example.net' } }),
      'refused',
    ],
    [() => new Response(null, { status: 500 }), 'refused'],
    [
      () => {
        throw new TypeError(`connect to ${URL_} failed`)
      },
      'unavailable',
    ],
  ] as const) {
    const error = await listening(answer).failure()
    expect(error).toMatchObject({ code })
    expect(error instanceof ListenerError && error.message).not.toMatch(/hooks|secret/)
  }
})

test('without settings nobody is told; with half of them, or bad ones, that is said', async () => {
  const silent = listening(() => new Response(), { url: '', secret: '' })
  expect(await silent.failure()).toBeUndefined()
  expect(silent.sent).toEqual([])
  for (const settings of [
    { url: URL_, secret: '' },
    { url: '', secret: SECRET },
    { url: 'http://hooks.example.net', secret: SECRET },
  ])
    expect(await listening(() => new Response(), settings).failure()).toMatchObject({ code: 'misconfigured' })
})

test('goes to the internet, with TLS, and into nobody’s own network', () => {
  for (const good of [
    'https://hooks.example.net/x',
    'https://93.184.216.34:8443/',
    'https://[2606:4700::1]/',
  ])
    expect(faultOf(good)).toBeUndefined()
  for (const bad of [
    'http://hooks.example.net',
    'ftp://hooks.example.net',
    'https://user:pass@hooks.example.net',
    'https://localhost/',
    'https://printer.local',
    'https://gitlab',
    'https://10.0.0.1',
    'https://0x7f.1/',
    'https://2130706433',
    'https://169.254.169.254/latest',
    'https://192.168.1.1',
    'https://100.64.0.1',
    'https://[::1]',
    'https://[fd00::1]',
    'https://[::ffff:10.0.0.1]',
    'nonsense',
  ])
    expect([bad, faultOf(bad)]).toEqual([bad, expect.stringContaining('NOTIFY_URL')])
})

test('settings that tell nobody are known before anything happens, and are not repeated', () => {
  const lack = (url: string | undefined, secret: string | undefined) =>
    webhookListener({ url, secret }, { now: () => new Date() }).settings
  expect([lack(URL_, SECRET), lack(undefined, undefined), lack('', '')]).toEqual([
    { said: true },
    { said: false },
    { said: false },
  ])
  expect([
    lack(undefined, SECRET),
    lack(URL_, undefined),
    lack(URL_, 'whsec_c2hvcnQ='),
    lack(URL_.replace('https', 'http'), SECRET),
    lack('https://10.0.0.7/x', SECRET),
  ]).toEqual([
    { problem: 'NOTIFY_SECRET is set, and NOTIFY_URL is not' },
    { problem: 'NOTIFY_URL is set, and NOTIFY_SECRET is not' },
    { problem: 'NOTIFY_SECRET is not whsec_ and base64 of 24 to 64 bytes' },
    { problem: 'NOTIFY_URL is no address with https' },
    { problem: 'NOTIFY_URL leads into a private network' },
  ])
})
