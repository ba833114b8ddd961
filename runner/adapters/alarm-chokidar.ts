import { dirname } from 'node:path'
import { type FSWatcher, watch } from 'chokidar'
import type { Alarm } from '../ports/alarm.ts'

/**
 * Watches the folders of the files: one that is replaced or not there yet has nothing of its own to watch. A system that
 * cannot watch leaves it to the next poll, and says so once.
 */
export const chokidarAlarm = (say: (line: string) => void): Alarm => {
  let watcher: FSWatcher | undefined
  let watched = ''
  let rings = false
  let heard: () => void = () => undefined
  const ring = (): void => {
    rings = true
    heard()
  }
  return {
    watch: async paths => {
      const wanted = [...paths].sort().join('\n')
      if (wanted === watched) return
      watched = wanted
      await watcher?.close()
      const [files, folders] = [new Set(paths), new Set(paths.map(path => dirname(path)))]
      const ignored = (path: string): boolean => !files.has(path) && !folders.has(path)
      watcher = watch([...folders], { ignoreInitial: true, depth: 0, ignored })
      watcher.on('all', (_, path) => {
        if (files.has(path)) ring()
      })
      watcher.on('error', error =>
        say(`files are not watched: ${error instanceof Error ? error.message : 'unknown'}`),
      )
    },
    rung: async () => {
      if (!rings) await new Promise<void>(resolve => (heard = resolve))
      rings = false
    },
  }
}
