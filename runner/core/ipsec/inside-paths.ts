import type { Bundle } from '../../../schema/wire/bundle.ts'
import { childKey } from './probe-verdict.ts'

/** A way through a CHILD: from an own inside address to one of the other end's. */
export interface InsidePath {
  /** `connection/child` */
  readonly key: string
  readonly from: string
  readonly to: string
}

/** The ways through those CHILDren of a bundle that are named, where both inside addresses are known. */
export const insidePaths = (bundle: Bundle, keys: readonly string[]): readonly InsidePath[] => {
  const wanted = new Set(keys)
  return bundle.probes.connections
    .flatMap(({ connection, inside }) =>
      inside.map(({ child, from, to }) => ({ key: childKey({ connection, child }), from, to })),
    )
    .filter(({ key }) => wanted.has(key))
}
