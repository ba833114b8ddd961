/**
 * A function of something that never changes, worked out once for each such thing. A rollout is a value: what of it has not changed is
 * the very same object in the next state.
 */
export const once = <Of extends object, What>(work: (of: Of) => What): ((of: Of) => What) => {
  const known = new WeakMap<Of, { readonly what: What }>()
  return of => {
    const before = known.get(of)
    if (before !== undefined) return before.what
    const what = work(of)
    known.set(of, { what })
    return what
  }
}
