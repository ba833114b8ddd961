/** How long a thing that happens elsewhere may take, in seconds, before the story says that it did not happen. */
const PATIENCE = 240

/** A claim that turned out not to hold; the story stops there. */
export class StoryError extends Error {
  override readonly name = 'StoryError'
}

/** Tells the story line by line. A line is printed as true only after its check returned. */
export class Narrator {
  readonly #write: (line: string) => void
  readonly #colour: boolean
  #claims = 0

  constructor(write: (line: string) => void, colour: boolean) {
    this.#write = write
    this.#colour = colour
  }

  /** How many claims were checked so far. */
  get claims(): number {
    return this.#claims
  }

  chapter(title: string): void {
    this.#write(`\n${this.#paint('1', title)}`)
  }

  /** A line that claims nothing: progress, addresses, what a person may do now. */
  note(line: string): void {
    this.#write(`    ${this.#paint('2', line)}`)
  }

  /** Runs the check, then prints the claim with the evidence that the check returned. */
  async check(claim: string, look: () => Promise<string> | string): Promise<void> {
    const start = performance.now()
    try {
      const evidence = await look()
      this.#claims += 1
      const seconds = ((performance.now() - start) / 1000).toFixed(1)
      this.#write(
        `  ${this.#paint('32', '✓')} ${claim}${evidence === '' ? '' : this.#paint('2', `: ${evidence}`)} ${this.#paint('2', `(${seconds} s)`)}`,
      )
    } catch (cause) {
      this.#write(`  ${this.#paint('31', '✗')} ${claim}`)
      throw new StoryError(`${claim}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    }
  }

  #paint(code: string, text: string): string {
    return this.#colour ? `\u001b[${code}m${text}\u001b[0m` : text
  }
}

/** Asks again until there is an answer. Throws with the last words of `look` when `seconds` have passed. */
export const eventually = async <T>(
  what: string,
  look: () => Promise<T | undefined>,
  seconds = PATIENCE,
): Promise<T> => {
  const deadline = performance.now() + seconds * 1000
  let last = 'nothing was seen'
  while (performance.now() < deadline) {
    try {
      const seen = await look()
      if (seen !== undefined) return seen
    } catch (error) {
      last = error instanceof Error ? error.message : String(error)
    }
    await new Promise(resolve => setTimeout(resolve, 250))
  }
  throw new StoryError(`waited ${seconds} s for ${what}: ${last}`)
}

/** Throws unless the claim holds; narrows nothing, says everything. */
export function hold(claim: boolean, otherwise: string): asserts claim {
  if (!claim) throw new StoryError(otherwise)
}
