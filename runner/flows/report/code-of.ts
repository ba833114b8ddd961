import type { SealedError } from '../../../schema/wire/sealed.ts'
import { SecretError } from '../../core/keys/secret-error.ts'
import { TrustError } from '../../core/trust/trust-error.ts'
import { DiskError } from '../../ports/disk-error.ts'
import { SourceError } from '../../ports/source.ts'
import { ToolError } from '../../ports/tool-error.ts'

/** The code under which an error is reported; `doing` names what was done where the error has no code of its own. */
export const codeOf = (doing: string, error: unknown): string => {
  if (error instanceof TrustError) return error.code
  if (error instanceof SourceError) return `source-${error.code}`
  if (error instanceof DiskError) return `disk-${error.code}`
  if (isSealedError(error)) return `sealed-${error.code}`
  if (error instanceof SecretError) return `held-key-${error.code}`
  if (error instanceof ToolError && error.code === 'down') return `${error.tool.toLowerCase()}-down`
  if (error instanceof ToolError) return `${doing}-${error.tool}`
  return `${doing}-failed`
}

/** By its name: its class would load the ciphers with every poll. */
const isSealedError = (error: unknown): error is SealedError =>
  error instanceof Error && error.name === 'SealedError'
