import type { ManagedFile } from '../../../schema/wire/bundle.ts'

/** What stands right before a secret and right behind it, in the files that are made for secrets. */
const PLACES: ReadonlyMap<string, readonly [before: RegExp, behind: RegExp]> = new Map([
  ['/etc/swanctl/conf.d/cygnet.secrets.conf', [/(?:^|\n) *secret = "$/, /^"\n/]],
  ['/etc/ipsec.d/cygnet.secrets', [/[^\n] : (?:PSK|EAP|NTLM) $/, /^\n/]],
])

const PRIVATE_KEY = /^\/etc\/(?:swanctl|ipsec\.d)\/private\//

/**
 * Whether each secret of a file stands where only a secret is read. Anywhere else (a line of the firewall, a kernel setting, a name) some
 * program would quote it when it refuses the file, and that is reported: a thief of the Worker's key would have it (docs/adr/0214).
 */
export const isSecretsPlace = ({ path, content }: ManagedFile): boolean => {
  if (PRIVATE_KEY.test(path)) return content.length === 1
  const [before, behind] = PLACES.get(path) ?? []
  return content.every((piece, at) => {
    if (typeof piece === 'string') return true
    return before?.test(textAt(content, at - 1)) === true && behind?.test(textAt(content, at + 1)) === true
  })
}

const textAt = (content: ManagedFile['content'], at: number): string => {
  const piece = content[at]
  return typeof piece === 'string' ? piece : ''
}
