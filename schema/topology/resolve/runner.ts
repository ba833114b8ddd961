import type { RunnerFile } from '../beside/runner-file.ts'
import type { Document } from '../document/document.ts'
import type { GatewayText } from '../document/gateway.ts'
import type { Runner } from '../gateway.ts'

/** The runner that a gateway shall run, as it says itself or as the network says, and what is published of it. */
export const resolveRunner = (
  gateway: string,
  text: GatewayText,
  { runner }: Pick<Document, 'runner'>,
  published: ReadonlyMap<string, RunnerFile>,
): Runner | undefined => {
  const version = text.runner ?? runner
  if (version === undefined) return undefined
  const at = text.runner === undefined ? ['runner'] : ['gateways', gateway, 'runner']
  return { at, version, published: published.get(version) }
}
