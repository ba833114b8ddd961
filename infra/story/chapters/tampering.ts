import { approvedChange } from '../approved-change.ts'
import type { Cast } from '../cast.ts'
import { fingerprint, inForce, inGateway } from '../gateway-words.ts'
import { eventually, hold } from '../narrator.ts'
import { green } from './rollout.ts'

/** The release that is tampered with: what is there after those of the chapters before. */
const RELEASE = 5

/** Somebody has the object store. Each attempt is refused by its code, changes nothing on the gateway, and is reported. */
export const tampering = async (cast: Cast): Promise<void> => {
  const { say, lab, bucket } = cast
  const rlyeh = lab.gateway('rlyeh')
  const ulthar = lab.gateway('ulthar')
  await inGateway(rlyeh, 'systemctl', 'stop', 'cygnet-runner')
  const known = new Set((await bucket.list({ prefix: 'targets/' })).objects.map(({ key }) => key))
  const merged = await release(cast)
  const fresh = await eventually('the new bundles', async () => {
    const keys = (await bucket.list({ prefix: 'targets/' })).objects
      .map(({ key }) => key)
      .filter(key => !known.has(key))
    return keys.length === 2 ? keys : undefined
  })
  const own = fresh.find(key => key.startsWith('targets/rlyeh/')) ?? ''
  const other = fresh.find(key => key.startsWith('targets/ulthar/')) ?? ''
  const honest = await bytesOf(bucket, own)

  const flipped = Uint8Array.from(honest)
  flipped[100] = (flipped[100] ?? 0) ^ 1
  await bucket.put(own, flipped)
  await refused(cast, 'one flipped byte in the stored bundle', 'bundle-hash')
  await triedAgain(cast, merged)

  await bucket.put(own, await bytesOf(bucket, other))
  await refused(cast, 'the other gateway’s bundle in its place', 'bundle-hash')
  await triedAgain(cast, merged)

  await bucket.put(own, honest)
  await inGateway(rlyeh, 'date', '-s', '+2 days')
  await refused(cast, 'a timestamp.json that has expired', 'expired-timestamp')
  await inGateway(rlyeh, 'date', '-s', '-2 days')

  await say.check('with the honest bytes back, rlyeh goes on by itself', async () => {
    await inGateway(rlyeh, 'systemctl', 'start', 'cygnet-runner')
    for (const gateway of [rlyeh, ulthar])
      await eventually(`release ${RELEASE} on ${gateway.name}`, async () =>
        ((await inForce(gateway))?.release ?? 0) >= RELEASE ? true : undefined,
      )
    return `release ${RELEASE} is in force`
  })
  await green(cast, merged, RELEASE)
}

/** Told again to rlyeh, after a person looked: what halted goes on with `cygnet resume`. */
const triedAgain = async ({ say, lab, maintainer, cygnet }: Cast, merged: string): Promise<void> => {
  const says = (what: string, words: RegExp): Promise<unknown> =>
    eventually(what, async () => {
      const run = await maintainer.check(merged, 'cygnet / rollout')
      return run !== undefined && words.test(`${run.title}\n${run.summary}`) ? run : undefined
    })
  await say.check('the rollout halts by that and says why; resumed, rlyeh is told again', async () => {
    await inGateway(lab.gateway('rlyeh'), 'cygnet-runner', 'once')
    await says('the halt', /^release \d+: halted, (?!going)[\s\S]*by rlyeh \(bundle-hash\)/)
    await cygnet('resume')
    await says('that it is told', /\| rlyeh \| 2 \|[^\n]*\| is told/)
    return 'bundle-hash'
  })
}

/** A small change, approved and merged while rlyeh does not listen; ulthar, whose wave is the first, takes it. */
const release = async (cast: Cast): Promise<string> => {
  const { author } = cast
  await author.branch('dpd')
  const text = await author.read('topology.yaml')
  const sooner = text.replace(
    /(between: \{ rlyeh: vswitch, ulthar: eth1 \}.*\n)/,
    '$1    dpd: { delay: 20s }\n',
  )
  const change = {
    branch: 'dpd',
    title: 'Notice a dead peer sooner',
    files: { 'topology.yaml': sooner },
  }
  return (await approvedChange(cast, change)).merged
}

const refused = async (cast: Cast, what: string, code: string): Promise<void> => {
  const { say, lab } = cast
  const rlyeh = lab.gateway('rlyeh')
  await say.check(`${what}: refused, untouched, reported`, async () => {
    const before = await fingerprint(rlyeh)
    const { code: exit, stderr } = await rlyeh.exec(['cygnet-runner', 'once'])
    hold(exit === 1 && stderr.includes(code), `exit ${exit}: ${stderr}`)
    hold((await fingerprint(rlyeh)) === before, 'the gateway is not as it was')
    await eventually(`the report of ${code}`, async () =>
      (await reportedProblem(cast)) === code ? true : undefined,
    )
    return code
  })
}

/** The code of what rlyeh said last, as an operator sees it. */
const reportedProblem = async ({ cygnet }: Cast): Promise<string | undefined> => {
  const { stdout } = await cygnet('status', '--format', 'json')
  const status: { gateways: { name: string; report: { problem: { code: string } | null } | null }[] } =
    JSON.parse(stdout)
  return status.gateways.find(({ name }) => name === 'rlyeh')?.report?.problem?.code
}

const bytesOf = async (bucket: Cast['bucket'], key: string): Promise<Uint8Array> => {
  const object = await bucket.get(key)
  hold(object !== null, `the store has no ${key}`)
  return new Uint8Array(await object.arrayBuffer())
}
