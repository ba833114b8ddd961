/**
 * `program`: a program of this machine failed; `boot`: a gateway did not come up; `agent`: a gateway's agent refused;
 * `timeout`: something took longer than it was given; `name`: no such gateway, host or wire; `topology`: the lab cannot
 * be planned from it; `state`: the lab's records do not fit what is running.
 */
export type LabErrorCode = 'program' | 'boot' | 'agent' | 'timeout' | 'name' | 'topology' | 'state'

/** Anything that keeps a lab from running. What a command inside a gateway answers is no error but a result. */
export class LabError extends Error {
  override readonly name = 'LabError'
  readonly code: LabErrorCode
  constructor(code: LabErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
