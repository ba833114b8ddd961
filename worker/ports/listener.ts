/** Something that happened, as it is sent. */
export interface Message {
  /** The same with every try. */
  readonly id: string
  /** JSON. */
  readonly body: string
}

/** Whoever the deployment wants told of what happens. */
export interface Listener {
  /** Whether anybody is to be told, or what the settings lack for it; nothing of them is in it. */
  readonly settings: { readonly said: boolean } | { readonly problem: string }
  /** Done when it was taken, and where nobody wants to be told. Throws a `ListenerError`. */
  tell(message: Message): Promise<void>
}

/** `misconfigured`: the settings are no good. `refused`, `unavailable`: answered with something else than success, or not at all. */
export type ListenerErrorCode = 'misconfigured' | 'refused' | 'unavailable'

/** Says nothing of the address: whoever has that may speak there. */
export class ListenerError extends Error {
  override readonly name = 'ListenerError'
  readonly code: ListenerErrorCode
  constructor(code: ListenerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
