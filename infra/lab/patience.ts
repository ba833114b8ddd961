import { setTimeout as sleep } from 'node:timers/promises'
import { LabError } from './lab-error.ts'

/**
 * Asks until the answer is not undefined. Errors while asking count as "not yet"; the last one becomes the cause.
 * Throws `timeout` naming `what` after `milliseconds`.
 */
export const eventually = async <T>(
  what: string,
  milliseconds: number,
  ask: () => Promise<T | undefined>,
  every = 20,
): Promise<T> => {
  const end = performance.now() + milliseconds
  let cause: unknown
  for (;;) {
    try {
      const answer = await ask()
      if (answer !== undefined) return answer
    } catch (error) {
      cause = error
    }
    if (performance.now() > end)
      throw new LabError('timeout', `${what}: not within ${milliseconds} ms`, { cause })
    await sleep(every)
  }
}
