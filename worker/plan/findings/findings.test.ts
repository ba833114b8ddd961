import { describe, expect, test } from 'vitest'
import type { Rollout } from '../../../schema/topology/operation.ts'
import type { Bundle } from '../../../schema/wire/bundle.ts'
import { accessWith, laptopValid } from '../../../test/fixtures/laptops.ts'
import { REFERENCE, validTopology } from '../../../test/fixtures/reference.ts'
import { referenceBundles } from '../../../test/fixtures/reference-bundles.ts'
import type { Written } from '../../../test/fixtures/two-sites.ts'
import { compile } from '../../compile/compile.ts'
import { planMarkdown } from '../markdown.ts'
import { type Plan, planBetween, type RulesOfPlan } from '../plan.ts'
import { planText } from '../text.ts'

const bundles = (from: string, to: string, text = REFERENCE): Bundle[] => {
  expect(text).toContain(from)
  return compile(validTopology(text.replace(from, to)))
}

const found = ({ findings }: Plan): string[] => findings.map(({ severity, code }) => `${severity} ${code}`)
const rules = (limit: Rollout['limit']): RulesOfPlan => ({ limit, waves: [] })
const after = (from: string, to: string): Plan => planBetween(referenceBundles(), bundles(from, to))

const ROUTE = 'routes: [{ to: 172.16.0.0/24, via: 172.16.0.17, on-link: true }]'

describe('the way to the control plane', () => {
  test('a default route through a managed interface may be that way', () => {
    const plan = after(ROUTE, 'routes: [{ to: 0.0.0.0/0, via: 172.16.0.17 }]')
    expect(found(plan)).toEqual(['warning lockout-risk'])
    expect(plan.findings[0]?.message).toContain(
      '`vswitch`, which leads to public addresses, is configured anew',
    )
  })

  test('so may a route to some public addresses, and when it is taken away again', () => {
    const routed = bundles(ROUTE, 'routes: [{ to: 198.51.100.0/24, via: 172.16.0.17 }]')
    expect(found(planBetween(referenceBundles(), routed))).toEqual(['warning lockout-risk'])
    expect(found(planBetween(routed, referenceBundles()))).toEqual(['warning lockout-risk'])
  })

  test('a VLAN between private addresses leads nowhere else', () => {
    expect(found(after('vlan: 4090', 'vlan: 4091'))).toEqual([])
  })

  test('public space that is declared private is reached through tunnels only', () => {
    const plan = after('private: [10.0.0.0/8]', 'private: [10.0.0.0/8, 198.51.100.0/24]')
    expect(found(plan)).toEqual(['warning lockout-risk', 'warning lockout-risk'])
    expect(plan.findings[0]?.message).toContain('`198.51.100.0/24` is public space')
    expect(found(after('private: [10.0.0.0/8]', 'private: [10.0.0.0/8, 192.168.0.0/16]'))).toEqual([])
  })
})

describe('people who dial in', () => {
  const laptops = (change: Written = {}) => compile(laptopValid(accessWith(change)))

  test('another address for somebody who may be online', () => {
    const plan = planBetween(laptops(), laptops({ users: { bob: { address: '10.0.255.201' } } }))
    expect(found(plan)).toEqual(['warning pool-change'])
    expect(plan.findings[0]?.message).toContain('the addresses of `laptops-bob` change')
  })

  test('somebody who is gone, and was online a minute ago', () => {
    expect(found(planBetween(laptops(), laptops({ users: { bob: undefined } })))).toEqual([
      'warning pool-change',
    ])
  })

  test('somebody new takes nothing from anybody', () => {
    expect(found(planBetween(laptops({ users: { bob: undefined } }), laptops()))).toEqual([])
  })
})

describe('what is taken away', () => {
  const [rlyeh, ulthar] = referenceBundles()
  const without = (bundle: Bundle | undefined): Bundle[] =>
    bundle === undefined
      ? []
      : [
          {
            ...bundle,
            secrets: [],
            files: bundle.files.filter(({ path }) => !path.startsWith('/etc/swanctl/')),
          },
        ]

  test('a tunnel that is removed is ended, and the plan says so', () => {
    const plan = planBetween(referenceBundles(), [...without(rlyeh), ...without(ulthar)])
    expect(found(plan)).toEqual(['info tunnel-removed'])
    expect(plan.findings[0]?.message).toContain('`rlyeh-ulthar` ends on `rlyeh` and `ulthar`')
  })

  test('a tunnel that is added, or changed, is not', () => {
    expect(found(planBetween([], referenceBundles()))).toEqual([])
  })

  test('more removals than the limit allows', () => {
    const limit = { gateways: undefined, removals: { unit: 'count', value: 1 } } as const
    const gone = planBetween(referenceBundles(), without(rlyeh), rules(limit))
    expect(found(gone)).toEqual(['warning blast-radius', 'info tunnel-removed'])
    expect(gone.findings[0]?.message).toContain('1 gateway and 1 tunnel are removed at once')
    const enough = { gateways: undefined, removals: { unit: 'count', value: 2 } } as const
    expect(found(planBetween(referenceBundles(), without(rlyeh), rules(enough)))).toEqual([
      'info tunnel-removed',
    ])
  })
})

describe('how many gateways change at once', () => {
  const changed = (): Bundle[] => bundles('private: [10.0.0.0/8]', 'private: [10.0.0.0/8, 192.168.0.0/16]')
  const limited = (value: number, unit: 'percent' | 'count') =>
    found(
      planBetween(referenceBundles(), changed(), rules({ gateways: { unit, value }, removals: undefined })),
    )

  test('beyond the limit a second word is needed', () => {
    expect(limited(50, 'percent')).toEqual(['warning blast-radius'])
    expect(limited(1, 'count')).toEqual(['warning blast-radius'])
  })

  test('within it nothing is said', () => {
    expect(limited(100, 'percent')).toEqual([])
    expect(limited(2, 'count')).toEqual([])
  })

  test('one gateway is always within it, and so are all that are new', () => {
    const one = [...changed().slice(0, 1), ...referenceBundles().slice(1)]
    const limit = { gateways: { unit: 'percent', value: 1 }, removals: undefined } as const
    expect(found(planBetween(referenceBundles(), one, rules(limit)))).toEqual([])
    expect(found(planBetween([], referenceBundles(), rules(limit)))).toEqual([])
  })
})

test('whoever approves reads it before the tables, on a terminal and on GitHub', () => {
  const plan = after(ROUTE, 'routes: [{ to: 0.0.0.0/0, via: 172.16.0.17 }]')
  expect(planText(plan, { colour: false })).toMatch(
    /^2? ?.*\n(?:.*\n)*warning\[lockout-risk\]: `rlyeh` may no longer reach/,
  )
  const markdown = planMarkdown(plan, 65_535)
  expect(markdown.indexOf('### Before you approve')).toBeGreaterThan(0)
  expect(markdown.indexOf('### Before you approve')).toBeLessThan(markdown.indexOf('### Tunnels'))
})
