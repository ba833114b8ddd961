import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { watch } from 'chokidar'
import { isNetworkPath, NETWORK_FOLDERS } from '../../schema/topology/beside/attachments.ts'
import { CommandError } from '../command-error.ts'

/** Milliseconds without a change before a check: editors write in several steps. */
const QUIET = 60

/**
 * A tick at once, and one after every change to the topology in a folder, until the signal is aborted. Changes that come
 * close together, or while the last tick is still being worked on, make one tick. Throws a CommandError when the system
 * cannot watch the folder.
 */
export async function* folderTicks(folder: string, signal: AbortSignal): AsyncGenerator<'tick'> {
  const watcher = watch(folder, {
    ignoreInitial: true,
    depth: 1,
    ignored: file => !concerns(path.relative(folder, file)),
  })
  const bell = new Bell()
  let broken: Error | undefined
  watcher.on('all', () => bell.ring())
  watcher.on('ready', () => bell.ring())
  watcher.on('error', error => {
    broken = error instanceof Error ? error : new Error(String(error))
    bell.ring()
  })
  signal.addEventListener('abort', () => bell.ring(), { once: true })
  try {
    while (!signal.aborted) {
      await bell.rung()
      while (bell.rings && !signal.aborted) {
        bell.hush()
        await pause(QUIET)
      }
      if (broken !== undefined) throw unwatchable(folder, broken)
      if (!signal.aborted) yield 'tick'
    }
  } finally {
    await watcher.close()
  }
}

/** A repository may hold much beside a topology, and inotify has only so many watches. */
const concerns = (name: string): boolean =>
  name === '' ||
  NETWORK_FOLDERS.some(folder => folder === name) ||
  isNetworkPath(name.split(path.sep).join('/'))

/** Remembers that something happened until somebody has heard it. */
class Bell {
  rings = false
  #heard: () => void = () => undefined

  ring(): void {
    this.rings = true
    this.#heard()
  }

  hush(): void {
    this.rings = false
  }

  rung(): Promise<void> {
    return this.rings ? Promise.resolve() : new Promise(resolve => (this.#heard = resolve))
  }
}

const unwatchable = (folder: string, cause: Error): CommandError =>
  new CommandError(
    'unreadable',
    `${folder} cannot be watched: ${cause.message}`,
    'run cygnet check by hand, or raise fs.inotify.max_user_watches',
    cause,
  )
