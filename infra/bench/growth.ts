import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as z from 'zod'

const run = promisify(execFile)

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const Cost = z.object({
  check: z.number(),
  compile: z.number(),
  megabytes: z.number(),
  bytes: z.number(),
  text: z.number(),
  tunnels: z.number(),
})

const NETWORKS = [
  ['hub', 10],
  ['hub', 100],
  ['hub', 1000],
  ['mesh', 10],
  ['mesh', 100],
  ['mesh', 300],
] as const

/** Checks and compiles networks of growing size, each in a process of its own; a table of what that cost. */
export const growthTable = async (): Promise<string> => {
  const rows: string[] = []
  for (const [shape, count] of NETWORKS) {
    const { stdout } = await run(process.execPath, [at('compile-network.ts'), shape, String(count)])
    const cost = Cost.parse(JSON.parse(stdout))
    const total = cost.check + cost.compile
    const perMegabyte = (total * 1000) / (cost.bytes / 1e6)
    rows.push(
      `| ${count} gateways, ${shape === 'hub' ? 'hub with spokes' : 'full mesh'} | ${cost.tunnels.toLocaleString('en')} | ${milliseconds(cost.check)} | ${milliseconds(cost.compile)} | ${cost.megabytes.toFixed(0)} MiB | ${(cost.bytes / 1e6).toFixed(2)} MB | **${perMegabyte.toFixed(0)} ms** |`,
    )
    console.log(rows.at(-1))
  }
  return [
    '| network | tunnels | check | compile | peak memory | bundles | time per MB of bundles |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

const milliseconds = (seconds: number): string => `${Math.round(seconds * 1000).toLocaleString('en')} ms`

const Hostile = z.object({
  texts: z.record(z.string(), z.object({ first: z.string(), spent: z.number() })),
  megabytes: z.number(),
})

/** What the worst of the hostile texts cost, each cut to what is read at all; `names` are those to try. */
export const hostileTable = async (names: readonly string[]): Promise<string> => {
  const rows: { text: string; cost: number }[] = []
  for (const name of names) {
    const { stdout } = await run(process.execPath, [at('../../test/fixtures/read-hostile.ts'), name, 'cut'])
    const { texts, megabytes } = Hostile.parse(JSON.parse(stdout))
    const { first, spent } = texts[name] ?? { first: '', spent: 0 }
    const text = `| ${name} | ${spent.toFixed(0)} ms | ${megabytes.toFixed(0)} MiB | \`${first}\` |`
    rows.push({ text, cost: spent })
    console.log(text)
  }
  return [
    '| text | CPU | peak memory of the process | first error |',
    '| --- | --- | --- | --- |',
    ...rows.toSorted((a, b) => b.cost - a.cost).map(({ text }) => text),
  ].join('\n')
}
