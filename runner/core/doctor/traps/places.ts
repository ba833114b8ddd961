import { type Finding, shellWord, type Trap } from '../finding.ts'

/** Below this many bytes a release with its way back may not find room. */
const ENOUGH = 64 * 1024 * 1024

/** A folder that is gone, a disk that is full or read-only. */
export const places: Trap = ({ places: all }) =>
  all.flatMap(({ path, free, writable }): Finding[] => {
    if (free === undefined)
      return [
        {
          code: 'folder-missing',
          observed: 'programs of this gateway fail in odd ways, and changes are refused',
          why: `there is no ${path}`,
          mend: `install -d -m ${path === '/tmp' ? '1777' : '0755'} ${shellWord(path)}`,
        },
      ]
    if (!writable)
      return [
        {
          code: 'disk-read-only',
          observed: 'no change is applied any more; traffic flows on',
          why: `${path} cannot be written: its file system is mounted read-only, often after an error of the disk`,
          mend: `mount -o remount,rw "$(findmnt -nro TARGET -T ${shellWord(path)})"`,
        },
      ]
    if (free >= ENOUGH) return []
    return [
      {
        code: 'disk-full',
        observed: 'changes are refused, and reports may be lost',
        why: `only ${Math.floor(free / 1024 / 1024)} MiB are free for ${path}`,
        mend: 'journalctl --vacuum-size=100M; apt-get clean',
      },
    ]
  })
