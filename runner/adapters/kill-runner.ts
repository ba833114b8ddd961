import { run } from './process.ts'

/** Ends a runner that hangs while it holds the lock; the service starts anew after it. */
export const killRunner = async (): Promise<void> => {
  await run('systemctl', ['kill', '--signal=KILL', 'cygnet-runner.service'])
}
