import type { Bundle } from '../../schema/wire/bundle.ts'
import type { BundleSecret, DerivedSecret } from '../../schema/wire/bundle-secret.ts'
import { canonicalBytes, digestOf } from '../../schema/wire/canonical.ts'
import { clientNotes, isClientSecret } from './client-note.ts'
import { monitorNotes } from './monitor-note.ts'
import { quoted } from './visible.ts'
import { windowWords } from './window-words.ts'

/** What changes on a gateway without showing in any of its files, in words. */
export const notesBetween = (was: Bundle, is: Bundle): string[] => [
  ...(was.every === is.every
    ? []
    : [`it asks for news every ${quoted(`${is.every}s`)} instead of ${quoted(`${was.every}s`)}`]),
  ...(same(was.window ?? null, is.window ?? null)
    ? []
    : [`after this it may change ${windowWords(is.window)} instead of ${windowWords(was.window)}`]),
  ...(was.drift === is.drift
    ? []
    : [
        is.drift === 'repair'
          ? 'it puts back what somebody changes by hand, instead of only reporting it'
          : 'it only reports what somebody changes by hand, and puts nothing back',
      ]),
  ...runnerNotes(was.runner, is.runner),
  ...(was.firewall === is.firewall
    ? []
    : [`its rules move from ${quoted(was.firewall)} to ${quoted(is.firewall)}`]),
  ...(was.daemon === is.daemon
    ? []
    : [`its daemon changes from ${quoted(was.daemon)} to ${quoted(is.daemon)}`]),
  ...monitorNotes(was, is),
  ...clientNotes(was, is),
  ...is.secrets
    .filter(secret => !isClientSecret(is, secret) && secret.id !== is.monitor?.influx?.token)
    .flatMap(secret => {
      const old = was.secrets.find(({ id }) => id === secret.id)
      return old === undefined
        ? []
        : secretNotes(old, secret).map(note => `the key of ${quoted(secret.id)} changes: ${note}`)
    }),
  ...(same(was.files, is.files) && !same(was.probes, is.probes)
    ? ['only what it checks before it commits changes']
    : []),
]

/** What becomes of the runner itself. That nobody names a version any more changes none. */
const runnerNotes = (was: Bundle['runner'], is: Bundle['runner']): string[] => {
  if (is === undefined)
    return was === undefined
      ? []
      : [`its runner stays what it is; ${quoted(was.version)} is asked for no more`]
  if (was === undefined) return [`its runner goes to ${quoted(is.version)}`]
  if (was.version !== is.version)
    return [`its runner goes from ${quoted(was.version)} to ${quoted(is.version)}`]
  if (!same(was.packages, is.packages)) return [`its runner ${quoted(is.version)} comes from another package`]
  return same(was, is) ? [] : [`other operators vouch for its runner ${quoted(is.version)}`]
}

/** Why a secret becomes another one, never which; empty when it stays. */
export const secretNotes = (was: BundleSecret, is: BundleSecret): string[] => {
  if (was.kind === 'derived' && is.kind === 'derived') return derivedNotes(was, is)
  return same(was, is) ? [] : ['another one was sealed or made']
}

const derivedNotes = (was: DerivedSecret, is: DerivedSecret): string[] => [
  ...(was.epoch === is.epoch
    ? []
    : [`epoch ${quoted(String(was.epoch))} becomes ${quoted(String(is.epoch))}`]),
  ...(was.peer === is.peer ? [] : ['the other gateway has a new seal key']),
]

const same = (a: unknown, b: unknown): boolean => digestOf(canonicalBytes(a)) === digestOf(canonicalBytes(b))
