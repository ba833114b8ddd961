import { sortFiles } from './beside/attachments.ts'
import { readDocument } from './document/read-document.ts'
import { resolve } from './resolve.ts'
import { readText } from './text/text.ts'
import type { Topology } from './topology.ts'

/**
 * What a topology says that may still have problems, as far as it is understood: enough to know who needs a secret, and never
 * to compile. Undefined when its text cannot be read at all.
 */
export const sketchTopology = (files: ReadonlyMap<string, string>): Topology | undefined => {
  const { texts, attachments } = sortFiles(files)
  const { tree } = readText(texts)
  return tree && resolve(readDocument(tree).document, attachments).topology
}
