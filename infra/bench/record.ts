import { readFile, writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'

const DOC = fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url))

/** Replaces what stands between the marks of a section in docs/benchmarks.md; throws when it has no such section. */
export const record = async (section: string, text: string): Promise<void> => {
  const doc = await readFile(DOC, 'utf8')
  const marks = new RegExp(`<!-- ${section} -->[\\s\\S]*<!-- /${section} -->`)
  if (!marks.test(doc)) throw new Error(`docs/benchmarks.md has no section ${section}`)
  const [, load = 0] = loadavg()
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, at a load of ${load.toFixed(1)} (five minutes)`
  const written = `<!-- ${section} -->\nMeasured on ${machine}.\n\n${text}\n<!-- /${section} -->`
  await writeFile(
    DOC,
    doc.replace(marks, () => written),
  )
}
