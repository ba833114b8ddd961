import type { Place } from '../../../schema/problem.ts'
import type { HostFile } from '../source/host-files.ts'

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/** A place in a file that moves forward only. Both of strongSwan's syntaxes are read with it. */
export class Cursor {
  readonly #file: HostFile
  #at = 0
  #line = 1
  #lineStart = 0

  constructor(file: HostFile) {
    this.#file = file
  }

  /** The character here; empty at the end. */
  get here(): string {
    return this.#file.text[this.#at] ?? ''
  }

  get ended(): boolean {
    return this.#at >= this.#file.text.length
  }

  get atLineStart(): boolean {
    return this.#at === this.#lineStart
  }

  get line(): number {
    return this.#line
  }

  step(): void {
    if (this.here === '\n') {
      this.#line++
      this.#lineStart = this.#at + 1
    }
    this.#at++
  }

  /** Moves on while characters are of a set, and yields what was passed. */
  while(isOne: (character: string) => boolean): string {
    const from = this.#at
    while (!this.ended && isOne(this.here)) this.step()
    return this.#file.text.slice(from, this.#at)
  }

  /** The rest of the line, without its end; the cursor then stands at the end. */
  restOfLine(): string {
    return this.while(character => character !== '\n')
  }

  /** A function that yields the place from here to where the cursor stands when it is called. */
  mark(): () => Place {
    const line = this.#line
    const column = this.#at - this.#lineStart + 1
    return () => ({
      file: this.#file.shown,
      line,
      column,
      endLine: this.#line,
      endColumn: this.#at - this.#lineStart + 1,
    })
  }

  /** Text in double quotes, which stand here: `\n`, `\r`, `\t` and escaped line ends are understood; undefined when it never ends. */
  quoted(): string | undefined {
    this.step()
    const parts: string[] = []
    for (;;) {
      parts.push(this.while(character => character !== '"' && character !== '\\'))
      const character = this.here
      if (this.ended) return undefined
      this.step()
      if (character === '"') return parts.join('')
      if (this.ended) return undefined
      if (this.here === '\r') this.step()
      if (this.here !== '\n') parts.push(ESCAPES[this.here] ?? this.here)
      this.step()
    }
  }
}
