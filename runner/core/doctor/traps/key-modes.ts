import { shellWord, type Trap } from '../finding.ts'

/** A private key that others on this host may read. */
export const keyModes: Trap = ({ keys }) =>
  [...keys]
    .filter(([, mode]) => (mode & 0o077) !== 0)
    .map(([path, mode]) => ({
      code: 'key-readable',
      observed: 'every user of this gateway can speak in its name, and open its secrets',
      why: `${path} has mode ${mode.toString(8)}`,
      mend: `chmod 600 ${shellWord(path)}`,
    }))
