import { lstatSync } from 'node:fs'
import type { FileMarks } from '../ports/file-marks.ts'

/** Marks by lstat(2). The time of change cannot be set by hand, so whoever writes a file leaves another mark. */
export const fileMarks = (root = ''): FileMarks => ({
  of: async path => {
    const found = await Promise.resolve(lstatSync(root + path, { bigint: true, throwIfNoEntry: false }))
    if (found === undefined) return undefined
    const { mode, dev, ino, size, ctimeNs } = found
    return { mode: Number(mode) & 0o7777, stamp: [mode, dev, ino, size, ctimeNs].join(':') }
  },
})
