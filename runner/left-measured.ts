import { existsSync } from 'node:fs'
import { TEXTFILE, TEXTFILES } from './adapters/monitor/metrics-textfile.ts'
import { UNSENT } from './core/paths.ts'
import type { Disk } from './ports/disk.ts'

/** Whether somebody has measured here: there is a textfile for node_exporter, or measurements wait for a database. `folder`: of textfiles, for tests. */
export const hasLeftMeasured = async (disk: Pick<Disk, 'list'>, folder = TEXTFILES): Promise<boolean> =>
  existsSync(`${folder}/${TEXTFILE}`) ||
  (await disk.list('look for kept measurements', UNSENT).catch(() => [])).length > 0
