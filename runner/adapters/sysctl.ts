import { promises, readFileSync } from 'node:fs'
import { SETTING } from '../core/kernel/sysctl-text.ts'
import type { Sysctl } from '../ports/sysctl.ts'
import { ToolError } from '../ports/tool-error.ts'

/** Kernel settings through /proc/sys, or through the folder that a test puts in its place. */
export const procSysctl = (root = '/proc/sys'): Sysctl => ({
  read: async key => {
    try {
      return await Promise.resolve(readFileSync(pathOf(root, key), 'utf8').trim())
    } catch (error) {
      if (isAbsent(error)) return undefined
      throw new ToolError('failed', 'sysctl', `${key} cannot be read`, { cause: error })
    }
  },
  write: async (key, value) => {
    try {
      await promises.writeFile(pathOf(root, key), `${value}\n`, { flag: 'r+' })
    } catch (cause) {
      const words = cause instanceof Error ? cause.message : String(cause)
      throw new ToolError(isAbsent(cause) ? 'refused' : 'failed', 'sysctl', `${key} = ${value}: ${words}`, {
        cause,
      })
    }
  },
})

/** The parser already refuses such keys; a path is made from one here, so it is checked here too. */
const pathOf = (root: string, key: string): string => {
  if (!SETTING.test(key)) throw new ToolError('refused', 'sysctl', `${key} is not a setting's name`)
  return `${root}/${key.replaceAll('.', '/')}`
}

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'
