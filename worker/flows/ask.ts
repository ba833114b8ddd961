import type { ApprovalAnswer, AuditPage, TokenAnswer } from '../../schema/control-plane.ts'
import type { Ask } from '../ports/ask.ts'
import type { Credential } from '../ports/credential.ts'
import type { Ports } from '../ports/ports.ts'
import { approve } from './approve.ts'
import { issueToken } from './enrol.ts'
import { examine } from './look/examine.ts'
import { statusOf } from './look/status.ts'
import { operatorOf, operatorWith } from './people/operator.ts'
import { steer } from './steer.ts'

/** Entries of the audit log in one answer. */
const PAGE = 200

/** Does what an operator asks, if they may: `docs/protocol.md` §12. Throws a `ControlError`. */
export const answerTo = async (ports: Ports, credential: Credential, ask: Ask): Promise<object> => {
  switch (ask.kind) {
    case 'issue-token': {
      const by = await operatorWith(ports, credential, 'maintain', ask.kind)
      return { token: await issueToken(ports, ask.gateway, by) } satisfies TokenAnswer
    }
    case 'approve': {
      const { by, at } = await approve(ports, ask.plan, await operatorOf(ports, credential))
      return { plan: ask.plan, by: by.login, at: new Date(at).toISOString() } satisfies ApprovalAnswer
    }
    case 'pause':
    case 'resume':
      return steer(ports, ask.kind, await operatorOf(ports, credential))
    case 'roll-back':
      return steer(ports, ask.kind, await operatorOf(ports, credential), { release: ask.release })
    case 'admit-package': {
      const by = await operatorWith(ports, credential, 'maintain', ask.kind)
      const at = ports.clock.now().getTime()
      const { login, id: whoId } = by
      const detail = { sha256: ask.sha256, whoId }
      ports.ledger.audit.append({ at, who: login, what: 'package-admitted', detail })
      return { by: login }
    }
    case 'status':
      await operatorWith(ports, credential, 'write', ask.kind)
      return statusOf(ports)
    case 'examine':
      await operatorWith(ports, credential, 'write', ask.kind)
      return examine(ports)
    case 'audit':
      await operatorWith(ports, credential, 'write', ask.kind)
      return auditPage(ports, ask.after)
    default:
      return ask satisfies never
  }
}

const auditPage = ({ ledger }: Ports, after: number): AuditPage => {
  const [last] = ledger.audit.tail(1)
  return {
    entries: [...ledger.audit.after(after, PAGE)],
    head: last === undefined ? null : { number: last.number, hash: last.hash },
  }
}
