import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withGatewayKeys } from '../../../schema/topology/enrol.ts'
import { bundleDigest } from '../../../schema/wire/bundle.ts'
import type { SignedReport } from '../../../schema/wire/report.ts'
import { MAX_REPORT_BYTES } from '../../../schema/wire/report-bounds.ts'
import { compile } from '../../../worker/compile/compile.ts'
import { publicKeys, REFERENCE, testKeys, validTopology } from '../../fixtures/reference.ts'
import { REFERENCE_WITH_ARCHIVE, referenceBundles } from '../../fixtures/reference-bundles.ts'
import { ControlPlane, seedOf } from './world.ts'

const [rlyeh, ulthar] = referenceBundles().map(bundleDigest)
if (rlyeh === undefined || ulthar === undefined) throw new Error('the reference network has two bundles')

/** One story in order: each attack finds the state that the honest steps before it left. */
describe('reports', () => {
  let plane: ControlPlane
  let commit: string
  let genuine: SignedReport

  beforeAll(async () => {
    plane = await ControlPlane.begin({ 'README.md': 'a network' })
    commit = plane.gitHub.commit({ 'topology.yaml': REFERENCE }, 'main')
    await plane.pushed('bob')
    const run = plane.gitHub.run('cygnet / rollout', commit)
    if (run !== undefined) await plane.press('alice', run)
  })
  afterAll(() => plane.end())

  const send = async (body: unknown): Promise<[number, string | undefined]> => {
    const answer = await plane.api('POST', '/reports', { body })
    return [answer.status, answer.body.error?.code]
  }
  const rollout = () => plane.gitHub.run('cygnet / rollout', commit)
  const standings = async () => (await plane.status()).gateways.map(gateway => gateway.standing)
  const committed = (bundle: string) => ({ bundle, inForce: bundle, outcome: 'committed' as const })

  test('of refusals outside a rollout are kept and shown, and move nothing', async () => {
    const problem = { code: 'expired', message: 'timestamp.json expired | [click](http://evil)' }
    expect(await send(plane.report('rlyeh', { outcome: 'refused', problem }))).toEqual([200, undefined])
    const { gateways, release } = await plane.status()
    expect(gateways[0]?.report?.problem).toEqual(problem)
    expect(release?.phase).toBe('rolling')
  })

  test('of drift are shown as they are, bounded, and move nothing', async () => {
    const one = {
      kind: 'chain',
      what: 'IPv4 filter CYGNET-FORWARD',
      diff: ['+-A CYGNET-FORWARD -j ACCEPT'],
    } as const
    const drift = { repaired: false, found: [{ ...one, diff: [...one.diff] }], more: 0 }
    const unchanged = { outcome: 'unchanged' as const, drift }
    expect(await send(plane.report('rlyeh', unchanged))).toEqual([200, undefined])
    expect((await plane.status()).gateways[0]?.report?.drift).toEqual(drift)
    expect(await standings()).toEqual(['pending', 'pending'])
    const long = { ...drift, found: Array.from({ length: 13 }, () => ({ ...one, diff: [] })) }
    expect(await send(plane.report('rlyeh', { ...unchanged, drift: long }))).toEqual([400, 'malformed'])
    const wide = { ...drift, found: [{ ...one, diff: ['x'.repeat(161)] }] }
    expect(await send(plane.report('rlyeh', { ...unchanged, drift: wide }))).toEqual([400, 'malformed'])
    expect(await send(plane.report('rlyeh', { outcome: 'unchanged' }))).toEqual([200, undefined])
    expect((await plane.status()).gateways[0]?.report?.drift).toBeNull()
  })

  test('for another gateway: signed with a key that is not its own', async () => {
    const forged = plane.report('ulthar', committed(ulthar), seedOf('rlyeh'))
    expect(await send(forged)).toEqual([403, 'bad-signature'])
    expect(await standings()).toEqual(['pending', 'pending'])
  })

  test('with one word changed on the way', async () => {
    genuine = plane.report('rlyeh', { ...committed(rlyeh), outcome: 'reverted', inForce: ulthar })
    const changed = { ...genuine, report: { ...genuine.report, outcome: 'committed', inForce: rlyeh } }
    expect(await send(changed)).toEqual([403, 'bad-signature'])
    expect(await standings()).toEqual(['pending', 'pending'])
  })

  test('of another network, of a gateway that no release names', async () => {
    expect(await send(plane.report('rlyeh', { network: 'arkham' }))).toEqual([403, 'wrong-network'])
    expect(await send(plane.report('rlyeh', { gateway: 'dunwich' }))).toEqual([404, 'unknown-gateway'])
  })

  test('too large, or no report at all', async () => {
    const large = { ...plane.report('rlyeh'), filler: 'x'.repeat(MAX_REPORT_BYTES) }
    expect(await send(large)).toEqual([413, 'too-large'])
    expect(await send('{"report":')).toEqual([400, 'malformed'])
    expect(await send({ ...plane.report('rlyeh'), extra: 1 })).toEqual([400, 'malformed'])
  })

  test('replayed: an old "committed" does not undo a newer "reverted"', async () => {
    const healthy = plane.report('rlyeh', committed(rlyeh))
    expect(await send(healthy)).toEqual([200, undefined])
    expect(await standings()).toEqual(['committed', 'pending'])
    const sick = plane.report('rlyeh', {
      outcome: 'reverted',
      bundle: rlyeh,
      problem: { code: 'probe', message: 'no answer from `10.2.0.1` <img src=x> | @everyone' },
    })
    expect(await send(sick)).toEqual([200, undefined])
    expect(await send(healthy)).toEqual([409, 'replayed'])
    // Told to go back, or back already: it had nothing before.
    expect((await plane.status()).gateways[0]?.words?.code).toBe('probe')
    expect((await standings())[0]).toMatch(/^return(ing|ed)$/)
  })

  test('the very same once more is known, and answered kindly', async () => {
    const again = plane.report('ulthar', committed(ulthar))
    expect((await plane.api('POST', '/reports', { body: again })).body['report']).toBe('taken')
    expect((await plane.api('POST', '/reports', { body: again })).body['report']).toBe('known')
  })

  test('a gateway’s words are shown, and are no markdown', async () => {
    await plane.settled()
    expect(rollout()).toMatchObject({ status: 'completed', conclusion: 'failure' })
    const summary = rollout()?.output.summary ?? ''
    expect(summary).toContain('no answer from &#96;10.2.0.1&#96;')
    expect(summary).not.toMatch(/<img|@everyone/)
  })

  test('of a wave that halted, and the word of somebody who may not, start nothing again', async () => {
    expect(await standings()).toEqual(['returned', 'returned'])
    const run = rollout()
    if (run === undefined) throw new Error('there is no rollout check')
    expect(run.actions?.map(action => action.identifier)).toEqual(['resume-rollout'])
    expect(await send(plane.report('rlyeh', committed(rlyeh)))).toEqual([200, undefined])
    await plane.press('mallory', run, 'resume-rollout')
    expect((await plane.status()).release?.phase).toBe('halted')
    expect(rollout()?.output.summary).toContain(
      '**Refused:** mallory: steering a rollout takes the permission',
    )
    await plane.press('alice', run, 'resume-rollout')
    expect((await plane.status()).release?.phase).toBe('rolling')
  })

  test('of all gateways make the check green', async () => {
    expect(await send(plane.report('ulthar', committed(ulthar)))).toEqual([200, undefined])
    expect(await send(plane.report('rlyeh', committed(rlyeh)))).toEqual([200, undefined])
    await plane.settled()
    expect(rollout()).toMatchObject({ status: 'completed', conclusion: 'success' })
    expect(rollout()?.output.title).toBe('release 1: all 2 gateways committed')
    expect(rollout()?.output.summary).toMatch(/\| ulthar \| 1 \| `[0-9a-f]{12}` \| runs it \| 1 \/ 0 \/ 0 \|/)
  })

  test('by the key of a gateway that was replaced: what was stolen cannot keep its successor out', async () => {
    const successor = testKeys(90)
    const topology = withGatewayKeys(REFERENCE_WITH_ARCHIVE, 'rlyeh', publicKeys(successor)) ?? ''
    const [target] = compile(validTopology(topology)).map(bundleDigest)
    const replaced = plane.gitHub.commit({ 'topology.yaml': topology }, 'main')
    await plane.pushed('bob')
    const before = plane.report('rlyeh', { outcome: 'unchanged' })
    expect(await send(before)).toEqual([200, undefined])
    const run = plane.gitHub.run('cygnet / rollout', replaced)
    if (run !== undefined) await plane.press('alice', run)
    expect(await standings()).toEqual(['pending', 'pending'])
    const forged = { outcome: 'reverted' as const, bundle: target ?? '', inForce: rlyeh }
    expect(await send(plane.report('rlyeh', forged))).toEqual([403, 'bad-signature'])
    expect(await standings()).toEqual(['pending', 'pending'])
    const own = successor.sign.secretKey.slice(0, 32)
    expect(await send(plane.report('rlyeh', committed(target ?? ''), own))).toEqual([200, undefined])
    expect(await standings()).toEqual(['committed', 'pending'])
  })
})
