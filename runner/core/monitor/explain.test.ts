import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LOSS_CAUSES, MEASURED_BOUNDS } from '../../../schema/wire/measured.ts'
import { type Beside, explain } from './explain.ts'
import type { By, Happening } from './happening.ts'
import type { Loss } from './loss.ts'

const NOON = Date.UTC(2026, 10, 26, 12)
const PATH = { tunnel: 'rlyeh-ulthar', child: 'web', from: '10.1.0.1', to: '10.2.0.1', largest: 1438 }

/** A loss of so many seconds that began at noon, a packet a second. */
const loss = (seconds: number, more: Partial<Loss> = {}): Loss => ({
  path: PATH,
  size: 'small',
  from: NOON,
  to: NOON + seconds * 1000,
  lost: Math.ceil(seconds),
  ongoing: false,
  ...more,
})

const BELOW = { tunnel: 'rlyeh-ulthar', from: '192.0.2.1', to: '192.0.2.2' }

/** Something so many seconds after noon, on the tunnel unless told. */
const happened = (
  seconds: number,
  kind: Happening['kind'],
  by?: By,
  where: Partial<Pick<Happening, 'tunnel' | 'child'>> = {},
): Happening => ({ at: NOON + seconds * 1000, kind, by, tunnel: 'rlyeh-ulthar', child: undefined, ...where })

const beside = (more: Partial<Beside>): Beside => ({
  happenings: [],
  underlay: { sent: 3, lost: 0 },
  around: { sent: 19, lost: 0 },
  passes: undefined,
  stalled: false,
  ...more,
})

const EVERYWHERE = { tunnel: undefined }

type Case = readonly [words: string, cause: string, loss: Loss, beside: Partial<Beside>]

const CASES: readonly Case[] = [
  [
    '3.1 s of loss, 0.2 s after IKE SA rekey started by the peer; underlay clean',
    'rekey',
    loss(3.1),
    { happenings: [happened(-0.2, 'ike-rekey', 'peer')] },
  ],
  [
    '1.0 s of loss, 0.5 s after CHILD SA rekey started here; underlay clean',
    'rekey',
    loss(1),
    { happenings: [happened(-0.5, 'child-rekey', 'us', { child: 'web' })] },
  ],
  [
    '3.1 s of loss, 0.3 s after re-authentication started here; underlay clean',
    'reauthentication',
    loss(3.1),
    { happenings: [happened(-0.3, 'reauthentication', 'us'), happened(2.9, 'ike-up', 'us')] },
  ],
  [
    '2.0 s of loss around re-authentication started by the peer (it ended the IKE SA and made another at once); underlay clean',
    'reauthentication',
    loss(2),
    { happenings: [happened(0.4, 'ike-down', 'peer'), happened(0.4, 'reauthentication', 'peer')] },
  ],
  [
    '3.1 s of loss; underlay lost the same packets: provider (3 of 3)',
    'underlay',
    loss(3.1),
    { underlay: { sent: 3, lost: 3 }, happenings: [happened(-0.3, 'reauthentication', 'us')] },
  ],
  [
    '25.0 s of loss; underlay lost the same packets: provider, or the other gateway is off (24 of 25)',
    'underlay',
    loss(25),
    { underlay: { sent: 25, lost: 24 } },
  ],
  [
    '6.0 s of loss; underlay lost 4 of 6 packets: provider',
    'underlay',
    loss(6),
    { underlay: { sent: 6, lost: 4 } },
  ],
  [
    '5 min of loss; underlay lost the same packets: provider, or the other gateway is off (300 of 300)',
    'underlay',
    loss(300, { ongoing: true }),
    { underlay: { sent: 300, lost: 300 }, happenings: [happened(95, 'dpd', 'us')] },
  ],
  [
    '1.0 s of loss below the tunnel, 1 packet: provider',
    'underlay',
    loss(1, { path: BELOW }),
    { underlay: undefined },
  ],
  [
    '8.0 s of loss, 1.0 s after IKE SA delete sent by the peer; underlay lost 1 of 8 packets',
    'sa-down',
    loss(8),
    { underlay: { sent: 8, lost: 1 }, happenings: [happened(-1, 'ike-down', 'peer')] },
  ],
  [
    '2 min 10 s of loss, with dead peer detection (the peer did not answer) 1 min 35 s into it; underlay clean',
    'dpd',
    loss(130),
    { happenings: [happened(95, 'dpd', 'us'), happened(129, 'ike-up', 'us')] },
  ],
  [
    '40.0 s of loss, ended by a new IKE SA started by the peer; underlay clean',
    'sa-down',
    loss(40),
    { happenings: [happened(39.8, 'ike-up', 'peer')] },
  ],
  [
    '9.0 s of loss, 0.5 s after the end of the IKE daemon; underlay clean',
    'sa-down',
    loss(9, { ongoing: true }),
    { happenings: [happened(-0.5, 'daemon-down', undefined, EVERYWHERE)] },
  ],
  [
    '2.0 s of loss while cygnet was changing this gateway; underlay clean',
    'change',
    loss(2),
    {
      happenings: [happened(-4, 'change', 'us', EVERYWHERE), happened(-0.1, 'reauthentication', 'us')],
    },
  ],
  [
    'this gateway did not get round to measuring for 4.0 s',
    'gateway',
    loss(4),
    { stalled: true, underlay: { sent: 4, lost: 4 }, happenings: [happened(-0.2, 'ike-rekey', 'peer')] },
  ],
  [
    '4.0 s of loss, 0.2 s after re-authentication started here; underlay clean',
    'reauthentication',
    loss(4),
    { stalled: true, happenings: [happened(-0.2, 'reauthentication', 'us')] },
  ],
  [
    'large packets only: MTU, largest that passes 1374, where 1438 should',
    'size',
    loss(600, { size: 'large' }),
    { passes: 1374, happenings: [happened(-0.2, 'ike-rekey', 'peer')] },
  ],
  [
    'large packets only: MTU, largest that passes 1374, where 1438 should, since cygnet changed this gateway',
    'size',
    loss(600, { size: 'large' }),
    { passes: 1374, happenings: [happened(-3, 'change', 'us', EVERYWHERE)] },
  ],
  [
    'large packets only: MTU, 1438 bytes do not pass',
    'size',
    loss(60, { size: 'large', lost: 1, ongoing: true }),
    {},
  ],
  [
    '1.0 s of large packets lost, 0.2 s after re-authentication started here; underlay clean',
    'reauthentication',
    loss(1, { size: 'large' }),
    { happenings: [happened(-0.2, 'reauthentication', 'us')] },
  ],
  [
    '1.0 s of loss; underlay lost 2 of 17 packets around it: provider',
    'underlay',
    loss(1),
    { around: { sent: 17, lost: 2 } },
  ],
  [
    '40.0 s of loss; underlay clean; nothing known happened beside it',
    'unknown',
    loss(40),
    { around: { sent: 56, lost: 2 } },
  ],
  ['3.1 s of loss; underlay clean; nothing known happened beside it', 'unknown', loss(3.1), {}],
  ['3.1 s of loss; nothing known happened beside it', 'unknown', loss(3.1), { underlay: undefined }],
]

