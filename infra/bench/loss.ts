import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ManagedLab } from '../lab/managed/managed-lab.ts'
import { eventually } from '../lab/patience.ts'
import { pingSteadily } from '../lab/steady-ping.ts'
import { reaches } from '../lab/transfer.ts'
import { KINDS, NETWORK } from './loss-network.ts'

/** Those whose runner acts. */
const ACTING = ['rlyeh', 'ulthar'] as const
const [HOST, FAR] = ['rlyeh/containers', '10.2.0.10'] as const

/** What people type instead, and where. */
const BY_HAND = [
  ['swanctl --load-all', 'rlyeh'],
  ['netplan apply', 'rlyeh'],
  ['systemctl restart strongswan', 'rlyeh'],
  ['ipsec reload', 'ulthar'],
  ['ipsec restart', 'ulthar'],
] as const

/**
 * Pings every 10 ms from a host behind one gateway to a host behind another, while changes that do not concern their tunnel
 * come through the runner of both, and while somebody types what people type; a table of what was lost.
 */
export const lossTable = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'cygnet-loss-'))
  const rows = [
    '| what happens meanwhile | by | pings | lost | longest gap |',
    '| --- | --- | --- | --- | --- |',
  ]
  const row = (cells: readonly string[]): void => {
    rows.push(`| ${cells.join(' | ')} |`)
    console.log(rows.at(-1))
  }
  try {
    await using managed = await ManagedLab.up({
      topology: NETWORK,
      folder,
      log: line => console.log(line),
    })
    await released(managed, NETWORK)
    await carries(managed)
    let text = NETWORK
    for (const { name, change } of KINDS) {
      text = change(text)
      row([name, 'the runner', ...(await lostDuring(managed, () => released(managed, text)))])
    }
    for (const [command, gateway] of BY_HAND)
      row([`\`${command}\``, 'hand', ...(await lostDuring(managed, () => typed(managed, gateway, command)))])
    return rows.join('\n')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const lostDuring = async (managed: ManagedLab, act: () => Promise<void>): Promise<string[]> => {
  const ping = await pingSteadily(managed.lab.host(HOST), FAR)
  await act()
  await sleep(2000)
  await carries(managed)
  const { replies, lost } = await ping.stop()
  return [
    String(replies + lost.length),
    `**${lost.length}**`,
    lost.length === 0 ? '' : `${longestRun(lost) * 10} ms`,
  ]
}

/** A release, and one turn of each runner; throws with its words when one does not take it. */
const released = async (managed: ManagedLab, topology: string): Promise<void> => {
  const release = await managed.release(managed.compile(topology))
  await Promise.all(
    ACTING.map(async name => {
      const turn = await managed.gateway(name).exec(['cygnet-runner', 'once'], { timeout: 180_000 })
      if (turn.code !== 0) throw new Error(`${name}: ${turn.stderr}`)
      await managed.reported(name, release, ['committed'], 10_000)
    }),
  )
}

const typed = async (managed: ManagedLab, gateway: string, command: string): Promise<void> => {
  const { code, stderr } = await managed.gateway(gateway).exec(['sh', '-c', command], { timeout: 120_000 })
  if (code !== 0) throw new Error(`${gateway}: ${command}: ${stderr}`)
}

const carries = (managed: ManagedLab): Promise<true> =>
  eventually('the tunnel carries', 120_000, async () =>
    (await reaches(managed.lab.host(HOST), FAR)) ? true : undefined,
  )

/** The longest row of numbers without a hole; the numbers ascend. */
const longestRun = (numbers: readonly number[]): number => {
  let [longest, run, last] = [0, 0, Number.NaN]
  for (const number of numbers) {
    run = number === last + 1 ? run + 1 : 1
    last = number
    longest = Math.max(longest, run)
  }
  return longest
}
