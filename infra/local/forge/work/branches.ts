import type { Git } from '../git/git.ts'
import { allRefs } from '../git/objects.ts'
import type { RefChange } from './ref-change.ts'

/** Told, after each change of refs, what moved and who moved it. */
export type OnRefChange = (changes: readonly RefChange[], actor: string) => Promise<void>

/**
 * Everything that moves a branch goes through here, one after the other: the refs before and after are compared, so
 * that a push by Git, a merge and a commit by the API start the same events.
 */
export class Branches {
  readonly #git: Git
  readonly #onChange: OnRefChange
  #last: Promise<unknown> = Promise.resolve()

  constructor(git: Git, onChange: OnRefChange) {
    this.#git = git
    this.#onChange = onChange
  }

  /** Runs `action` alone, then tells of the refs that it moved. What it threw is thrown after that. */
  change<T>(actor: string, action: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => {
      const before = await allRefs(this.#git)
      try {
        return await action()
      } finally {
        const changes = differences(before, await allRefs(this.#git))
        if (changes.length > 0) await this.#onChange(changes, actor)
      }
    })
    this.#last = turn.catch(() => {})
    return turn
  }
}

const differences = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): RefChange[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .map(ref => ({ ref, before: before.get(ref), after: after.get(ref) }))
    .filter(change => change.before !== change.after)
