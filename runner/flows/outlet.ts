import type { Measurement, Measurements } from '../ports/measurements.ts'

/** Measurements that wait for whoever takes them: five minutes. What is older goes. */
const WAITING = 30

/** Hands measurements on one after the other, and never waits for whoever takes them. What goes wrong there is said once, until it goes well. */
export const outlet = (to: Measurements, say: (line: string) => void): ((next: Measurement) => void) => {
  const waiting: Measurement[] = []
  let busy = false
  let said = ''
  const drain = async (): Promise<void> => {
    busy = true
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      try {
        await to.take(next)
        said = ''
      } catch (error) {
        const words = error instanceof Error ? error.message : String(error)
        if (words !== said) say(`measurements: ${words}`)
        said = words
      }
    busy = false
  }
  return next => {
    waiting.push(next)
    if (waiting.length > WAITING) waiting.shift()
    if (!busy) void drain()
  }
}
