import type { MonitoredPath } from '../../schema/wire/monitor.ts'
import type { Echo } from '../core/monitor/echo.ts'

/** Echo requests along many paths without an end. */
export interface Echoes {
  /**
   * Asks along each path every so many milliseconds, until the signal is given; resolves then. Every request is told once, when it
   * is answered or given up. Throws a `ToolError` when the program ends by itself.
   */
  watch(
    paths: readonly MonitoredPath[],
    every: number,
    tell: (echo: Echo) => void,
    signal: AbortSignal,
  ): Promise<void>
  /** Bytes of the largest packet that passes along a path, where its `largest` does not; undefined when nobody can say. */
  passes(path: MonitoredPath, signal: AbortSignal): Promise<number | undefined>
}
