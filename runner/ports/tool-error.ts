/**
 * refused: the tool says the input is wrong. failed: it did not do it. too-slow: it did not answer. ended: a signal came before it could, from
 * somebody or from its own mistake. missing: there is no such tool, or none that may be started. down: a daemon does not run. hindered: by what
 * somebody else holds or has written, whatever it was asked.
 */
export type ToolErrorCode = 'refused' | 'failed' | 'too-slow' | 'ended' | 'missing' | 'down' | 'hindered'

/** A program or daemon of the gateway did not do what it was asked; the message holds its own words. */
export class ToolError extends Error {
  override readonly name = 'ToolError'
  readonly code: ToolErrorCode
  /** The tool, such as `netplan`. */
  readonly tool: string
  constructor(code: ToolErrorCode, tool: string, words: string, options?: ErrorOptions) {
    super(`${tool}: ${words}`, options)
    this.code = code
    this.tool = tool
  }
}