describe('a loss is put down to what was nearest', () => {
  test.each(CASES)('%s', (words, cause, one, more) => {
    expect(explain(one, beside(more))).toEqual({ ...one, cause, words })
  })
})

describe('a loss is not put down to', () => {
  test.each<[string, Happening]>([
    ['what another tunnel did', happened(-0.2, 'reauthentication', 'us', { tunnel: 'rlyeh-kadath' })],
    ['what another CHILD SA did', happened(-0.2, 'child-rekey', 'us', { child: 'mail' })],
    ['what was over before the last packet that was answered', happened(-5, 'ike-rekey', 'us')],
    ['what began while packets were lost already', happened(5, 'reauthentication', 'us')],
    ['who ended the SA because of it', happened(5, 'ike-down', 'us')],
    ['an SA that came up long before it', happened(-0.2, 'ike-up', 'us')],
  ])('%s', (_, happening) => {
    expect(explain(loss(10), beside({ happenings: [happening] }))).toMatchObject({ cause: 'unknown' })
  })
})

test('where probes are rare, what happened since the last answer counts', () => {
  const rare = loss(60, { lost: 1 })
  const happenings = [happened(-40, 'reauthentication', 'us')]
  expect(explain(rare, beside({ happenings, underlay: undefined })).words).toBe(
    '1 min of loss, 40.0 s after re-authentication started here',
  )
})

test('one tunnel that ends takes all of its children, each with the same cause', () => {
  const happenings = [happened(-0.2, 'ike-down', 'peer')]
  for (const child of ['web', 'mail'])
    expect(explain(loss(5, { path: { ...PATH, child } }), beside({ happenings }))).toMatchObject({
      cause: 'sa-down',
      words: '5.0 s of loss, 0.2 s after IKE SA delete sent by the peer; underlay clean',
    })
})

describe('whatever was seen', () => {
  const time = fc.oneof(fc.double(), fc.integer(), fc.integer({ min: NOON - 10_000, max: NOON + 10_000 }))
  const count = fc.oneof(fc.nat(3), fc.nat())
  const name = fc.constantFrom('rlyeh-ulthar', 'web', undefined)
  const happening: fc.Arbitrary<Happening> = fc.record({
    at: time,
    kind: fc.constantFrom<Happening['kind']>(
      ...(['ike-up', 'ike-down', 'ike-rekey', 'reauthentication', 'child-up', 'child-down'] as const),
      ...(['child-rekey', 'dpd', 'daemon-up', 'daemon-down', 'change'] as const),
    ),
    tunnel: name,
    child: name,
    by: fc.constantFrom<By>('us', 'peer', undefined),
  })
  const anyLoss: fc.Arbitrary<Loss> = fc.record({
    path: fc.constantFrom(PATH, BELOW),
    size: fc.constantFrom('small' as const, 'large' as const),
    from: time,
    to: time,
    lost: count,
    ongoing: fc.boolean(),
  })
  const anyBeside: fc.Arbitrary<Beside> = fc.record({
    happenings: fc.array(happening, { maxLength: 30 }),
    around: fc.option(fc.record({ sent: count, lost: count }), { nil: undefined }),
    underlay: fc.option(fc.record({ sent: count, lost: count }), { nil: undefined }),
    passes: fc.option(count, { nil: undefined }),
    stalled: fc.boolean(),
  })

  test('there is one cause and one short sentence, the same every time', () => {
    fc.assert(
      fc.property(anyLoss, anyBeside, (one, more) => {
        const { cause, words, ...rest } = explain(one, more)
        expect(rest).toEqual(one)
        expect(LOSS_CAUSES).toContain(cause)
        expect(words.length).toBeLessThanOrEqual(MEASURED_BOUNDS.words)
        expect(words).toMatch(/^[ -~]+$/)
        expect(words).not.toMatch(/undefined|NaN|\b1 packets/)
        expect(explain(one, more)).toEqual({ ...one, cause, words })
      }),
      { numRuns: 2000 },
    )
  })
})
