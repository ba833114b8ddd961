import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ToolError } from '../../ports/tool-error.ts'
import { run } from '../process.ts'

/** What the starter says of a configuration that it has nothing against. */
const HARMLESS = [/^Starting \S+ \S+ IPsec \[starter\]\.\.\.$/, /^starter is already running /, /^$/]

/**
 * Asks the starter's own parser. It has no option to only read; but it reads first, and then ends because "it is already
 * running". So it is started in the name of a program that is no daemon, whose pid file names this very process.
 */
export const checkByStarter = async (
  text: string,
  { starter, run: folder }: StarterPlaces,
): Promise<void> => {
  const scratch = await mkdtemp(join(folder, 'cygnet-ipsec-'))
  const pid = join(folder, 'starter.stroke.pid')
  try {
    const conf = join(scratch, 'ipsec.conf')
    await writeFile(conf, text, { mode: 0o600 })
    await writeFile(pid, `${process.pid}\n`)
    const args = ['--daemon', 'stroke', '--conf', conf, '--nofork']
    const { code, out, words } = await run(starter, args, { seconds: 10 })
    const complaints = `${out}\n${words}`
      .replaceAll(conf, 'ipsec.conf')
      .split('\n')
      .filter(line => !HARMLESS.some(pattern => pattern.test(line)))
    if (code !== 0 || complaints.length > 0)
      throw new ToolError('refused', 'starter', complaints.join('; ') || `exit code ${code}`)
  } finally {
    await unlink(pid).catch(() => undefined)
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Where the starter is, and where it keeps its pid files. */
export interface StarterPlaces {
  readonly starter: string
  readonly run: string
}

/** Those of Debian. */
export const DEBIAN: StarterPlaces = { starter: '/usr/lib/ipsec/starter', run: '/run' }
