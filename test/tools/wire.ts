import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Namespace } from './namespace.ts'

/** Joins two namespaces by a cable: an interface `wire` in each, up, with its address. This machine's own stay as they are. */
export const wire = async (
  ...[[one, oneAddress], [other, otherAddress]]: readonly [
    readonly [Namespace, string],
    readonly [Namespace, string],
  ]
): Promise<void> => {
  const peer = ['peer', 'name', 'wire', 'netns', String(other.pid)]
  await promisify(execFile)('ip', ['link', 'add', 'wire', 'netns', String(one.pid), 'type', 'veth', ...peer])
  for (const [namespace, address] of [
    [one, oneAddress],
    [other, otherAddress],
  ] as const) {
    await namespace.must('ip', ['address', 'add', address, 'dev', 'wire'])
    await namespace.must('ip', ['link', 'set', 'wire', 'up'])
  }
}
