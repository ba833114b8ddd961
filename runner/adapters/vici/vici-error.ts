/** malformed: bytes that are no vici. unknown: the daemon has no such command. refused: it said no. closed: it went away. too-slow: no answer in time. */
export type ViciErrorCode = 'malformed' | 'unknown' | 'refused' | 'closed' | 'too-slow'

/** Talking to charon over vici failed; `refused` carries the daemon's own words. */
export class ViciError extends Error {
  override readonly name = 'ViciError'
  readonly code: ViciErrorCode
  constructor(code: ViciErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
