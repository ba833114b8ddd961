import { operatorKeys } from '../../schema/operator-keys.ts'
import { digestOf } from '../../schema/wire/canonical.ts'
import { rootPath } from '../../schema/wire/repository.ts'
import type { Ports } from '../ports/ports.ts'
import { mustFollow } from '../release/root.ts'

/** Roots that are walked in one visit. */
const ROOTS_AT_ONCE = 8

/** The notes with what was noticed last, and with when the cron came by. */
const ROOT = 'noticed-root'
const OPERATORS = 'noticed-operators'
const VISITED = 'visited'

/**
 * What people change past the control plane goes to the audit log as soon as it is noticed: another root in the store,
 * other operators in the settings. Who did it is not known here. Never throws for a store that fails.
 */
export const noticeChanges = async (ports: Ports): Promise<void> => {
  const { ledger, clock, log } = ports
  ledger.notes.set(VISITED, String(clock.now().getTime()))
  noticeOperators(ports)
  try {
    for (let step = 0; step < ROOTS_AT_ONCE && (await noticeNextRoot(ports)); step += 1);
  } catch (error) {
    log(`could not look for a new root: ${error instanceof Error ? error.message : 'unknown'}`)
  }
}

/** When the cron was here last, in milliseconds since 1970. */
export const lastVisit = ({ ledger }: Pick<Ports, 'ledger'>): number | null =>
  Number(ledger.notes.get(VISITED) ?? 0) || null

const noticeOperators = ({ ledger, clock, operatorKeys: text }: Ports): void => {
  const keys = [...(operatorKeys(text) ?? [])].map(([key, login]) => `${login} ed25519:${key}`).sort()
  const said = JSON.stringify(keys)
  if ((ledger.notes.get(OPERATORS) ?? '[]') === said) return
  const at = clock.now().getTime()
  ledger.together(() => {
    ledger.audit.append({ at, who: 'cygnet', what: 'operators-noticed', detail: { keys } })
    ledger.notes.set(OPERATORS, said)
  })
}

const noticeNextRoot = async ({ ledger, clock, store }: Ports): Promise<boolean> => {
  const version = Number(ledger.notes.get(ROOT) ?? 0) + 1
  const root = await store.get(rootPath(version))
  if (root === undefined) return false
  const before = version === 1 ? undefined : await store.get(rootPath(version - 1))
  const detail = { version, sha256: digestOf(root.bytes), follows: doesFollow(before?.bytes, root.bytes) }
  ledger.together(() => {
    ledger.audit.append({ at: clock.now().getTime(), who: 'cygnet', what: 'root-noticed', detail })
    ledger.notes.set(ROOT, String(version))
  })
  return true
}

/** Whether gateways take it; they look for themselves. */
const doesFollow = (before: Uint8Array | undefined, root: Uint8Array): boolean => {
  try {
    mustFollow(before, root)
    return true
  } catch {
    return false
  }
}
