import type { Settings } from '../../core/ipsec/settings-text.ts'
import { LIST_KEYS } from '../../core/ipsec/swanctl-keys.ts'
import type { SharedSecret } from '../../core/ipsec/swanctl-secret.ts'
import { section } from './client.ts'
import type { Section, Value } from './message.ts'

/** Keys whose value is one file's text, which may hold commas: a list of one. */
const FILE_LISTS: ReadonlySet<string> = new Set(['certs', 'cacerts'])

/** A section as charon's load commands take it: subsections as they are, comma-separated values as lists. */
const loadMessage = (settings: Settings): Section =>
  new Map(
    [...settings].map(([key, value]): [string, Value] => {
      if (typeof value !== 'string') return [key, loadMessage(value)]
      if (FILE_LISTS.has(key)) return [key, [value]]
      return [key, LIST_KEYS.has(key) ? value.split(',').map(item => item.trim()) : value]
    }),
  )

/** A section under its name. */
export const named = (name: string, settings: Settings): Section => new Map([[name, loadMessage(settings)]])

/** A shared secret as `load-shared` takes it. */
export const sharedMessage = ({ id, type, data, owners }: SharedSecret): Section =>
  section({ id, type, data, owners })
