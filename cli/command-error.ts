/**
 * Why a command could not do its work. `usage`: the command line asks for something that does not exist (exit 2);
 * everything else means that the work was tried (exit 1).
 */
export class CommandError extends Error {
  readonly code: 'usage' | 'problems' | 'unreadable' | 'git' | 'unwritable' | 'control-plane' | 'lab'
  /** What to do about it. */
  readonly hint: string

  constructor(code: CommandError['code'], message: string, hint: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'CommandError'
    this.code = code
    this.hint = hint
  }

  /** 0 fine, 1 problems found, 2 wrong usage. */
  get exitCode(): 1 | 2 {
    return this.code === 'usage' ? 2 : 1
  }
}
