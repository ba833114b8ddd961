import { readdirSync, readFileSync } from 'node:fs'

/** Hundredths of a second: what proc(5) counts in on every Linux that we know. */
const TICKS = 100

/** What processes cost with all their children: seconds of CPU since they began, resident memory in MiB now. */
export interface TreeCost {
  readonly cpu: number
  readonly memory: number
}

/** Children that have ended count with whoever waited for them; what is shared between processes counts once for each. */
export const treeCost = (roots: readonly number[]): TreeCost => {
  const all = readdirSync('/proc').flatMap(name => (/^\d+$/.test(name) ? looked(Number(name)) : []))
  const members = new Set(roots)
  for (let size = -1; size !== members.size; ) {
    size = members.size
    for (const { pid, parent } of all) if (members.has(parent)) members.add(pid)
  }
  const tree = all.filter(({ pid }) => members.has(pid))
  const sum = (read: (one: Looked) => number): number => tree.reduce((total, one) => total + read(one), 0)
  return { cpu: sum(({ cpu }) => cpu), memory: sum(({ memory }) => memory) }
}

interface Looked extends TreeCost {
  readonly pid: number
  readonly parent: number
}

/** proc_pid_stat(5): the name may hold anything, so what is read stands behind its last bracket. */
const looked = (pid: number): Looked[] => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const cpu = fields.slice(11, 15).reduce((total, ticks) => total + ticks, 0) / TICKS
    const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return [{ pid, parent: fields[1] ?? 0, cpu, memory: Number(resident ?? 0) / 1024 }]
  } catch {
    // It ended meanwhile.
    return []
  }
}
